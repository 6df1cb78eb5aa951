"""The depth hull: what no view sees through, by the vote of depths inside all silhouettes.

A point is solid where it lies in every silhouette and the views that see a surface near it agree
that it is behind. How far the views contradict each other sets the tolerance of all that follows:
on an exact sheet it is zero and the depths are taken as they are; on a generated one depths are
flattened, follow the silhouettes where they are close to them, and no drawn part is carved away.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..cores import side_by_side
from ..errors import ModelsheetError
from ..registry import ReconstructorSpec
from ..sheet import ModelSheet
from ..surface import Surface
from ._drawing import Drawing
from ._volume import Grid, Rays, bisect, polygonize, smooth

_SHELL = 1.2  # voxels; thinner shells are given this thickness, so that the grid can't miss them
_MAX_TOLERANCE = 0.03
_NODES = (128, 256)  # a side; twice as many take eight times the memory, 0.5 GB at 256
_COARSE = 96  # nodes a side where the views contradict each other and nothing is thin: fine enough for both
_NARROW, _FINE_PARTS = 7, 0.02  # pixels that a part is wide, and the share of the drawing that may be less
_QUANTILE, _EXPLAINED, _MARGIN = 0.85, 0.55, 3.0  # of contradictions in pixels, see _agree
_CONTRADICTION, _WRONG = 0.04, 0.1  # a view that sees so deep into so much of what others draw is wrong
_BLUR = 0.035  # object units, about the side of the box
_STEADY = 9  # pixels, the side of the window in which a recess is one
_SPARE = 8  # nodes around all that is drawn: what thickens, moves and blurs stays within
_SLAB = 16  # planes of nodes
_BORDER = 2.0  # pixels by which silhouettes may differ without a part being missing
_ROD = 8.0  # pixels; a lost part that reaches so far from all that is there is no fringe of it


def reconstruct(sheet: ModelSheet) -> Surface:
    """A closed surface in object units, without colours.

    Any number of views with any cameras that see the whole cube; views without depth, or with
    unknown depth in places, count by their silhouettes. An empty view says nothing if others draw.
    """
    drawings = [Drawing.read(view) for view in sheet]
    drawings = [drawing for drawing in drawings if drawing.mask.any()]
    if not drawings:
        raise ModelsheetError("sheet-empty")
    grid = Grid(_resolution(drawings))
    tolerance = _agree(drawings, _SHELL * grid.voxel)
    if tolerance > 0 and _sturdy(drawings):
        grid = Grid(_COARSE)
    shell = _SHELL * grid.voxel
    denials = _denials(drawings, grid)
    box = _box(drawings, grid, denials)
    grid, denials = grid.part(box), denials[box]
    if tolerance > 0:

        def settle(drawing: Drawing) -> None:  # of the others it reads the silhouettes only
            drawing.flatten(tolerance)
            _follow_silhouettes(drawing, drawings, grid, denials == 0, tolerance)
            drawing.flatten(tolerance)
            drawing.update()

        side_by_side(settle, drawings)
    _thicken(drawings, shell)
    hull = Hull(drawings, grid, tolerance)
    kept = _restore_lost(hull, denials, tolerance)
    if kept is not None:
        hull = Hull(drawings, grid, tolerance, kept)
    surface = polygonize(grid, hull.field, hull)
    return smooth(surface, min(tolerance, grid.voxel)) if tolerance > 0 else surface


def _resolution(drawings: list[Drawing]) -> int:
    """Nodes along the cube: one a pixel of the sharpest view, within what is fine enough and affordable."""
    sharpest = min(drawing.pixel for drawing in drawings)
    return int(np.clip(round(1 / sharpest), *_NODES))


class Hull:
    """The signed field of some drawings, positive inside; call it with points (N, 3).

    `field`: the same at the grid's nodes, (n, n, n) float32. Behind the drawn surfaces is what the
    mean of the views that are near says: as in a truncated signed distance field (Curless and Levoy
    1996) a view far in front says nothing, and one that sees through says so with all its weight.
    Where views contradict each other, neighbours vote too, or each dispute would leave a splinter.
    At the nodes `kept`, (n, n, n) bool, silhouettes alone decide: no depth is right about a thin rod.
    """

    def __init__(
        self, drawings: list[Drawing], grid: Grid, tolerance: float, kept: np.ndarray | None = None
    ) -> None:
        self.drawings, self.grid = drawings, grid
        self.reach = np.float32(max(2 * tolerance, grid.voxel))
        self.shell = np.float32(_SHELL * grid.voxel)
        self.votes: list[np.ndarray] | None = None
        self.kept = kept.astype(np.float32) if kept is not None and kept.any() else None
        slabs = [slice(first, first + _SLAB) for first in range(0, grid.shape[0], _SLAB)]
        parts = zip(*side_by_side(self._read_slab, slabs), strict=True)
        inside, shell, *votes = (np.concatenate(part) for part in parts)
        if tolerance > 0:
            side = 2 * int(_BLUR / grid.voxel / 2) + 1
            self.votes = votes = side_by_side(lambda part: _blur(part, side), votes)
        self.field = self._combine(inside, shell, votes, self.kept)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        places = (drawing.camera.project(points) for drawing in self.drawings)
        inside, shell, *votes = self._read(points.shape[:-1], places, self.votes is None)
        if self.votes is not None:
            votes = [self.grid.interpolate(part, points) for part in self.votes]
        kept = None if self.kept is None else self.grid.interpolate(self.kept, points)
        return self._combine(inside, shell, votes, kept)

    def _read_slab(self, slab: slice) -> tuple[np.ndarray, ...]:
        """What `_read` gives for some of the grid's nodes: few enough to stay in the cache."""
        part = self.grid.part((slab, slice(None), slice(None)))
        return self._read(part.shape, (part.project(drawing.camera) for drawing in self.drawings))

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


def _agree(drawings: list[Drawing], shell: float) -> float:
    """How far the views contradict each other, object units; a view that is plainly wrong loses its say.

    A point that one view draws is contradicted by the distance at which another sees through it or
    has it outside its silhouette. Half a pixel is what sampling explains; half of all errors point
    inwards, where nobody contradicts them, hence the margin.
    """
    from scipy.ndimage import binary_erosion, distance_transform_edt

    beyond = [distance_transform_edt(~drawing.mask) * drawing.pixel for drawing in drawings]
    points, solid = [], []
    for drawing in drawings:
        inner = binary_erosion(drawing.alpha >= 0.75) & drawing.known
        points.append(drawing.points(inner))
        solid.append(np.abs(_thickness(drawing, drawings)[inner]) >= shell)  # a view along a shell is blind
    through = [[_seen_through(other, beyond[j], p) for j, other in enumerate(drawings)] for p in points]
    for j, drawing in enumerate(drawings):
        shares = [
            (solid[i] & (through[i][j] > _CONTRADICTION)).mean()
            for i, other in enumerate(drawings)
            if len(points[i])
            and drawing.camera.view_direction @ other.camera.view_direction > -0.5
            and i != j
        ]
        if shares and np.median(shares) > _WRONG:
            drawing.trusted = False
            drawing.update()
    worst = []
    for i, drawing in enumerate(drawings):
        if not drawing.trusted:
            continue
        contradiction = np.zeros(len(points[i]))
        for j, other in enumerate(drawings):
            if i != j:
                outside = other.at(beyond[j], other.camera.project(points[i])[0]) - other.pixel / 2
                np.maximum(contradiction, outside, out=contradiction)
                if other.trusted:
                    np.maximum(contradiction, through[i][j], out=contradiction)
        worst.append(np.where(solid[i], contradiction / drawing.pixel, 0))
    values = np.concatenate([np.zeros(0), *worst])
    if len(values) == 0:
        return 0.0
    pixel = max(drawing.pixel for drawing in drawings)
    excess = np.quantile(values, _QUANTILE) - _EXPLAINED
    return float(np.clip(excess * pixel * _MARGIN, 0, _MAX_TOLERANCE))


def _sturdy(drawings: list[Drawing]) -> bool:
    """Whether nearly all that is drawn is wider than a few pixels."""
    from scipy.ndimage import binary_opening

    window = np.ones((_NARROW, _NARROW))
    masks = [drawing.mask for drawing in drawings]
    return all((mask & ~binary_opening(mask, window)).sum() <= _FINE_PARTS * mask.sum() for mask in masks)


def _seen_through(drawing: Drawing, beyond: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How far in front of the drawn surface points (N, 3) are: (N,), 0 where it says nothing.

    Next to an edge the nearer side of it is meant.
    """
    from scipy.ndimage import minimum_filter

    if len(points) == 0:
        return np.zeros(0)
    pixels, depth = drawing.camera.project(points)
    seen = drawing.at(beyond, pixels) < 1.5 * drawing.pixel
    nearest = drawing.at(minimum_filter(drawing.depth, 3), pixels)
    distance = (nearest - depth) * drawing.at(drawing.facing, pixels)
    return np.where(seen, np.maximum(distance, 0), 0)


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
        box.append(slice(max(found[0] - _SPARE, 0), found[-1] + _SPARE + 1))
    return tuple(box)


def _follow_silhouettes(
    drawing: Drawing, drawings: list[Drawing], grid: Grid, allowed: np.ndarray, tolerance: float
) -> None:
    """Where the drawn depth is within `tolerance` of the silhouettes' hull, leave the surface to the hull.

    Silhouettes are the surest part of a drawing: they make the sides of boxes flat and keep legs.
    """
    pixels = drawing.mask
    rays = Rays(grid, drawing.camera, pixels)
    depths, solid = rays.depths, np.take(allowed, rays.nodes)
    entry = solid.copy()
    entry[:, 1:] &= ~solid[:, :-1]
    drawn = drawing.depth[pixels]
    cost = np.where(entry, np.abs(depths - drawn[:, None]), np.inf)
    rows, step = np.arange(len(cost)), np.maximum(cost.argmin(1), 1)
    found = np.isfinite(cost[rows, step])

    def silhouettes(points: np.ndarray) -> np.ndarray:
        return np.minimum.reduce([d.silhouette(d.camera.project(points)[0]) for d in drawings])

    share = bisect(rays.points(rows, step), rays.points(rows, step - 1), silhouettes)
    hull = depths[step] - share * grid.voxel
    recess = _steady(drawn - hull, pixels, found)
    nearest = np.clip(np.rint((drawn - depths[0]) / grid.voxel).astype(int), 0, len(depths) - 1)
    outside = ~solid[rows, nearest]
    size = np.abs(recess)
    kept = np.where(size < 2 * tolerance, 2 * np.maximum(size - tolerance, 0), size) * np.sign(recess)
    kept = np.where(outside | (size <= tolerance), -grid.voxel / 2, kept)
    drawing.depth[pixels] = np.where(found, hull + kept, drawn)


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
    """(H, W) how far behind the drawn surface the views from the other side draw theirs, inf if none does."""
    thickness = np.full(drawing.depth.shape, np.inf, np.float32)
    points = drawing.camera.unproject(drawing.depth)
    for other in drawings:
        if drawing.camera.view_direction @ other.camera.view_direction < -0.5:
            pixels, depth = other.camera.project(points)
            says = (other.silhouette(pixels) > -other.pixel) & (other.at(other.facing, pixels) > 0)
            behind = np.where(says, depth - other.surface_depth(pixels), np.inf)
            thickness = np.minimum(thickness, behind)
    return thickness


def _thicken(drawings: list[Drawing], shell: float) -> None:
    """Where front and back nearly meet, move both outwards until they are `shell` apart, and keep them."""
    thicknesses = [_thickness(drawing, drawings) for drawing in drawings]
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
            column, row = np.clip(pixels.astype(int), 0, np.array(other.alpha.shape[::-1]) - 1).T
            np.minimum.at(other.depth, (row, column), depth - np.float32(grid.voxel / 2))
            other.alpha[row, column] = np.maximum(other.alpha[row, column], np.float32(0.6))
    for drawing in drawings:
        drawing.update()
    return binary_dilation(kept, np.ones((3, 3, 3))) if found else None


SPEC = ReconstructorSpec(
    "depth_hull", "what no view sees through, by the vote of depths inside all silhouettes", reconstruct
)
