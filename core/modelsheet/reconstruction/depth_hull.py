"""The depth hull: what no view sees through, by the vote of depths inside all silhouettes.

A point is solid where it lies in every silhouette and the views that see a surface near it agree
that it is behind. How far the views contradict each other sets the tolerance of all that follows:
on an exact sheet it is zero and the depths are taken as they are; on a generated one depths are
flattened, follow the silhouettes where they are close to them, and no drawn part is carved away. Where
outlines are straight and views agree, hollows with a frame become panels, and votes stay sharp; where they
are mostly curved nothing is made flat. What is not flat flows: it loses its waves and rags.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..cores import side_by_side
from ..errors import ModelsheetError
from ..fairing import LowPass
from ..geometry.planes import Relief, Sides, find_sides, flattened, grown, regular, undented
from ..registry import ReconstructorSpec
from ..render import RayCaster
from ..second import beside
from ..sheet import ModelSheet
from ..surface import Surface
from ._drawing import COMMON_PIXEL, Drawing, closed, coarse, opened
from ._lathe import TurnedSheet, with_more
from ._outlines import straight_share
from ._panels import levelled
from ._volume import CRUMB, Grid, Rays, bisect, flowing, polygonize, smooth

_SHELL = 1.2  # voxels; thinner shells are given this thickness, so that the grid can't miss them
_MAX_TOLERANCE = 0.03
_NODES = (128, 256)  # a side; twice as many take eight times the memory, 0.5 GB at 256
_COARSE = 80  # nodes a side where views contradict each other and nothing is thin; 96 is hardly better
_COARSE_PANELED = 96  # but for panels, whose walls are a voxel wide
_NARROW, _FINE_PARTS = 7, 0.02  # pixels that a part is wide, and the share of the drawing that may be less
_QUANTILE, _EXPLAINED, _MARGIN = 0.85, 0.55, 3.0  # of contradictions in pixels, see _agree
_GRAIN = {2: 0.016, 4: 0.025}  # pixels by order of difference: a rendered object's flattest tenth has less
_EXACT_SOURCES = ("", "render")  # generators of sheets whose depths were computed, not drawn
_LEAST_TOLERANCE = 2.5 / 128  # object units, of a drawn sheet: half of what is wrong contradicts nothing
_EXACT_ANGLE, _EXACT = 8.0, 0.35  # degrees and voxels that a flat side of a rendered object may wave
_WAVY_ANGLE, _WAVY = 20.0, (0.5, 0.15)  # degrees and shares of the tolerance, of a drawn one
_LEAST_EXACT, _LEAST_WAVY = 150.0, 40.0  # square voxels that a side has
_DENT = 1.25  # times the tolerance: a dent in a flat side that is no deeper is noise
_TRIES = 3  # times that sides are made flat, each without more of those that outlines do not bear
_BEVEL = 6  # faces from one side to the middle of a wavy edge
_BEARABLE = 0.15  # pixels that flat sides may move outlines in the mean: twice as many blunt a blade
_AS_MUCH = 0.9  # of another side's harm, from which a side does as much
_CONTRADICTION, _WRONG = 0.04, 0.1  # object units: a view that sees so deep into so much of others is wrong
_BLUR = 0.035  # object units, about the side of the box
_STEADY = 9  # pixels, the side of the window in which a recess is one
_SOME_STRAIGHT, _MOST_STRAIGHT = 0.62, 0.7  # of the outlines of a thing that is made of flat sides
_LEAST_AXIAL = 0.48  # of them that is level or upright: cottages have 0.50, cheeseburgers 0.46
_STRAIGHT = 1.1  # share of outlines that is straight, and that once more which is level or upright: animals
# have 0.8 to 1.08, cars 0.75, buses and houses 1.16 and more
_FLOWING = 2 * COMMON_PIXEL  # object units that a point may be off its drawing for a surface that flows
_FLOWING_BESIDE = 0.8 * COMMON_PIXEL  # the same where it has flat sides
_RIM, _RIM_WAVE = 0.4, 0.05  # pixels that outlines may lie off for it; object units over which this fades
_SOFT = 60.0  # degrees: what is curved has no hard edges but between its parts
_AGREED = 1.1 * _LEAST_TOLERANCE  # object units: sharp sides need views that contradict each other no more
_FRAMED = 0.6  # of the pixels of panels, that have a frame: else hollows are none
_SPLINTER = 80  # nodes of a piece that is taken away, or filled, where views do not quite meet
_DRAWN_BISECTIONS = 3  # an eighth of a voxel: less than a tenth of what drawn depths may be off
_SPARE = 8  # nodes around all that is drawn: what thickens, moves and blurs stays within
_SLAB = 16  # planes of nodes
_WIDEST_GAP = 10.0  # voxels that a piece may hang off the rest and still be meant to touch it
_FAR = 0.7  # times its own width: what is farther off hangs there by mistake, and would be held by a wire
_SMALL = 0.03  # of the object: a floating piece under this can be missed
_CRUMBLE = 0.005  # of the object: a piece that should touch it and can't be joined is kept from this on
_BORDER = 2.0  # pixels by which silhouettes may differ without a part being missing
_ROD = 8.0  # pixels; a lost part that reaches so far from all that is there is no fringe of it


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
    if not fused.curved:
        surface, sides = _with_flat_sides(surface, fused)
    if fused.tolerance == 0:
        return surface
    flowed = flowing(surface, _FLOWING if sides is None else _FLOWING_BESIDE, sides)
    flowed = _within_outlines(surface, flowed, fused.hull.drawings)
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
    tolerance = max(tolerance, _tolerance(drawings, _SHELL * grid.voxel))
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
    _thicken(drawings, _SHELL * grid.voxel)
    reach, blur = (grid.voxel, 0.0) if paneled else (tolerance, _BLUR)
    hull = Hull(drawings, grid, reach, blur)
    kept = _restore_lost(hull, denials, tolerance)
    if kept is not None:
        hull = Hull(drawings, grid, reach, blur, kept)
    if paneled:
        _tidy(hull)
    if tolerance > 0:
        hull = _whole(hull, denials, notes)
        _fill_hollows(hull)
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


def _tidy(hull: Hull) -> None:
    """Splinters and pits where sharp views do not quite meet taken away: what opening and closing change."""
    from scipy.ndimage import label

    cube = np.ones((3, 3, 3), bool)
    for change, sign in ((opened, -1), (closed, 1)):
        solid = hull.field > 0
        pieces, _ = label(change(solid, 3) ^ solid, cube)
        small = np.bincount(pieces.ravel()) < _SPLINTER
        small[0] = False
        if sign < 0:
            small &= ~_closing(solid, np.where(small[pieces], pieces, 0), len(small))
        hull.field[small[pieces]] = sign * hull.reach


def _closing(solid: np.ndarray, pieces: np.ndarray, count: int) -> np.ndarray:
    """(count,) bool which pieces of what is solid, by their numbers (n, n, n), 0 for the rest, close a hole:
    without them one would see along an axis through the middle of a thin side.
    """
    from scipy.ndimage import binary_fill_holes

    closing = np.zeros(count, bool)
    for axis in range(3):
        rest = (solid & (pieces == 0)).any(axis)
        hole = np.expand_dims(binary_fill_holes(rest) & ~rest, axis) & (pieces > 0)
        closing |= np.bincount(pieces[hole], minlength=count) > 0
    return closing


def _whole(hull: Hull, denials: np.ndarray, notes: list[str]) -> Hull:
    """Pieces that hang beside the largest one joined to it where the outlines hold the way there.

    What cannot be joined is left out if it is small, and stays as it is if not.
    """
    from scipy.ndimage import distance_transform_edt, label

    pieces, count = label(hull.field > 0)  # what only corners join, marching parts
    sizes = np.bincount(pieces.ravel())[1:]
    if count < 2:
        return hull
    crumbs = np.flatnonzero(sizes < min(CRUMB, sizes.max())) + 1  # some touch the rest in a corner
    hull.field[np.isin(pieces, crumbs)] = -hull.reach
    largest, few = int(sizes.argmax()) + 1, len(hull.drawings) // 3  # views that may have forgotten a part
    gap, nearest = distance_transform_edt(pieces != largest, return_indices=True)
    bridges, dropped = np.zeros(pieces.shape, bool), np.zeros(pieces.shape, bool)
    tried: list[tuple[np.ndarray, float]] = []
    for piece in np.flatnonzero(sizes >= CRUMB) + 1:
        if piece == largest:
            continue
        start = _nearest_node(pieces == piece, gap)
        share = sizes[piece - 1] / sizes[largest - 1]
        way = _bridge(start, nearest[(slice(None), *start)], sizes[piece - 1], pieces.shape)
        if (
            gap[tuple(start)] <= min(_WIDEST_GAP, _FAR * np.cbrt(sizes[piece - 1]))
            and (denials[way] <= few).mean() > 0.5
        ):
            bridges[way] = True
            tried.append((start, share))
        elif share < _SMALL:
            dropped |= pieces == piece
            notes.append(f"left out a floating piece of {share:.1%} of the object")
        else:
            notes.append(f"a piece of {share:.1%} of the object floats: no view shows what holds it")
    if tried:
        hull = _bridged(hull, bridges)
        pieces = label(hull.field > 0)[0]
        hull.field[(np.bincount(pieces.ravel()) < CRUMB)[pieces]] = -hull.reach  # a way that led nowhere
        main = np.bincount(pieces[pieces > 0]).argmax()
        for start, share in tried:
            done = pieces[tuple(start)] == main
            if done:
                notes.append(f"joined a floating piece of {share:.1%} of the object")
            elif share < _CRUMBLE:
                dropped |= pieces == pieces[tuple(start)]
                notes.append(f"left out a floating piece of {share:.1%} of the object")
            else:
                notes.append(f"a piece of {share:.1%} of the object floats: no way to it could be closed")
    hull.field[dropped] = np.minimum(hull.field[dropped], -hull.reach)
    return hull


def _bridged(hull: Hull, bridges: np.ndarray) -> Hull:
    """The hull with bridges (n, n, n) bool, in which silhouettes alone decide; these are let in."""
    _let_in(hull, bridges)
    kept = bridges if hull.kept is None else bridges | (hull.kept > 0.5)
    bridged = Hull(hull.drawings, hull.grid, hull.tolerance, hull.blur, kept)
    bridged.field = np.where(bridges, bridged.field, hull.field)  # what was taken away stays away
    return bridged


def _nearest_node(piece: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """(3,) the node of a piece (n, n, n) with the least gap to the rest; of several the middle one, for views
    deny what is around a corner.
    """
    nodes = np.argwhere(piece)
    near = nodes[gap[piece] <= gap[piece].min() + 0.5]
    return near[((near - near.mean(0)) ** 2).sum(1).argmin()]


def _let_in(hull: Hull, nodes: np.ndarray) -> None:
    """Draw nodes (n, n, n) bool into the outlines that deny them, as if they stood there."""
    places = [axis[index] for axis, index in zip(hull.grid.axes, np.nonzero(nodes), strict=True)]
    points = np.stack(places, -1)
    for drawing in hull.drawings:
        pixels, depth = drawing.camera.project(points)
        denied = drawing.silhouette(pixels) <= 0
        for corner in np.indices((2, 2)).reshape(2, -1).T - 0.5:  # outlines are read between four pixels
            row, column = _draw_into(drawing, pixels[denied] + corner)
            np.minimum.at(drawing.depth, (row, column), depth[denied] - np.float32(hull.grid.voxel / 2))
        drawing.update()


def _fill_hollows(hull: Hull) -> None:
    """What is empty and shut in filled: no view can have seen it."""
    from scipy.ndimage import label

    empty, count = label(hull.field <= 0)
    if count > 1:
        hull.field[(empty > 0) & (empty != empty[0, 0, 0])] = hull.reach


def _draw_into(drawing: Drawing, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw the pixels that hold coordinates (N, 2) into the outline; returns their rows and columns."""
    column, row = np.clip(pixels.astype(int), 0, np.array(drawing.alpha.shape[::-1]) - 1).T
    drawing.alpha[row, column] = np.maximum(drawing.alpha[row, column], np.float32(0.6))
    return row, column


def _bridge(start: np.ndarray, end: np.ndarray, size: int, shape: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """The nodes around the line between two nodes, about as thick as a third of a piece of `size` nodes."""
    radius = int(np.clip(np.cbrt(size) / 6, 1, 4))
    line = np.rint(np.linspace(start, end, 2 * int(np.abs(end - start).max()) + 1)).astype(int)
    ball = np.argwhere(np.ones((2 * radius + 1,) * 3)) - radius
    ball = ball[(ball**2).sum(1) <= (radius + 0.5) ** 2]
    nodes = np.unique((line[:, None] + ball).reshape(-1, 3), axis=0)
    nodes = nodes[((nodes >= 1) & (nodes < np.array(shape) - 1)).all(1)]
    return tuple(nodes.T)


def _with_flat_sides(surface: Surface, fused: _Fused) -> tuple[Surface, Sides | None]:
    """The sides that are meant to be flat made so, as far as drawn outlines bear it, and these."""
    tolerance, drawings, voxel = fused.tolerance, fused.hull.drawings, fused.hull.grid.voxel
    relief = Relief(surface)
    if tolerance == 0:
        even = find_sides(relief, _EXACT_ANGLE, _EXACT * voxel, _LEAST_EXACT * voxel**2)
        reaching = grown(even, relief, 2)
        return flattened(surface, reaching), reaching
    sides: Sides | None = None
    before = _faces_seen(relief.caster, drawings)
    for share in _WAVY:
        sides = find_sides(relief, _WAVY_ANGLE, share * tolerance, _LEAST_WAVY * voxel**2, sides)
        sides = regular(sides, relief, share * tolerance)
        for _ in range(_TRIES):
            reaching = undented(grown(sides, relief, _BEVEL), relief, _DENT * tolerance)
            flat = flattened(surface, reaching)
            harm, total = _harm(reaching, before, _faces_seen(RayCaster(flat), drawings), drawings)
            if total <= 0:
                return flat, reaching
            sides = sides.without(_worst(harm, total))
    return surface, None


def _within_outlines(surface: Surface, flowed: Surface, drawings: list[Drawing]) -> Surface:
    """The surface on its way to what it flows to, as far as what forms an outline stays near it."""
    share = np.ones(len(surface.vertices), np.float32)
    for drawing in drawings:
        before, after = (
            drawing.silhouette(drawing.camera.project(each.vertices)[0]) for each in (surface, flowed)
        )
        rim = np.abs(before) < drawing.pixel
        bound = np.maximum(np.abs(before), _RIM * drawing.pixel)
        way = after - before
        bearable = (bound - np.sign(way) * before) / np.maximum(np.abs(way), 1e-9)
        np.minimum(share, np.where(rim, bearable, 1), out=share)
    share = np.clip(LowPass(surface)(share[:, None], _RIM_WAVE), 0, 1)
    return Surface(surface.vertices + share * (flowed.vertices - surface.vertices), surface.faces)


def _worst(harm: np.ndarray, total: float) -> np.ndarray:
    """The numbers of the sides that harm outlines most (planes,), so many that the rest can be borne, and of
    those that do as much, such as their mirror images.
    """
    order = np.sort(harm[harm > 0])[::-1]
    left = total - np.cumsum(order)
    least = order[min(int((left > 0).sum()), len(order) - 1)] if len(order) else 0.0
    return np.flatnonzero((harm > 0) & (harm >= _AS_MUCH * least))


def _faces_seen(caster: RayCaster, drawings: list[Drawing]) -> list[np.ndarray]:
    """For each drawing the faces (H, W) that its pixels see, those that `_step` leaves; -1 for none."""
    rays = [
        np.concatenate([part[:: _step(drawing), :: _step(drawing)] for part in drawing.camera.rays()], -1)
        for drawing in drawings
    ]
    faces = caster.cast_rays(np.concatenate([each.reshape(-1, 6) for each in rays])).face
    ends = np.cumsum([each.size // 6 for each in rays])[:-1]
    return [part.reshape(each.shape[:2]) for part, each in zip(np.split(faces, ends), rays, strict=True)]


def _harm(
    sides: Sides, before: list[np.ndarray], after: list[np.ndarray], drawings: list[Drawing]
) -> tuple[np.ndarray, float]:
    """How much more than is bearable outlines move by making sides flat, pixels of area: by each (planes,),
    and in all. before, after: from `_faces_seen`.

    What an outline loses counts for the side that it was of, what it gains for the one that is there now.
    """
    from scipy.ndimage import binary_erosion

    pixel = min(drawing.pixel for drawing in drawings)
    harm = np.array([-_BEARABLE * 4 * np.sqrt(plane.area) / pixel for plane in sides.planes])
    total = 0.0
    for drawing, old, new in zip(drawings, before, after, strict=True):
        step = _step(drawing)
        changed = (old >= 0) ^ (new >= 0)
        side = sides.side[np.maximum(old, new)[changed]]  # the one that was hit: the other is -1
        sure = 2 * drawing.alpha[::step, ::step][changed] - 1  # half covered, a pixel may be either
        worse = np.where((new >= 0)[changed], -sure, sure) * step**2
        harm += np.bincount(side[side >= 0], worse[side >= 0], len(harm))
        rim = np.count_nonzero(drawing.mask & ~binary_erosion(drawing.mask))
        total += worse.sum() - _BEARABLE * rim
    return harm, float(total)


def contradiction(sheet: ModelSheet) -> float:
    """How far the views contradict each other, object units; 0 where sampling explains it all."""
    least = least_contradiction(sheet)
    views = side_by_side(coarse, sheet) if least else sheet
    drawings = [drawing for drawing in side_by_side(Drawing.read, views) if drawing.mask.any()]
    if not drawings:
        return 0.0
    return max(least, _tolerance(drawings, _SHELL * Grid().voxel))


def least_contradiction(sheet: ModelSheet) -> float:
    """What a generator drew is never exact, even where it contradicts nothing."""
    return 0.0 if sheet.generator in _EXACT_SOURCES else _LEAST_TOLERANCE


def _resolution(drawings: list[Drawing]) -> int:
    """Nodes along the cube: one a pixel of the sharpest view, within what is fine enough and affordable."""
    sharpest = min(drawing.pixel for drawing in drawings)
    return int(np.clip(round(1 / sharpest), *_NODES))


class Hull:
    """The signed field of some drawings, positive inside; call it with points (N, 3).

    `field`: the same at the grid's nodes, (n, n, n) float32. Behind the drawn surfaces is what the
    mean of the views that are near says: as in a truncated signed distance field (Curless and Levoy
    1996) a view far in front says nothing, and one that sees through says so with all its weight.
    Where views contradict each other, neighbours as far as `blur` (object units) vote too, or each dispute
    would leave a splinter.
    At the nodes `kept`, (n, n, n) bool, silhouettes alone decide: no depth is right about a thin rod.
    """

    def __init__(
        self,
        drawings: list[Drawing],
        grid: Grid,
        tolerance: float,
        blur: float = _BLUR,
        kept: np.ndarray | None = None,
    ) -> None:
        self.drawings, self.grid, self.tolerance, self.blur = drawings, grid, tolerance, blur
        self.reach = np.float32(max(2 * tolerance, grid.voxel))
        self.shell = np.float32(_SHELL * grid.voxel)
        self.votes: list[np.ndarray] | None = None
        self.kept = kept.astype(np.float32) if kept is not None and kept.any() else None
        slabs = [slice(first, first + _SLAB) for first in range(0, grid.shape[0], _SLAB)]
        others = beside(self._read_slabs, slabs[len(slabs) // 2 :])
        parts = zip(*self._read_slabs(slabs[: len(slabs) // 2]), *others(), strict=True)
        inside, shell, *votes = (np.concatenate(part) for part in parts)
        if tolerance > 0 and blur > 0:
            side = 2 * int(blur / grid.voxel / 2) + 1
            self.votes = votes = side_by_side(lambda part: _blur(part, side), votes)
        self.field = self._combine(inside, shell, votes, self.kept)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        places = (drawing.camera.project(points) for drawing in self.drawings)
        inside, shell, *votes = self._read(points.shape[:-1], places, self.votes is None)
        if self.votes is not None:
            votes = [self.grid.interpolate(part, points) for part in self.votes]
        kept = None if self.kept is None else self.grid.interpolate(self.kept, points)
        return self._combine(inside, shell, votes, kept)

    def __getstate__(self) -> dict[str, Any]:
        """For another process: what is needed to call it."""
        return {name: value for name, value in vars(self).items() if name != "field"}

    def _read_slabs(self, slabs: list[slice]) -> list[tuple[np.ndarray, ...]]:
        """What `_read` gives for some of the grid's nodes, so few at a time that they stay in the cache."""
        parts = [self.grid.part((slab, slice(None), slice(None))) for slab in slabs]
        return [self._read(part.shape, (part.project(d.camera) for d in self.drawings)) for part in parts]

    def _read(
        self,
        shape: tuple[int, ...],
        places: Iterable[tuple[np.ndarray, np.ndarray]],
        voting: bool = True,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Depth inside all silhouettes, inside thin shells, and the views' votes: sum and weight."""
        inside = np.full(shape, self.reach, np.float32)
        shell = np.full(shape, -self.reach, np.float32)
        total, share = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for drawing, (pixels, depth) in zip(self.drawings, places, strict=True):
            silhouette = drawing.silhouette(pixels)
            np.minimum(inside, silhouette, out=inside)
            thin = drawing.thin.any()
            if voting or thin:
                behind = depth - drawing.surface_depth(pixels)
            if voting:
                facing = drawing.at(drawing.facing, pixels)
                distance = behind * facing
                weight = np.where(distance < self.reach, facing, 0)
                total += weight * np.maximum(distance, -self.reach)
                share += weight
            if thin:
                slab = np.minimum(np.minimum(behind, self.shell - behind), silhouette)
                slab = np.where(drawing.at(drawing.thin, pixels), slab, -self.reach)
                np.maximum(shell, slab, out=shell)
        return inside, shell, total, share

    def _combine(
        self,
        inside: np.ndarray,
        shell: np.ndarray,
        votes: list[np.ndarray],
        kept: np.ndarray | None,
    ) -> np.ndarray:
        total, share = votes
        vote = np.where(share > 0, total / np.maximum(share, 1e-9), self.reach)
        if kept is not None:
            vote = np.where(kept > 0.5, self.reach, vote)
        return np.maximum(np.minimum(inside, vote), shell)


def _blur(values: np.ndarray, side: int) -> np.ndarray:
    from scipy.ndimage import uniform_filter

    return uniform_filter(uniform_filter(values, side), side)


def _tolerance(drawings: list[Drawing], shell: float) -> float:
    """How far what is drawn may be from what is meant, object units; 0 for a rendered sheet."""
    tolerance = _agree(drawings, shell)
    if not _rough(drawings):
        return tolerance
    return max(tolerance, _LEAST_TOLERANCE)


def _rough(drawings: list[Drawing]) -> bool:
    """Whether depths tremble from pixel to pixel even at their flattest, as drawn ones do and rendered don't.

    Second differences of a coarse drawing are large on round things, fourth ones on leaves: a drawn
    depth has both.
    """
    return all(_flattest(drawings, order) > least for order, least in _GRAIN.items())


def _flattest(drawings: list[Drawing], order: int) -> float:
    """A low quantile of the differences of some order between depths, in units of their spacing."""
    values = [np.zeros(0)]
    for drawing in drawings:
        step = _step(drawing)
        depth = np.where(drawing.mask & drawing.known, drawing.depth, np.nan)[::step, ::step]
        for axis in (0, 1):
            difference = np.abs(np.diff(depth, order, axis)) / (step * drawing.pixel)
            values.append(difference[np.isfinite(difference)])
    every = np.concatenate(values)
    return float(np.quantile(every, 0.1)) if len(every) else 0.0


def _step(drawing: Drawing) -> int:
    """Every which pixel is looked at, so that a finer drawing takes no longer."""
    return max(1, round(COMMON_PIXEL / drawing.pixel))


def _looked_at(drawing: Drawing) -> np.ndarray:
    """(H, W) bool: the pixels that `_step` leaves."""
    chosen = np.zeros(drawing.mask.shape, bool)
    chosen[:: _step(drawing), :: _step(drawing)] = True
    return chosen


def _agree(drawings: list[Drawing], shell: float) -> float:
    """How far the views contradict each other, object units; a view that is plainly wrong loses its say.

    A point that one view draws is contradicted by the distance at which another sees through it or
    has it outside its silhouette. Half a pixel is what sampling explains; half of all errors point
    inwards, where nobody contradicts them, hence the margin.
    """
    from scipy.ndimage import binary_erosion

    def drawn(drawing: Drawing) -> tuple[np.ndarray, np.ndarray]:
        inner = binary_erosion(drawing.alpha >= 0.75) & drawing.known & _looked_at(drawing)
        thick = np.abs(_thickness(drawing, drawings)[inner]) >= shell  # a view along a shell is blind
        return drawing.points(inner), thick

    points, solid = map(list, zip(*side_by_side(drawn, drawings), strict=True))
    said = side_by_side(lambda other: _contradictions(other, points), drawings)
    for j, drawing in enumerate(drawings):
        shares = [
            (solid[i] & (said[j][i].through > _CONTRADICTION)).mean()
            for i, other in enumerate(drawings)
            if len(points[i])
            and drawing.camera.view_direction @ other.camera.view_direction > -0.5
            and i != j
        ]
        if shares and np.median(shares) > _WRONG:
            drawing.trusted = False
            drawing.update()
    worst = [np.zeros(0)]
    for i, drawing in enumerate(drawings):
        if not drawing.trusted:
            continue
        contradiction = np.zeros(len(points[i]), np.float32)
        for j, other in enumerate(drawings):
            if i != j:
                np.maximum(contradiction, said[j][i].outside, out=contradiction)
                if other.trusted:
                    np.maximum(contradiction, said[j][i].through, out=contradiction)
        worst.append(np.where(solid[i], contradiction / drawing.pixel, 0))
    values = np.concatenate(worst)
    if len(values) == 0:
        return 0.0
    pixel = max(drawing.pixel for drawing in drawings)
    excess = np.quantile(values, _QUANTILE) - _EXPLAINED
    return float(np.clip(excess * pixel * _MARGIN, 0, _MAX_TOLERANCE))


def _sturdy(drawings: list[Drawing]) -> bool:
    """Whether nearly all that is drawn is wider than a few pixels."""
    masks = [drawing.mask for drawing in drawings]
    return all((mask & ~opened(mask, _NARROW)).sum() <= _FINE_PARTS * mask.sum() for mask in masks)


class _Contradiction(NamedTuple):
    """What a view says of points (N,) that another draws, object units.

    outside: how far they lie from its silhouette, less what sampling explains. through: how far they
    are in front of what it draws, 0 where it says nothing.
    """

    outside: np.ndarray
    through: np.ndarray


def _contradictions(drawing: Drawing, points: list[np.ndarray]) -> list[_Contradiction]:
    """What a view says of each of some sets of points (N, 3). Next to an edge its nearer side is meant."""
    from scipy.ndimage import distance_transform_edt, minimum_filter

    away = (distance_transform_edt(~drawing.mask) * drawing.pixel).astype(np.float32)
    near = minimum_filter(drawing.depth, 3)
    found = []
    for places in points:
        pixels, depth = drawing.camera.project(places)
        beyond = drawing.at(away, pixels)
        distance = (drawing.at(near, pixels) - depth) * drawing.at(drawing.facing, pixels)
        through = np.where(beyond < 1.5 * drawing.pixel, np.maximum(distance, 0), 0)
        found.append(_Contradiction(beyond - np.float32(drawing.pixel / 2), through))
    return found


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


def _thickness(drawing: Drawing, drawings: list[Drawing]) -> np.ndarray:
    """(H, W) how far behind the drawn surface the views from the other side draw theirs, inf if none does.

    A view from the other side is one that does not see the side of the surface that this one draws; one
    that plainly sees through it says nothing.
    """
    thickness = np.full(drawing.depth.shape, np.inf, np.float32)
    points, normals = drawing.camera.unproject(drawing.depth), drawing.normals()
    for other in drawings:
        if drawing.camera.view_direction @ other.camera.view_direction < -0.5:
            pixels, depth = other.camera.project(points)
            says = (other.silhouette(pixels) > -other.pixel) & (other.at(other.facing, pixels) > 0)
            says &= (normals * other.camera.towards(points)).sum(-1) > 0
            behind = depth - other.surface_depth(pixels)
            says &= behind > -_CONTRADICTION
            thickness = np.minimum(thickness, np.where(says, behind, np.inf))
    return thickness


def _thicken(drawings: list[Drawing], shell: float) -> None:
    """Where front and back nearly meet, move both outwards until they are `shell` apart, and keep them."""
    thicknesses = side_by_side(lambda drawing: _thickness(drawing, drawings), drawings)
    for drawing, thickness in zip(drawings, thicknesses, strict=True):
        drawing.thin = (thickness < shell) & drawing.known & drawing.trusted
        missing = np.where(drawing.thin, shell - np.maximum(thickness, 0), 0)
        drawing.depth = (drawing.depth - missing / 2).astype(np.float32)


def _restore_lost(hull: Hull, denials: np.ndarray, tolerance: float) -> np.ndarray | None:
    """Let back in what a view draws and the hull has lost; None if it has lost nothing.

    Along each ray that should hit something and does not, the place nearest to the drawn depth is
    freed from the depths that carve it. It must lie in all silhouettes; where a whole part is
    missing, a third of the views may have forgotten it, and it is drawn into those. What is
    returned are the nodes of parts that reach far from all that is there, (n, n, n) bool: a rod is
    kept by its silhouettes alone.
    """
    from scipy.ndimage import binary_dilation, distance_transform_edt, label

    drawings, grid = hull.drawings, hull.grid
    solid, kept = hull.field > 0, np.zeros(grid.shape, bool)
    found = False
    half = max(tolerance, hull.shell / 2)
    for drawing in drawings:
        lost = drawing.mask & (drawing.facing > 0)
        lost[lost] = ~np.take(solid, Rays(grid, drawing.camera, lost).nodes).any(1)
        if not lost.any():
            continue
        rays = Rays(grid, drawing.camera, lost)
        away = distance_transform_edt(~(drawing.mask & ~lost))[lost]
        far = away > _BORDER
        part = label(lost, np.ones((3, 3)))[0][lost]
        rod = np.isin(part, part[away > _ROD])
        denied = np.take(denials, rays.nodes)
        allowed = denied == 0
        forgotten = far & ~allowed.any(1)
        allowed |= forgotten[:, None] & (denied <= len(drawings) // 3)
        cost = np.where(allowed, np.abs(rays.depths - drawing.depth[lost][:, None]), np.inf)
        best = cost.min(1)
        place = rays.depths[cost.argmin(1)]
        chosen = allowed & np.isfinite(best)[:, None] & (np.abs(rays.depths - place[:, None]) <= half)
        found |= bool(chosen.any())
        kept.flat[rays.nodes[chosen & rod[:, None]]] = True
        points = rays.points(*np.nonzero(chosen))
        for other in drawings:
            pixels, depth = other.camera.project(points)
            row, column = _draw_into(other, pixels)
            np.minimum.at(other.depth, (row, column), depth - np.float32(grid.voxel / 2))
    for drawing in drawings:
        drawing.update()
    return binary_dilation(kept, np.ones((3, 3, 3))) if found else None


SPEC = ReconstructorSpec(
    "depth_hull",
    "what no view sees through, by the vote of depths inside all silhouettes",
    reconstruct,
    drawn=True,
)
