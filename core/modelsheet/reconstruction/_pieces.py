"""What a hull of drawn views lacks or has too much of: lost parts, floating pieces, hollows, splinters."""

from __future__ import annotations

import numpy as np

from ._drawing import Drawing, closed, opened
from ._hull import Hull
from ._volume import CRUMB, Rays

_SPLINTER = 80  # nodes of a piece that is taken away, or filled, where views do not quite meet
_WIDEST_GAP = 10.0  # voxels that a piece may hang off the rest and still be meant to touch it
_FAR = 0.7  # times its own width: what is farther off hangs there by mistake, and would be held by a wire
_SMALL = 0.03  # of the object: a floating piece under this can be missed
_CRUMBLE = 0.005  # of the object: a piece that should touch it and can't be joined is kept from this on
_BORDER = 2.0  # pixels by which silhouettes may differ without a part being missing
_ROD = 8.0  # pixels; a lost part that reaches so far from all that is there is no fringe of it


def tidy(hull: Hull) -> None:
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


def whole(hull: Hull, denials: np.ndarray, notes: list[str]) -> Hull:
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


def fill_hollows(hull: Hull) -> None:
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


def restore_lost(hull: Hull, denials: np.ndarray, tolerance: float) -> np.ndarray | None:
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
