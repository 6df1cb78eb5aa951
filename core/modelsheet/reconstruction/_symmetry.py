"""Mirror symmetry of a drawn sheet: found, and enforced where the two sides agree but for noise.

What a generator draws of a symmetric object is symmetric but for its noise. The mean of each view
and the mirror image of the view from the other side has half of that noise, and is symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..cameras import Camera
from ..cores import side_by_side
from ..errors import ModelsheetError
from ..sheet import ModelSheet, View
from ._drawing import opened

PLANES = ("x", "y")
_RAGGED = 0.6  # pixels that the outlines of two sides may differ in the mean and still be meant alike
_UNEVEN = 0.025  # object units, the same for the median difference of depths
_SHIFT = 2  # half pixels either way in which the middle of the object is looked for
_FEATURE = 5  # pixels; where outlines differ by so much, one side has something that the other lacks
_SAME_DEPTH = 0.06  # object units; more than that is a form of its own, not noise
_SAME_COLOR = 48.0  # of 255, mean over the channels: more than that is a marking of its own


@dataclass(frozen=True)
class Mirror:
    """A plane that the object is symmetric about.

    axis: 0 or 1, the plane stands across x or y. place: where on that axis, object units. error: mean
    distance between the outlines of both sides, pixels.
    """

    axis: int
    place: float
    error: float

    @property
    def name(self) -> str:
        """The axis that it turns round, as `--symmetry` names it."""
        return PLANES[self.axis]


def find_mirrors(sheet: ModelSheet, planes: tuple[str, ...] = PLANES) -> tuple[Mirror, ...]:
    """The planes about which outlines and depths are symmetric but for noise."""

    def find(plane: str) -> Mirror | None:
        mirror = _best_place(sheet, PLANES.index(plane))
        holds = mirror is not None and mirror.error <= _RAGGED and _unevenness(sheet, mirror) <= _UNEVEN
        return mirror if holds else None

    return tuple(mirror for mirror in side_by_side(find, planes) if mirror is not None)


def wanted_mirrors(sheet: ModelSheet, planes: tuple[str, ...]) -> tuple[Mirror, ...]:
    """The best place of each plane. Raises ModelsheetError where the sheet's cameras show no other side."""
    best = [_best_place(sheet, PLANES.index(plane)) for plane in planes]
    if None in best:
        raise ModelsheetError("no-mirror-images")
    return tuple(mirror for mirror in best if mirror is not None)


def symmetric(sheet: ModelSheet, mirrors: tuple[Mirror, ...]) -> ModelSheet:
    """The sheet with each view the mean of itself and its mirror image, where these agree.

    What only one side has (a handle, a door, a number) stays as it is drawn.
    """
    for mirror in mirrors:
        sheet = _symmetric(sheet, mirror)
    return sheet


def _symmetric(sheet: ModelSheet, mirror: Mirror) -> ModelSheet:
    def mean(view: View) -> View:
        other = _partner(view, sheet, mirror)
        return view if other is None else _merged(view, other)

    return replace(sheet, views=tuple(side_by_side(mean, sheet)))


def _best_place(sheet: ModelSheet, axis: int) -> Mirror | None:
    """The plane across an axis at which the outlines differ least, None without mirror images."""
    drawn = [view for view in sheet if view.mask.any()]
    masks = [view.mask for view in drawn]
    rims = [_rim(mask) for mask in masks]
    pixel = sheet.views[0].camera.pixel
    middle = round(2 * _middle(drawn, axis) / pixel)
    best = None
    for step in range(-_SHIFT, _SHIFT + 1):
        place = float((middle + step) * pixel / 2)
        errors = []
        for view, mask, rim in zip(drawn, masks, rims, strict=True):
            for other, beyond in zip(drawn, masks, strict=True):
                image = _mirror_image(view.camera, other.camera, axis, place)
                if image is not None:  # the area between the outlines by their length
                    errors.append(np.count_nonzero(mask ^ image.of(beyond)) / max(rim, 1))
        if errors and (best is None or np.mean(errors) < best.error):
            best = Mirror(axis, place, float(np.mean(errors)))
    return best


def _rim(mask: np.ndarray) -> int:
    """How many pixels of a mask lie at its outline."""
    from scipy.ndimage import binary_erosion

    return int(np.count_nonzero(mask & ~binary_erosion(mask)))


def _unevenness(sheet: ModelSheet, mirror: Mirror) -> float:
    """Median difference between the depths of both sides, mean over the views, object units."""
    differences = []
    for view in sheet:
        other = _partner(view, sheet, mirror)
        if other is not None and view.depth is not None and other.depth is not None:
            apart = np.abs(view.depth - other.depth)[view.mask & other.mask]
            apart = apart[np.isfinite(apart)]
            if len(apart):
                differences.append(np.median(apart))
    return float(np.mean(differences)) if differences else 0.0


def _middle(views: list[View], axis: int) -> float:
    """Middle of all that is drawn along an axis, object units, by the outlines that show it."""
    lows, highs = [], []
    for view in views:
        if abs(view.camera.view_direction[axis]) < 1e-6:
            along = view.camera.rays()[0][view.mask][:, axis]
            lows.append(along.min())
            highs.append(along.max())
    return float((np.median(lows) + np.median(highs)) / 2) if lows else 0.0


def _partner(view: View, sheet: ModelSheet, mirror: Mirror) -> View | None:
    """The mirror image of the view that the mirrored camera took, as `view`'s own camera would see it."""
    for other in sheet:
        image = _mirror_image(view.camera, other.camera, mirror.axis, mirror.place)
        if image is not None and other.mask.any():
            depth = None if other.depth is None else image.of(other.depth, np.nan) + np.float32(image.closer)
            return View(view.name, view.camera, image.of(other.rgb), image.of(other.alpha), depth)
    return None


@dataclass(frozen=True)
class _MirrorImage:
    """Where a picture's mirror image lies in another's pixels.

    start: row and column, in the other, of the first pixel's. flipped: whether rows, and columns, run
    the other way. turned: whether the other's rows are columns. closer: what to add to its depths.
    """

    start: tuple[int, int]
    flipped: tuple[bool, bool]
    turned: bool
    closer: float

    def of(self, picture: np.ndarray, empty: float = 0) -> np.ndarray:
        """The mirror image (H, W, ...) of the other picture, `empty` where that one ends."""
        if self.turned:
            picture = picture.swapaxes(0, 1)
        image = np.full(picture.shape, empty, picture.dtype)
        into, out = [], []
        for start, flipped, size in zip(self.start, self.flipped, picture.shape, strict=False):
            shift = size - 1 - start if flipped else start
            into.append(slice(max(0, -shift), max(0, min(size, size - shift))))
            out.append(slice(max(0, shift), max(0, min(size, size + shift))))
        flip = tuple(slice(None, None, -1 if flipped else 1) for flipped in self.flipped)
        image[tuple(into)] = picture[flip][tuple(out)]
        return image


def _mirror_image(camera: Camera, other: Camera, axis: int, place: float) -> _MirrorImage | None:
    """How to find the mirror image of `other`'s picture; None unless the mirrored camera is `camera`, pixel
    for pixel.
    """
    if camera.extent is None or other.extent != camera.extent:
        return None
    if camera.width != camera.height or (other.width, other.height) != (camera.width, camera.height):
        return None
    flip = np.ones(3, np.float32)
    flip[axis] = -1
    if np.abs(camera.view_direction * flip - other.view_direction).max() > 1e-5:
        return None
    size = camera.height
    corners = np.array([(0, 0), (size, 0), (0, size)]) + 0.5
    origins = camera.rays_through(corners)[0] * flip
    origins[..., axis] += 2 * place
    pixels, depth = other.project(origins)  # linear: three pixels tell of all
    start = np.floor(pixels[0]).astype(int)
    ways = (pixels[1:] - pixels[0]) / size  # how far, in the other, one goes right and one goes down
    step = np.rint(ways).astype(int)
    uneven = np.abs(ways - step).max() * size
    if max(np.abs(pixels[0] - start - 0.5).max(), uneven) > 0.02 or np.ptp(depth) > 1e-4:
        return None
    turned = step[0, 0] == 0
    down, right = (step[1, 0], step[0, 1]) if turned else (step[1, 1], step[0, 0])
    row, column = start if turned else start[::-1]
    return _MirrorImage((int(row), int(column)), (down < 0, right < 0), bool(turned), float(-depth.mean()))


def _merged(view: View, other: View) -> View:
    from scipy.ndimage import binary_dilation

    differ = view.mask ^ other.mask
    feature = opened(differ, _FEATURE)
    if feature.any():
        feature = binary_dilation(feature, iterations=_FEATURE)
    own = (feature & differ) | ~np.isin(view.alpha, (0, 255)) & feature
    alpha = (view.alpha.astype(np.int32) + other.alpha + 1) // 2
    alpha = np.where(own, view.alpha, alpha).astype(np.uint8)
    a, b = view.rgb.astype(np.float32), other.rgb.astype(np.float32)
    share = np.stack([view.alpha, other.alpha], -1).astype(np.float32) + 1e-3
    mean = (a * share[..., :1] + b * share[..., 1:]) / share.sum(-1, keepdims=True)
    alike = np.abs(a - b).mean(-1) < _SAME_COLOR
    shared = (alike & view.mask | ~view.mask) & ~own
    rgb = np.where(shared[..., None], np.rint(mean), a).astype(np.uint8)
    depth = _merged_depth(view, other, own)
    return replace(view, rgb=rgb, alpha=alpha, depth=depth)


def _merged_depth(view: View, other: View, own: np.ndarray) -> np.ndarray | None:
    if view.depth is None or other.depth is None:
        return view.depth
    here, there = np.isfinite(view.depth) & (view.alpha > 0), np.isfinite(other.depth) & (other.alpha > 0)
    alike = here & there & ~own & (np.abs(view.depth - other.depth) < _SAME_DEPTH)
    depth = np.where(alike, (view.depth + other.depth) / 2, view.depth)
    return np.where(there & ~here & ~own, other.depth, depth).astype(np.float32)
