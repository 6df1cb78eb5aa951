"""Outlines of drawn views: what is meant to be straight is made straight.

A generator draws the edge of a wall as a line that trembles by a pixel or two, and the hull carries each
tremble through the whole object. An outline is cut into runs that lie within a little of a line (Douglas and
Peucker 1973); those that end in corners or do not bend are drawn as lines that meet, the rest stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..geometry.polylines import corners
from ..sheet import ModelSheet, View

_TREMBLE = 1.5 / 128  # object units that a straight edge is drawn off its line at most
_LEAST = 9 / 128  # object units: a shorter run may be part of anything
_LONG = 0.25  # object units: so far nothing that is curved goes straight on
_AXIAL = 1.5 / 128  # object units that a run may rise over its length and still be level, or upright
_CORNER = 40.0  # degrees that an outline turns where a straight edge ends
_BEYOND = 8 / 128  # object units past an end within which it has turned
_BENT, _BENT_SHARE = 0.5 / 128, 0.75  # sagitta in object units, and what it explains of a run's deviations
_MEETING = 3.0  # times _TREMBLE: where lines cross farther from a corner than this they do not meet in it
_MANY = 0.75  # of the outlines, mean over the views: what is straight in so many is meant to be
_FEW = 6  # points, of which nobody can say whether they bend
_FINE = 4  # subpixels along a pixel, in which outlines are drawn


@dataclass(frozen=True)
class _Run:
    """Points `first` to `last` of an outline along a line through `middle` in a unit direction `along`."""

    first: int
    last: int
    middle: np.ndarray
    along: np.ndarray
    length: float
    bend: float
    bend_share: float

    def nearest(self, point: np.ndarray) -> np.ndarray:
        return self.middle + self.along * ((point - self.middle) @ self.along)


@dataclass(frozen=True)
class _Outline:
    """A closed curve, `points` (N, 2) by column and row in pixels, cut at some of them, ascending; and the
    run between each two cuts, None where it is not straight.
    """

    points: np.ndarray
    cuts: list[int]
    runs: list[_Run | None]

    @property
    def length(self) -> float:
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())

    @property
    def straight(self) -> float:
        return sum(run.length for run in self.runs if run is not None)

    @property
    def axial(self) -> float:
        """The length of those straight runs that are level or upright."""
        return sum(run.length for run in self.runs if run is not None and (run.along == 0).any())


def straightened(sheet: ModelSheet) -> ModelSheet:
    """The sheet with straight edges in its silhouettes, if it has many: an animal has some by chance.

    Colours and depths stay as they are.
    """
    every = [_outlines(view.alpha.astype(np.float32) / 255, view.camera.pixel) for view in sheet]
    shares = [_share(outlines) for outlines in every if outlines]
    if not shares or np.mean(shares) < _MANY:
        return sheet
    return replace(sheet, views=tuple(map(_straightened, sheet, every)))


def straight_share(alpha: np.ndarray, pixel: float) -> tuple[float, float]:
    """How much of the outline of a silhouette (H, W), 0 to 1, is straight edges, and how much of it such as
    are level or upright; 0 for an empty one.

    pixel: object units.
    """
    outlines = _outlines(alpha, pixel)
    return _share(outlines), _share(outlines, axial=True)


def _share(outlines: list[_Outline], axial: bool = False) -> float:
    total = sum(outline.length for outline in outlines)
    straight = sum(outline.axial if axial else outline.straight for outline in outlines)
    return min(straight / total, 1.0) if total else 0.0


def _straightened(view: View, outlines: list[_Outline]) -> View:
    if not any(any(outline.runs) for outline in outlines):
        return view
    alpha = _lined(view.alpha.astype(np.float32) / 255, outlines, view.camera.pixel)
    return replace(view, alpha=np.rint(np.clip(alpha, 0, 1) * 255).astype(np.uint8))


def straight_bordered(mask: np.ndarray, pixel: float) -> np.ndarray:
    """A mask (H, W) whose border is made straight where it nearly is; pixel: object units."""
    alpha = mask.astype(np.float32)
    return _lined(alpha, _outlines(alpha, pixel), pixel) >= 0.5


def _lined(alpha: np.ndarray, outlines: list[_Outline], pixel: float) -> np.ndarray:
    """(H, W) float32 what is drawn, with lines for the straight runs of its outlines."""
    after = [_with_lines(outline, pixel) for outline in outlines]
    before = [outline.points for outline in outlines]
    return alpha + _filled(after, alpha.shape) - _filled(before, alpha.shape)


def _outlines(alpha: np.ndarray, pixel: float) -> list[_Outline]:
    """Curves around what is drawn, (H, W) from 0 to 1, and around its holes."""
    from skimage.measure import find_contours

    found = [curve[:, ::-1] - 0.5 for curve in find_contours(np.pad(alpha, 1), 0.5) if len(curve) > 3]
    outlines = []
    for curve in found:
        points = _from_corner(curve[:-1])
        cuts = _cuts(points, _TREMBLE / pixel)
        outlines.append(_Outline(points, cuts, _straight(points, cuts, pixel)))
    return outlines


def _from_corner(ring: np.ndarray) -> np.ndarray:
    """A closed curve that begins and ends at its point farthest from the middle."""
    first = int(np.linalg.norm(ring - ring.mean(0), axis=1).argmax())
    return np.concatenate([ring[first:], ring[: first + 1]])


def _filled(outlines: list[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) float32 what lies within an odd number of outlines, with soft edges."""
    from PIL import Image, ImageDraw

    height, width = shape
    inside = np.zeros((height * _FINE, width * _FINE), bool)
    for outline in outlines:
        image = Image.new("1", (width * _FINE, height * _FINE))
        ImageDraw.Draw(image).polygon([tuple(point) for point in outline * _FINE], fill=1)
        inside ^= np.asarray(image)
    return inside.reshape(height, _FINE, width, _FINE).mean((1, 3), dtype=np.float32)


def _with_lines(outline: _Outline, pixel: float) -> np.ndarray:
    """The points of an outline with lines for its straight runs."""
    near = _MEETING * _TREMBLE / pixel
    points: list[np.ndarray] = []
    for number, run in enumerate(outline.runs):
        first, last = outline.cuts[number], outline.cuts[number + 1]
        before, after = outline.runs[number - 1], outline.runs[(number + 1) % len(outline.runs)]
        if run is None:
            points += list(outline.points[first + 1 : last + (after is None)])
            continue
        points.append(_joint(run, before, outline.points[first], near))
        points.append(_joint(run, after, outline.points[last], near))
    points.append(points[0])
    return np.array(points)


def _joint(run: _Run, other: _Run | None, corner: np.ndarray, near: float) -> np.ndarray:
    """Where a run ends: in the next one's line, or beside the corner that was drawn."""
    if other is not None:
        across = run.along[0] * other.along[1] - run.along[1] * other.along[0]
        if abs(across) > 0.2:  # about 12 degrees: lines that are more alike cross anywhere
            gap = other.middle - run.middle
            place = run.middle + run.along * ((gap[0] * other.along[1] - gap[1] * other.along[0]) / across)
            if np.linalg.norm(place - corner) <= near:
                return place
    return run.nearest(corner)


def _straight(points: np.ndarray, cuts: list[int], pixel: float) -> list[_Run | None]:
    """The run between each two cuts of a closed curve, None where it is not straight."""
    runs = [_fit(points, first, last, pixel) for first, last in pairwise(cuts)]
    step = int(_BEYOND / pixel / 0.7)  # two points of a curve are about so many pixels apart
    return [run if _is_straight(run, points, step, pixel) else None for run in runs]


def _is_straight(run: _Run, outline: np.ndarray, step: int, pixel: float) -> bool:
    """Whether a run is long enough to be meant as a line, and ends as one.

    The runs of a curve bend, and turn little from one to the next.
    """
    if run.length < _LEAST / pixel:
        return False
    ring = outline[:-1]
    ahead = ring[(run.last + step) % len(ring)] - outline[run.last]
    back = outline[run.first] - ring[(run.first - step) % len(ring)]
    cosine = np.cos(np.radians(_CORNER))
    corners = sum(way @ run.along < cosine * np.linalg.norm(way) for way in (ahead, back))
    bent = run.bend > _BENT / pixel and run.bend_share > _BENT_SHARE
    return corners == 2 or (not bent and (corners == 1 or run.length > _LONG / pixel))


def _fit(outline: np.ndarray, first: int, last: int, pixel: float) -> _Run:
    """The line along the points between two cuts, level or upright where it nearly is."""
    chord = outline[last] - outline[first]
    length = float(np.linalg.norm(chord))
    along = chord / max(length, 1e-9)
    points = outline[first : last + 1]
    if len(points) > 8:  # the ends are rounded
        points = points[2:-2]
    middle = points.mean(0)
    if length * pixel < _LEAST or len(points) < _FEW:
        return _Run(first, last, middle, along, length, 0.0, 0.0)
    _, axes = np.linalg.eigh((points - middle).T @ (points - middle))
    along = axes[:, 1] * np.sign(axes[:, 1] @ chord)
    for axis in np.eye(2):
        if abs(along @ axis) * length <= _AXIAL / pixel:
            along = axis[::-1] * np.sign(axis[::-1] @ chord)
    t = (points - middle) @ along / (length / 2)
    off = (points - middle) @ (along[1], -along[0])
    bend = np.polynomial.polynomial.polyfit(t, off, 2)
    left = off - np.polynomial.polynomial.polyval(t, bend)
    share = 1 - float(left @ left) / max(float(off @ off), 1e-9)
    return _Run(first, last, middle, along, length, float(abs(bend[2])), share)


def _cuts(outline: np.ndarray, tolerance: float) -> list[int]:
    """Indices into a closed outline, ascending and with both ends, between which it is nearly straight."""
    far = int(np.linalg.norm(outline - outline[0], axis=1).argmax())
    cuts = {
        *corners(outline[: far + 1], tolerance),
        *(far + cut for cut in corners(outline[far:], tolerance)),
    }
    return _fewer(sorted(cuts), outline, tolerance)


def _fewer(cuts: list[int], outline: np.ndarray, tolerance: float) -> list[int]:
    """The cuts without those between runs that lie along one line: where a cut is, is chance."""
    number = 1
    while number < len(cuts) - 1:
        points = outline[cuts[number - 1] : cuts[number + 1] + 1]
        apart = points - points.mean(0)
        across = np.linalg.eigh(apart.T @ apart)[1][:, 0]
        if np.abs(apart @ across).max() <= tolerance:
            del cuts[number]
            number = max(1, number - 1)
        else:
            number += 1
    return cuts
