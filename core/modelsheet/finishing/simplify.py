"""Fewer triangles: first make flat faces flat and edges sharp, then collapse edges by quadric error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import ModelsheetError
from ..render import RayCaster
from ..surface import Surface
from .edges import corner_fans, half_edges, opposite_pairs
from .normals import face_areas

TOLERANCE = 0.001  # object units: an eighth of a voxel at 128^3; below it more triangles buy nothing

_DENSE = 0.016  # median edge, object units: two voxels; a coarser mesh was modelled, not marched
_FEWEST = 12
_GENTLE = (3, 4, 5, 7)  # aggressiveness of the edge collapse, gentlest first
_RELAXATION = 1.6  # of the vertex steps; from 2 on they swing
_SAMPLES = 20_000


def simplify(surface: Surface, triangles: int = 5000) -> Surface:
    """At most `triangles` faces, fewer where that loses nothing; closed if the input is closed.

    The surface comes back bare, without colours or UVs. Raises ModelsheetError when the budget
    can't be kept without tearing the surface open.
    """
    if triangles < _FEWEST:
        raise ModelsheetError(f"{triangles} triangles are too few: ask for at least {_FEWEST}")
    surface = Surface(surface.vertices, surface.faces)
    if is_closed(surface) and _median_edge(surface) < _DENSE:
        surface = sharpen(surface)
    return decimate(surface, triangles)


def decimate(surface: Surface, triangles: int) -> Surface:
    """Quadric edge collapse (Garland and Heckbert 1997) to the budget, and on within TOLERANCE."""
    closed = is_closed(surface)
    best = surface if len(surface.faces) <= triangles else _collapse(surface, triangles, closed)
    if best is None:
        raise ModelsheetError(f"the surface can't be kept closed with {triangles} triangles: allow more")
    target = len(best.faces)
    while target > _FEWEST:
        target = max(_FEWEST, target * 6 // 10)
        coarser = _collapse(best, target, closed, _GENTLE[:1], passes=1)
        if coarser is None or _deviation(surface, coarser) > TOLERANCE:
            break
        best = coarser
    return best


def is_closed(surface: Surface) -> bool:
    """True when every edge joins exactly two faces that run along it in opposite ways."""
    start, end = half_edges(surface.faces)
    count = len(surface.vertices)
    ahead, back = np.sort(start * count + end), np.sort(end * count + start)
    return bool((ahead == back).all() and (ahead[1:] != ahead[:-1]).all() and (start != end).all())


def _collapse(
    surface: Surface, target: int, closed: bool, settings: tuple[int, ...] = _GENTLE, passes: int = 3
) -> Surface | None:
    """At most `target` faces by the gentlest setting that keeps the surface closed, if one does."""
    import fast_simplification

    for aggression in settings:
        vertices, faces = surface.vertices, surface.faces
        for _ in range(passes):  # it may stop early; going on from there reaches further
            if len(faces) <= target:
                break
            vertices, faces = fast_simplification.simplify(
                vertices, faces, target_count=target, agg=aggression
            )
            faces = _without_folds(faces)
        if 0 < len(faces) <= target:
            result = _separated(vertices, faces)
            if not closed or is_closed(result):
                return result
    return None


def _without_folds(faces: np.ndarray) -> np.ndarray:
    """Faces less the collapsed ones and the pairs that lie on each other back to back."""
    a, b, c = faces.T
    faces = faces[(a != b) & (b != c) & (c != a)]
    _, group, count = np.unique(np.sort(faces, 1), axis=0, return_inverse=True, return_counts=True)
    return faces[count[group.reshape(-1)] != 2]


def _separated(vertices: np.ndarray, faces: np.ndarray) -> Surface:
    """The used vertices only, one for each fan of faces: sheets that merely touch come apart."""
    one, other = opposite_pairs(faces)
    surface = _by_fan(vertices, faces, one, other)
    start, end = half_edges(surface.faces)
    key = start * len(surface.vertices) + end
    order = np.argsort(key[one], kind="stable")
    twin = np.flatnonzero(key[one][order][1:] == key[one][order][:-1])
    if not len(twin):
        return surface
    # four faces still share an edge: let them meet the other way round
    left, right = order[twin], order[twin + 1]
    other[left], other[right] = other[right], other[left]
    return _by_fan(vertices, faces, one, other)


def _by_fan(vertices: np.ndarray, faces: np.ndarray, one: np.ndarray, other: np.ndarray) -> Surface:
    _, fan = corner_fans(faces, one, other)
    _, first, number = np.unique(fan, return_index=True, return_inverse=True)
    return Surface(vertices[faces.reshape(-1)[first]], number.reshape(-1, 3))


def _deviation(fine: Surface, coarse: Surface) -> float:
    """Greatest distance, to all but one point in a thousand, from either surface to the other."""
    step = -(-len(fine.vertices) // _SAMPLES)
    there = RayCaster(coarse).distance(fine.vertices[::step])
    back = RayCaster(fine).distance(np.concatenate([coarse.vertices, coarse.corners.mean(1)]))
    return float(max(np.quantile(there, 0.999), np.quantile(back, 0.999)))


def _median_edge(surface: Surface) -> float:
    corners = surface.corners
    return float(np.median(np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)))


@dataclass(frozen=True)
class _Rings:
    """Each face's neighbours: (F, 3) across its edges, (F, 13) these, theirs and itself."""

    one: np.ndarray
    two: np.ndarray


def sharpen(surface: Surface, iterations: int = 8, steps: int = 12, limit: float = 0.008) -> Surface:
    """A marched surface with its stairs smoothed and its edges restored; no vertex moves further
    than `limit` object units.

    Normals first: bilateral smoothing (Zheng et al. 2011), then faces in uneven places take the
    mean normal of the most even patch nearby, as in guided normal filtering (Zhang et al. 2015).
    Then vertices follow the normals (Sun et al. 2007).
    """
    from scipy.sparse import csr_matrix

    faces, count = surface.faces, len(surface.faces)
    rings = _rings(faces)
    area = face_areas(surface).astype(np.float32) + np.float32(1e-12)
    normals = surface.face_normals
    for _ in range(3):
        normals = _bilateral(normals, area, rings.one)
    ends = np.arange(0, rings.two.size + 1, rings.two.shape[1])
    patch = csr_matrix((area[rings.two].reshape(-1), rings.two.reshape(-1), ends), shape=(count, count))
    total = np.asarray(patch.sum(1)).reshape(-1)
    for _ in range(iterations):
        mean = patch @ normals
        length = np.linalg.norm(mean, axis=1)
        evenness = length / total
        uneven = np.flatnonzero(evenness < 0.97)
        near = rings.two[uneven]
        best = near[np.arange(len(near)), evenness[near].argmax(1)]
        normals[uneven] = mean[best] / np.maximum(length[best, None], 1e-20)
    for _ in range(3):
        normals = _bilateral(normals, area, rings.one)
    return replace(surface, vertices=_follow(surface, normals, steps, limit))


def _rings(faces: np.ndarray) -> _Rings:
    one, other = opposite_pairs(faces)  # closed: every half-edge is in a pair
    beyond = np.empty(faces.size, np.int64)
    beyond[one], beyond[other] = other // 3, one // 3
    across = beyond.reshape(-1, 3)
    itself = np.arange(len(faces))[:, None]
    return _Rings(across, np.concatenate([itself, across, across[across].reshape(-1, 9)], 1))


def _bilateral(normals: np.ndarray, area: np.ndarray, near: np.ndarray, sigma: float = 0.35) -> np.ndarray:
    """Mean over the neighbours, weighted by area and by likeness; `sigma` is a distance of normals."""
    around = normals[near]
    apart = 2 - 2 * np.einsum("fkc,fc->fk", around, normals)
    weight = np.exp(-apart / (2 * sigma**2)) * area[near]
    mean = normals * area[:, None] + np.einsum("fkc,fk->fc", around, weight)
    return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-20)


def _follow(surface: Surface, normals: np.ndarray, steps: int, limit: float) -> np.ndarray:
    """Vertices moved until their faces' normals are `normals`."""
    from scipy.sparse import csr_matrix

    faces, start = surface.faces, surface.vertices
    count, ends = len(faces), np.arange(0, faces.size + 1, 3)
    gather = csr_matrix((np.ones(faces.size, np.float32), faces.reshape(-1), ends), (count, len(start)))
    spread = gather.T.tocsr()
    degree = np.maximum(np.asarray(spread.sum(1)), 1)
    outer = np.einsum("fi,fj->fij", normals, normals).reshape(-1, 9)
    planes = (spread @ outer).reshape(-1, 3, 3)
    vertices = start
    for _ in range(steps):
        height = np.einsum("fc,fc->f", normals, vertices[faces].mean(1))
        pull = spread @ (normals * height[:, None]) - np.einsum("vij,vj->vi", planes, vertices)
        moved = vertices + _RELAXATION * pull / degree - start
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        vertices = start + moved * np.minimum(1, limit / np.maximum(length, 1e-12))
    return vertices
