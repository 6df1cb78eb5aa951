"""Fewer triangles: first make flat faces flat and edges sharp, then collapse edges by quadric error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from .._open3d import open3d
from ..errors import ModelsheetError
from ..fairing import across_edges, bilateral, dot, follow
from ..geometry.planes import leeway
from ..render import RayCaster
from ..second import beside
from ..surface import CREASE, Surface
from .edges import corner_fans, half_edges, is_closed, opposite_pairs

TOLERANCE = 0.001  # object units: an eighth of a voxel at 128^3, for a surface that comes without a sheet

_DENSE = 0.025  # object units, two coarse voxels: a mesh with longer edges was modelled, not marched
_FEWEST = 12
_THIN = 20_000  # faces from which the slower, better collapse starts
_PASSES = 3
_HAIR = 1e-5  # object units: what makes a flat side uneven, a thousandth of a voxel
_RELAXATION = 1.6  # of the vertex steps; from 2 on they swing
_SAMPLES = 20_000


def simplify(
    surface: Surface, triangles: int = 5000, tolerance: float = TOLERANCE, exact: bool = False
) -> Surface:
    """At most `triangles` faces, fewer where that moves it by no more than `tolerance` object units;
    closed if the input is closed. exact: as many as `triangles` says, or one less, whatever they show.

    The surface comes back bare, without colours or UVs. Raises ModelsheetError when the budget
    can't be kept without tearing the surface open.
    """
    if triangles < _FEWEST:
        raise ModelsheetError("triangles-few", triangles=triangles, least=_FEWEST)
    closed = is_closed(surface)
    surface = prepared(surface, closed)
    if exact:
        return subdivided(decimate(surface, triangles, 0.0, closed), triangles)
    return decimate(surface, triangles, tolerance, closed)


def prepared(surface: Surface, closed: bool | None = None) -> Surface:
    """The bare surface, sharpened where it was marched and is not soft all over. closed: whether it is, where
    that is known.
    """
    soft = surface.crease > CREASE
    surface = Surface(surface.vertices, surface.faces)
    closed = is_closed(surface) if closed is None else closed
    marched = closed and not soft and _long_edge(surface) < _DENSE
    return sharpen(surface) if marched else surface


def subdivided(surface: Surface, triangles: int) -> Surface:
    """The longest edges of a bare surface halved until it has `triangles` faces, or one less."""
    while len(surface.faces) < triangles - 1:
        surface = _halved(surface, triangles - len(surface.faces))
    return surface


def _halved(surface: Surface, most: int) -> Surface:
    """A point put on edges, the longest of both of their faces; at most `most` faces more."""
    faces = surface.faces.astype(np.int64)
    start, end = half_edges(faces)
    count = len(surface.vertices)
    low, high = np.minimum(start, end), np.maximum(start, end)
    _, edge = np.unique(low * count + high, return_inverse=True)
    edge = edge.reshape(-1)
    length = np.linalg.norm(surface.vertices[start] - surface.vertices[end], axis=1)
    of_edge = np.zeros(edge.max() + 1)
    of_edge[edge] = length
    order = np.lexsort((np.arange(len(of_edge)), -of_edge))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))  # no two alike, so that each face has one longest edge
    best = edge.reshape(-1, 3)[np.arange(len(faces)), rank[edge].reshape(-1, 3).argmin(1)]
    longest = np.bincount(best, minlength=len(of_edge)) == np.bincount(edge, minlength=len(of_edge))
    chosen = order[longest[order]]
    grown = np.cumsum(np.bincount(edge, minlength=len(of_edge))[chosen])
    chosen = chosen[grown <= max(most, grown[0])]
    point = np.full(len(of_edge), -1)
    point[chosen] = count + np.arange(len(chosen))
    half = np.flatnonzero(point[edge] >= 0)
    face, corner = np.divmod(half, 3)
    a, b, c = (faces[face, (corner + step) % 3] for step in range(3))
    middle = point[edge[half]]
    ends = np.zeros((len(of_edge), 2), np.int64)
    ends[edge, 0], ends[edge, 1] = low, high
    points = surface.vertices[ends[chosen]].mean(1)
    kept = np.delete(faces, face, axis=0)
    pieces = (np.stack([a, middle, c], 1), np.stack([middle, b, c], 1))
    return Surface(np.concatenate([surface.vertices, points]), np.concatenate([kept, *pieces]))


def decimate(
    surface: Surface, triangles: int, tolerance: float = TOLERANCE, closed: bool | None = None
) -> Surface:
    """Quadric edge collapse (Garland and Heckbert 1997) to the budget, and on within `tolerance`.

    closed: whether the surface is, where that is known.
    """
    closed = is_closed(surface) if closed is None else closed
    best = _thinned(surface, max(_THIN, 4 * triangles))
    if len(best.faces) > triangles:
        collapsed = _collapse(best, triangles, closed)
        if collapsed is None:
            raise ModelsheetError("not-closed-with", triangles=triangles)
        best = collapsed
    fine, target = cache(partial(RayCaster, surface)), len(best.faces)
    while tolerance > 0 and target > _FEWEST:
        target = max(_FEWEST, target * 6 // 10)
        coarser = _collapse(best, target, closed)
        if coarser is None or _deviates(surface, fine, coarser, tolerance):
            break
        best = coarser
    return best


def _thinned(surface: Surface, target: int) -> Surface:
    """About `target` faces, fast; coarser than some thousand it would balk at flat places."""
    if len(surface.faces) <= target:
        return surface
    import fast_simplification

    vertices, faces = fast_simplification.simplify(
        surface.vertices, surface.faces, target_count=target, agg=3
    )
    return separated(vertices, _without_folds(faces))


def _collapse(surface: Surface, target: int, closed: bool) -> Surface | None:
    """At most `target` faces, or None where that would open a closed surface."""
    vertices, faces, goal = surface.vertices, surface.faces, target
    for collapse in (_careful, _bold) * _PASSES:
        if len(faces) > goal:
            vertices, faces = collapse(vertices, faces, goal)
            faces = _without_folds(faces)
        if not len(faces):
            break
        result = separated(vertices, faces)
        if len(result.faces) <= target:
            return result if is_closed(result) or not closed else None
        goal = max(_FEWEST, target - (len(result.faces) - len(faces)))
    return None


def _careful(vertices: np.ndarray, faces: np.ndarray, goal: int) -> tuple[np.ndarray, np.ndarray]:
    """The better collapse, which stops early where triangles would flip."""
    o3d = open3d()
    # on an exactly flat side no place is best for a collapsed vertex, and it may end up anywhere
    uneven = vertices + np.random.default_rng(0).normal(0, _HAIR, vertices.shape)
    mesh = o3d.geometry.TriangleMesh(
        o3d.utility.Vector3dVector(uneven), o3d.utility.Vector3iVector(faces)
    ).simplify_quadric_decimation(goal)
    return np.asarray(mesh.vertices), np.asarray(mesh.triangles)


def _bold(vertices: np.ndarray, faces: np.ndarray, goal: int) -> tuple[np.ndarray, np.ndarray]:
    """The collapse that gets further there."""
    import fast_simplification

    return fast_simplification.simplify(vertices, faces, target_count=goal, agg=7)


def _without_folds(faces: np.ndarray) -> np.ndarray:
    """Faces less the collapsed ones and the pairs that lie on each other back to back."""
    a, b, c = faces.T
    faces = faces[(a != b) & (b != c) & (c != a)]
    _, group = np.unique(np.sort(faces, 1), axis=0, return_inverse=True)
    group = group.reshape(-1)
    a, b, c = faces.T
    turn = np.where((a < b) ^ (b < c) ^ (c < a), 1, -1)  # which way round their vertices run
    left = np.bincount(group, turn).astype(np.int64)  # per group: so many more run one way
    order = np.lexsort((-turn * np.sign(left[group]), group))
    rank = np.arange(len(faces)) - np.searchsorted(group[order], group[order])
    return faces[np.sort(order[rank < np.abs(left[group[order]])])]


def separated(vertices: np.ndarray, faces: np.ndarray) -> Surface:
    """The used vertices only, one for each fan of faces: sheets that merely touch come apart.

    Where four faces share an edge and can't be parted so, each two get a middle point of their own.
    """
    one, other = opposite_pairs(faces)
    surface = _by_fan(vertices, faces, one, other)
    start, end = half_edges(surface.faces)
    _, edge, count = np.unique(
        start[one] * len(surface.vertices) + end[one], return_inverse=True, return_counts=True
    )
    points = list(surface.vertices)
    pieces: dict[int, list[tuple]] = {}  # of the faces that are split, by their number
    for pair in np.flatnonzero(count[edge.reshape(-1)] > 1):
        a, b = int(start[one[pair]]), int(end[one[pair]])
        points.append((surface.vertices[a] + surface.vertices[b]) / 2)
        for face, ends in ((int(one[pair]) // 3, (a, b)), (int(other[pair]) // 3, (b, a))):
            whole = [tuple(surface.faces[face].tolist())]
            pieces[face] = _split(pieces.get(face, whole), *ends, len(points) - 1)
    if not pieces:
        return surface
    kept = np.delete(surface.faces, list(pieces), axis=0)
    return Surface(np.array(points), np.concatenate([kept, *pieces.values()]))


def _split(triangles: list[tuple], first: int, last: int, middle: int) -> list[tuple]:
    """The triangles with `middle` put on the one edge that runs from `first` to `last`."""
    result = []
    for triangle in triangles:
        turns = [triangle[i:] + triangle[:i] for i in range(3)]
        turned = next((turn for turn in turns if turn[:2] == (first, last)), None)
        if turned is None:
            result.append(triangle)
        else:
            result += [(first, middle, turned[2]), (middle, last, turned[2])]
    return result


def _by_fan(vertices: np.ndarray, faces: np.ndarray, one: np.ndarray, other: np.ndarray) -> Surface:
    _, fan = corner_fans(faces, one, other)
    _, first, number = np.unique(fan, return_index=True, return_inverse=True)
    return Surface(vertices[faces.reshape(-1)[first]], number.reshape(-1, 3))


def _deviates(surface: Surface, fine: Callable[[], RayCaster], coarse: Surface, tolerance: float) -> bool:
    """Whether more than one point in a thousand of either surface lies farther off the other; fine: gives the
    first one's caster, which takes long to make.
    """
    there = RayCaster(coarse).distance(_some(surface.vertices))
    if np.quantile(there, 0.999) > tolerance:
        return True
    back = fine().distance(np.concatenate([coarse.vertices, coarse.corners.mean(1)]))
    return bool(np.quantile(back, 0.999) > tolerance)


def _long_edge(surface: Surface) -> float:
    """The length that one edge in twenty has at least."""
    corners = surface.vertices[_some(surface.faces)]
    return float(np.quantile(np.linalg.norm(corners - np.roll(corners, 1, 1), axis=2), 0.95))


def _some(rows: np.ndarray) -> np.ndarray:
    """About _SAMPLES of many rows, evenly chosen."""
    return rows[:: -(-len(rows) // _SAMPLES)]


def sharpen(surface: Surface, iterations: int = 8, steps: int = 12, limit: float = 0.008) -> Surface:
    """A marched surface with its stairs smoothed and its edges restored; no vertex moves further
    than `limit` object units, and less where it is thin: twigs would wither.

    Normals first: bilateral smoothing (Zheng et al. 2011), then faces in uneven places take the
    mean normal of the most even patch nearby, as in guided normal filtering (Zhang et al. 2015).
    Then vertices follow the normals (Sun et al. 2007).
    """
    bounds = beside(leeway, surface, limit)
    across = across_edges(surface.faces)
    area = surface.face_areas.astype(np.float32) + np.float32(1e-12)
    normals = surface.face_normals.T.copy()
    for _ in range(3):
        normals = bilateral(normals, area, across)
    total = _patch(area, across)
    for _ in range(iterations):
        mean = _patch(normals * area, across)
        length = np.sqrt(dot(mean, mean))
        evenness = length / total
        uneven = np.flatnonzero(evenness < 0.97)
        beyond = across[:, uneven]
        near = np.concatenate([uneven[None], beyond, np.concatenate(across[:, beyond])])
        best = np.take_along_axis(near, evenness[near].argmax(0)[None], 0)[0]
        normals[:, uneven] = mean[:, best] / np.maximum(length[best], 1e-20)
    for _ in range(3):
        normals = bilateral(normals, area, across)
    return follow(surface, normals, steps, bounds(), _RELAXATION)


def _patch(values: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Values (..., F) summed over each face, those beyond its edges and those beyond theirs."""
    total = values
    for _ in range(2):
        values = sum(np.take(values, beyond, axis=-1) for beyond in across)
        total = total + values
    return total
