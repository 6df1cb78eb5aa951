"""Panels: recesses in the sides of straight-edged things, made flat with sharp borders.

A generator draws the panel of a crate or the wall under a roof as a soft hollow, the mean of many such.
What is meant is one level or two: planes are found in the hollow one after another, each pixel goes to the
nearest of them or to the side's own, and nothing lies between.
"""

from __future__ import annotations

import numpy as np

from ._outlines import straight_bordered

_TRIES = 48  # pixels whose surroundings say where a plane may lie
_WINDOW = 5  # pixels a side of these surroundings
_MOST, _LEAST = 5, 0.0025  # planes; square object units that one has
_DEEP = 2.0  # times the tolerance, from which a hollow is meant
_FLAT = 0.3  # slope at which a pixel's vote for a plane is about a third: blurred borders are steeper
_STRANGE = 2.5  # times the tolerance, that a pixel may lie off all planes and still be of one
_SQUARE = 0.8  # of the rectangle around it: what a panel fills at least
_INSIDE = 0.75  # of its border: what a frame takes at least
_MAJORITY = 5  # pixels a side of the window in which they agree on their plane


def levelled(recess: np.ndarray, pixel: float, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Recesses (H, W) behind the sides of an object, NaN off it, on few planes, object units; and how many
    pixels are of panels, and of such as have a frame, (2,).

    pixel: its size. tolerance: how far what is drawn may be off.
    """
    known = np.isfinite(recess)
    slope = _slope(recess) / pixel
    planes = _planes(recess, slope, pixel, tolerance)
    away = np.stack([np.abs(np.where(known, recess - plane, np.inf)) for plane in planes])
    away[0] = np.where(recess < 0, 0, away[0])
    label = _squared(_agreed(away.argmin(0), known, len(planes)), known)
    label = _bordered(label, known, pixel)
    found = np.take_along_axis(planes, label[None], 0)[0]
    strange = np.take_along_axis(away, label[None], 0)[0] > _STRANGE * tolerance
    kept = np.where(~known | (strange & (slope < _FLAT)), recess, found)
    return kept, np.array([np.count_nonzero(known & (label > 0)), _framed(label, known)])


def _framed(label: np.ndarray, known: np.ndarray) -> int:
    """How many pixels are of regions that nearly fill the rectangle around them, most of whose border is
    inside the outline.
    """
    from scipy.ndimage import binary_dilation, find_objects
    from scipy.ndimage import label as pieces

    pixels = 0
    for number in range(1, int(label.max()) + 1):
        regions, count = pieces((label == number) & known)
        for piece, box in enumerate(find_objects(regions, count), 1):
            region = np.pad(regions[box] == piece, 1)
            inside = np.pad(known, 1)[tuple(slice(part.start, part.stop + 2) for part in box)]
            border = binary_dilation(region) & ~region
            if (regions[box] == piece).mean() > _SQUARE and inside[border].mean() > _INSIDE:
                pixels += int(region.sum())
    return pixels


def _slope(recess: np.ndarray) -> np.ndarray:
    """(H, W) the change to the neighbours, object units a pixel."""
    steps = [np.abs(np.gradient(recess, axis=axis)) for axis in (0, 1)]
    return np.nan_to_num(np.hypot(*steps), nan=np.inf)


def _planes(recess: np.ndarray, slope: np.ndarray, pixel: float, tolerance: float) -> np.ndarray:
    """(P, H, W) the planes that pixels may lie on, the side's own, which is 0, first."""
    row, column = np.indices(recess.shape, np.float32)
    places = np.stack([row, column, np.ones_like(row)], -1)
    weights = np.exp(-((slope / _FLAT) ** 2))
    free = np.isfinite(recess) & (recess > tolerance)
    least = max(_LEAST / pixel**2, 3)
    planes = [np.zeros_like(recess)]
    random = np.random.default_rng(0)
    while len(planes) <= _MOST and weights[free].sum() >= least:
        x, d, weight = places[free], recess[free], weights[free]
        share = weight / weight.sum()
        chosen = random.choice(len(d), min(_TRIES, int((share > 0).sum())), replace=False, p=share)
        windows = _windows(free, chosen)
        tried = [np.array([0, 0, np.median(d[near])]) for near in windows]
        tried += [np.linalg.lstsq(x[near], d[near], rcond=None)[0] for near in windows if len(near) > 8]
        votes = [weight[np.abs(x @ plane - d) < tolerance / 2].sum() for plane in tried]
        plane = tried[int(np.argmax(votes))]
        for _ in range(3):
            near = np.abs(x @ plane - d) < tolerance
            if near.sum() < 3:
                break
            root = np.sqrt(weight[near])
            plane = np.linalg.lstsq(x[near] * root[:, None], d[near] * root, rcond=None)[0]
            if np.abs(plane[:2]) @ np.ptp(x[near][:, :2], axis=0) <= 2 * tolerance:
                plane = np.array([0, 0, np.average(d[near], weights=weight[near])])
        near = np.abs(x @ plane - d) < tolerance
        free[tuple(x[near][:, :2].astype(int).T)] = False
        if weight[near].sum() < least:
            break
        if np.median(d[near]) > _DEEP * tolerance:
            planes.append((places @ plane).astype(recess.dtype))
    return np.stack(planes)


def _windows(free: np.ndarray, chosen: np.ndarray) -> list[np.ndarray]:
    """The numbers of the free pixels (H, W) around each of some that are chosen by their numbers."""
    number = np.full(free.shape, -1)
    number[free] = np.arange(free.sum())
    half = _WINDOW // 2
    corners = np.argwhere(free)[chosen]
    windows = (number[max(y - half, 0) : y + half + 1, max(x - half, 0) : x + half + 1] for y, x in corners)
    return [window[window >= 0] for window in windows]


def _agreed(label: np.ndarray, known: np.ndarray, count: int) -> np.ndarray:
    """Labels (H, W) by the majority around each pixel."""
    from scipy.ndimage import uniform_filter

    shares = [uniform_filter(((label == i) & known).astype(np.float32), _MAJORITY) for i in range(count)]
    return np.stack(shares).argmax(0)


def _squared(label: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Labels (H, W); each region but 0 that nearly fills the rectangle around it becomes that rectangle."""
    from scipy.ndimage import find_objects
    from scipy.ndimage import label as pieces

    squared = label.copy()
    for number in range(1, int(label.max()) + 1):
        regions, _ = pieces((label == number) & known)
        for piece, box in enumerate(find_objects(regions), 1):
            if box is not None and (regions[box] == piece).mean() > _SQUARE:
                squared[box] = np.where(label[box] == 0, number, squared[box])
    return squared


def _bordered(label: np.ndarray, known: np.ndarray, pixel: float) -> np.ndarray:
    """Labels (H, W), borders straight where they nearly are, small regions given to those around."""
    from scipy.ndimage import distance_transform_edt
    from scipy.ndimage import label as pieces

    bordered = np.where(known & (label == 0), 0, -1)
    for number in range(int(label.max()) + 1):
        regions, count = pieces((label == number) & known)
        sizes = np.bincount(regions.ravel(), minlength=count + 1)
        sizes[0] = 0
        region = (sizes >= _LEAST / pixel**2)[regions]
        if number == 0:
            bordered[~region] = -1
        else:
            bordered[straight_bordered(region, pixel) & known] = number
    if (bordered < 0).all():
        return label
    source = distance_transform_edt(bordered < 0, return_distances=False, return_indices=True)
    return bordered[tuple(source)]
