"""The depth hull: what no view sees through, by the vote of depths inside all silhouettes.

A point is solid where it lies in every silhouette and the views that see a surface near it agree
that it is behind. How far the views contradict each other sets the tolerance of all that follows:
on an exact sheet it is zero and the depths are taken as they are; on a generated one depths are
flattened, follow the silhouettes where they are close to them, and no drawn part is carved away. Where
outlines are straight and views agree, hollows with a frame become panels, and votes stay sharp; where they
are mostly curved nothing is made flat. What is not flat flows: it loses its waves and rags.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..cores import side_by_side
from ..errors import ModelsheetError
from ..registry import ReconstructorSpec
from ..second import beside
from ..sheet import ModelSheet
from ..surface import Surface
from ._agreement import LEAST_TOLERANCE, thickness_of, tolerance_of
from ._drawing import COMMON_PIXEL, Drawing, coarse, opened
from ._hull import BLUR, SHELL, Hull
from ._lathe import TurnedSheet, with_more
from ._outlines import straight_share
from ._panels import levelled
from ._pieces import fill_hollows, restore_lost, tidy, whole
from ._sides import with_flat_sides, within_outlines
from ._volume import Grid, Rays, bisect, flowing, polygonize, smooth

_NODES = (128, 256)  # a side; twice as many take eight times the memory, 0.5 GB at 256
_COARSE = 80  # nodes a side where views contradict each other and nothing is thin; 96 is hardly better
_COARSE_PANELED = 96  # but for panels, whose walls are a voxel wide
_NARROW, _FINE_PARTS = 7, 0.02  # pixels that a part is wide, and the share of the drawing that may be less
_EXACT_SOURCES = ("", "render")  # generators of sheets whose depths were computed, not drawn
_STEADY = 9  # pixels, the side of the window in which a recess is one
_SOME_STRAIGHT, _MOST_STRAIGHT = 0.62, 0.7  # of the outlines of a thing that is made of flat sides
_LEAST_AXIAL = 0.48  # of them that is level or upright: cottages have 0.50, cheeseburgers 0.46
_STRAIGHT = 1.1  # share of outlines that is straight, and that once more which is level or upright: animals
# have 0.8 to 1.08, cars 0.75, buses and houses 1.16 and more
_FLOWING = 2 * COMMON_PIXEL  # object units that a point may be off its drawing for a surface that flows
_FLOWING_BESIDE = 0.8 * COMMON_PIXEL  # the same where it has flat sides
_SOFT = 60.0  # degrees: what is curved has no hard edges but between its parts
_AGREED = 1.1 * LEAST_TOLERANCE  # object units: sharp sides need views that contradict each other no more
_FRAMED = 0.6  # of the pixels of panels, that have a frame: else hollows are none
_DRAWN_BISECTIONS = 3  # an eighth of a voxel: less than a tenth of what drawn depths may be off
_SPARE = 8  # nodes around all that is drawn: what thickens, moves and blurs stays within


def reconstruct(sheet: ModelSheet, tolerance: float = 0.0, notes: list[str] | None = None) -> Surface:
    """A closed surface in object units, without colours; depths may be off by `tolerance` at least.

    notes: gets a line for each piece that hung in the air, and what became of it.

    Any number of views with any cameras that see the whole cube; views without depth, or with
    unknown depth in places, count by their silhouettes. An empty view says nothing if others draw.
    """
    notes = notes if notes is not None else []
    if isinstance(sheet, TurnedSheet) and not sheet.more:
        return sheet.lathe.surface()
    fused = _fused(sheet, tolerance, notes)
    if isinstance(sheet, TurnedSheet):
        hull = fused.hull
        return with_more(sheet.lathe, hull.grid, hull.field, hull, min(tolerance, hull.grid.voxel))
    surface, sides = _marched(fused), None
    drawings, voxel = fused.hull.drawings, fused.hull.grid.voxel
    if not fused.curved:
        surface, sides = with_flat_sides(surface, drawings, voxel, fused.tolerance)
    if fused.tolerance == 0:
        return surface
    flowed = flowing(surface, _FLOWING if sides is None else _FLOWING_BESIDE, sides)
    flowed = within_outlines(surface, flowed, drawings)
    return replace(flowed, crease=_SOFT) if fused.curved else flowed


def marched(sheet: ModelSheet, tolerance: float = 0.0) -> Surface:
    """The surface before its sides are made flat and hollows panels, for measurements."""
    return _marched(_fused(sheet, tolerance, [], panels=False))


class _Fused(NamedTuple):
    """All views as one field, how far they may be off, object units, and whether what they show is curved."""

    hull: Hull
    tolerance: float
    curved: bool


def _marched(fused: _Fused) -> Surface:
    hull, tolerance, _ = fused
    surface = polygonize(hull.grid, hull.field, hull)
    return smooth(surface, min(tolerance, hull.grid.voxel)) if tolerance > 0 else surface


def _fused(sheet: ModelSheet, tolerance: float, notes: list[str], panels: bool = True) -> _Fused:
    if tolerance > 0:
        sheet = replace(sheet, views=tuple(side_by_side(coarse, sheet)))
    drawings = [drawing for drawing in side_by_side(Drawing.read, sheet) if drawing.mask.any()]
    if not drawings:
        raise ModelsheetError("sheet-empty")
    grid = Grid()
    tolerance = max(tolerance, tolerance_of(drawings, SHELL * grid.voxel))
    straight, axial = _straight_shares(drawings) if tolerance > 0 else ([1.0], [1.0])
    curved = float(np.mean(straight) + np.mean(axial)) < _STRAIGHT
    paneled = panels and 0 < tolerance <= _AGREED and _straight_edged(straight, axial)
    if tolerance == 0:
        grid = Grid(_resolution(drawings))
    elif _sturdy(drawings):
        grid = Grid(_COARSE_PANELED if paneled else _COARSE)
    denials = _denials(drawings, grid)
    box = _box(drawings, grid, denials)
    grid, denials = grid.part(box), denials[box]
    if tolerance > 0:
        middle = len(drawings) // 2
        one, other = slice(middle), slice(middle, None)
        given = drawings, grid, denials == 0, tolerance, paneled
        settled = beside(_settled, other, *given)
        depths, areas = zip(*_settled(one, *given), *settled(), strict=True)
        if paneled and np.sum(areas, 0) @ (_FRAMED, -1) > 0:
            return _fused(sheet, tolerance, notes, panels=False)
        for drawing, depth in zip(drawings, depths, strict=True):
            drawing.depth = depth
            drawing.update()
    _thicken(drawings, SHELL * grid.voxel)
    reach, blur = (grid.voxel, 0.0) if paneled else (tolerance, BLUR)
    hull = Hull(drawings, grid, reach, blur)
    kept = restore_lost(hull, denials, tolerance)
    if kept is not None:
        hull = Hull(drawings, grid, reach, blur, kept)
    if paneled:
        tidy(hull)
    if tolerance > 0:
        hull = whole(hull, denials, notes)
        fill_hollows(hull)
    return _Fused(hull, tolerance, curved)


def _settled(
    part: slice, drawings: list[Drawing], grid: Grid, allowed: np.ndarray, tolerance: float, paneled: bool
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The depths of some of the drawings, made flat and led by the silhouettes of all, and the pixels of
    panels, see `_panels.levelled`.
    """
    settled = []
    for drawing in drawings[part]:
        drawing.flatten(tolerance)
        areas = _follow_silhouettes(drawing, drawings, grid, allowed, tolerance, paneled)
        if not paneled:
            drawing.flatten(tolerance)
        settled.append((drawing.depth, areas))
    return settled


def contradiction(sheet: ModelSheet) -> float:
    """How far the views contradict each other, object units; 0 where sampling explains it all."""
    least = least_contradiction(sheet)
    views = side_by_side(coarse, sheet) if least else sheet
    drawings = [drawing for drawing in side_by_side(Drawing.read, views) if drawing.mask.any()]
    if not drawings:
        return 0.0
    return max(least, tolerance_of(drawings, SHELL * Grid().voxel))


def least_contradiction(sheet: ModelSheet) -> float:
    """What a generator drew is never exact, even where it contradicts nothing."""
    return 0.0 if sheet.generator in _EXACT_SOURCES else LEAST_TOLERANCE


def _resolution(drawings: list[Drawing]) -> int:
    """Nodes along the cube: one a pixel of the sharpest view, within what is fine enough and affordable."""
    sharpest = min(drawing.pixel for drawing in drawings)
    return int(np.clip(round(1 / sharpest), *_NODES))


def _sturdy(drawings: list[Drawing]) -> bool:
    """Whether nearly all that is drawn is wider than a few pixels."""
    masks = [drawing.mask for drawing in drawings]
    return all((mask & ~opened(mask, _NARROW)).sum() <= _FINE_PARTS * mask.sum() for mask in masks)


def _denials(drawings: list[Drawing], grid: Grid) -> np.ndarray:
    """(n, n, n) int8: how many silhouettes do not hold each node."""
    count = np.zeros(grid.shape, np.int8)
    for drawing in drawings:
        count += drawing.silhouette(grid.project(drawing.camera)[0]) <= 0
    return count


def _box(drawings: list[Drawing], grid: Grid, denials: np.ndarray) -> tuple[slice, ...]:
    """The nodes where anything may come to be: where few silhouettes deny it or a view draws it."""
    possible = denials <= len(drawings) // 3
    drawn = np.concatenate([drawing.points(drawing.mask) for drawing in drawings])
    box = []
    for axis, (places, column) in enumerate(zip(grid.axes, drawn.T, strict=True)):
        others = tuple({0, 1, 2} - {axis})
        there = possible.any(others)
        there |= (places >= column.min() - grid.voxel) & (places <= column.max() + grid.voxel)
        found = np.flatnonzero(there)
        if not len(found):
            raise ModelsheetError("no-common-solid")
        box.append(slice(max(found[0] - _SPARE, 0), found[-1] + _SPARE + 1))
    return tuple(box)


def _straight_edged(straight: list[float], axial: list[float]) -> bool:
    """Whether outlines are so straight, from all sides, that what they hold is made of flat sides, most of
    them level or upright: on the facets of a mushroom panels would be scales. See `_straight_shares`.
    """
    return (
        min(straight) >= _SOME_STRAIGHT
        and float(np.mean(straight)) >= _MOST_STRAIGHT
        and float(np.mean(axial)) >= _LEAST_AXIAL
    )


def _straight_shares(drawings: list[Drawing]) -> tuple[list[float], list[float]]:
    """How much of each drawing's outline is straight, and how much of it such as is level or upright."""
    shares = [straight_share(drawing.alpha, drawing.pixel) for drawing in drawings]
    straight, axial = map(list, zip(*shares, strict=True))
    return straight, axial


def _follow_silhouettes(
    drawing: Drawing,
    drawings: list[Drawing],
    grid: Grid,
    allowed: np.ndarray,
    tolerance: float,
    paneled: bool,
) -> np.ndarray:
    """Where the drawn depth is within `tolerance` of the silhouettes' hull, leave the surface to the hull.

    Silhouettes are the surest part of a drawing: they make the sides of boxes flat and keep legs. paneled:
    what lies deeper goes to few planes, see `_panels`, whose pixels are counted.
    """
    pixels, areas = drawing.mask, np.zeros(2)
    rays = Rays(grid, drawing.camera, pixels)
    depths, solid = rays.depths, np.take(allowed, rays.nodes)
    drawn = drawing.depth[pixels]
    row, entry = np.nonzero(solid[:, 1:] & ~solid[:, :-1])
    order = np.lexsort((np.abs(depths[entry + 1] - drawn[row]), row))
    rows, first = np.unique(row[order], return_index=True)
    step = np.ones(len(drawn), np.int64)
    step[rows] = entry[order][first] + 1
    found = np.zeros(len(drawn), bool)
    found[rows] = True
    rows = np.arange(len(drawn))

    def silhouettes(points: np.ndarray) -> np.ndarray:
        return np.minimum.reduce([d.silhouette(d.camera.project(points)[0]) for d in drawings])

    share = bisect(rays.points(rows, step), rays.points(rows, step - 1), silhouettes, _DRAWN_BISECTIONS)
    hull = depths[step] - share * grid.voxel
    recess = _steady(drawn - hull, pixels, found)
    if paneled:
        image = np.full(pixels.shape, np.nan, np.float32)
        image[pixels] = np.where(found, recess, np.nan)
        level, areas = levelled(image, drawing.pixel, tolerance)
        kept = level[pixels]
        left = kept == 0
    else:
        nearest = np.clip(np.rint((drawn - depths[0]) / grid.voxel).astype(int), 0, len(depths) - 1)
        size = np.abs(recess)
        kept = np.where(size < 2 * tolerance, 2 * np.maximum(size - tolerance, 0), size) * np.sign(recess)
        left = ~solid[rows, nearest] | (size <= tolerance)
    kept = np.where(left, -grid.voxel / 2, kept)
    drawing.depth[pixels] = np.where(found, hull + kept, drawn)
    return areas


def _steady(values: np.ndarray, pixels: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Values (N,) at the pixels of a mask (H, W), each the median of those around that were found."""
    from scipy.ndimage import distance_transform_edt

    if not found.any():
        return values
    image, missing = np.zeros(pixels.shape, np.float32), np.ones(pixels.shape, bool)
    image[pixels], missing[pixels] = values, ~found
    source = distance_transform_edt(missing, return_distances=False, return_indices=True)
    padded = np.pad(image[tuple(source)], _STEADY // 2, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (_STEADY, _STEADY))[pixels]
    return np.partition(windows.reshape(-1, _STEADY**2), _STEADY**2 // 2)[:, _STEADY**2 // 2]


def _thicken(drawings: list[Drawing], shell: float) -> None:
    """Where front and back nearly meet, move both outwards until they are `shell` apart, and keep them."""
    thicknesses = side_by_side(lambda drawing: thickness_of(drawing, drawings), drawings)
    for drawing, apart in zip(drawings, thicknesses, strict=True):
        drawing.thin = (apart < shell) & drawing.known & drawing.trusted
        missing = np.where(drawing.thin, shell - np.maximum(apart, 0), 0)
        drawing.depth = (drawing.depth - missing / 2).astype(np.float32)


SPEC = ReconstructorSpec(
    "depth_hull",
    "what no view sees through, by the vote of depths inside all silhouettes",
    reconstruct,
    drawn=True,
)
