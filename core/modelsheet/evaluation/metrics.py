"""How near one surface comes to another, and to the sheet it was made from.

Distances are exact, from points of one surface to the triangles of the other: between two sets of
samples they would drown in sampling noise at this accuracy. Units are the cube's side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._open3d import open3d
from ..render import RayCaster
from ..sheet import ModelSheet
from ..surface import Surface

THRESHOLDS = (0.005, 0.01)
_SHOWN = 1.5  # pixels between a point and the nearest one that is drawn: steep places are drawn sparsely
_STRAIGHT, _DOMINANT, _MOST_PLANES = 2.0, 0.02, 12  # degrees, share of the area, directions
_DIRECTIONS, _OUTER_SAMPLES = 48, 5_000  # from which, and points with which, it is found what can be seen
_LIFT = 1e-3  # object units: rays start this far above the surface
_TRIED = 512  # faces whose direction is tried as a plane's


@dataclass(frozen=True)
class SurfaceComparison:
    """How near two surfaces come to each other, both directions counted alike.

    chamfer: sum of the two mean distances. f_scores: for each of the thresholds, the harmonic mean of
    the shares of either surface that lie within it of the other (Knapitsch et al. 2017), 0 to 1.
    normal_consistency: mean absolute cosine between the normals of nearest points, 0 to 1.
    seen_chamfer, seen_f_scores, seen_normal_consistency: the same where of the reference only counts what the
    sheet shows: no method can know what no view sees. Equal to the others without a sheet.
    """

    chamfer: float
    f_scores: tuple[float, ...]
    normal_consistency: float
    seen_chamfer: float
    seen_f_scores: tuple[float, ...]
    seen_normal_consistency: float


@dataclass(frozen=True)
class OuterBound:
    """What a perfect copy of all that can be seen of a surface from outside would reach: F-score, normal
    consistency.
    """

    f_score: float
    normal_consistency: float


def compare_surfaces(
    surface: Surface,
    reference: Surface,
    samples: int = 20_000,
    seed: int = 0,
    thresholds: tuple[float, ...] = THRESHOLDS,
    sheet: ModelSheet | None = None,
) -> SurfaceComparison:
    """Distances between two surfaces from `samples` points of each. sheet: views of the reference."""
    there, there_cosine, _ = _distances(surface, reference, samples, seed)
    back, back_cosine, points = _distances(reference, surface, samples, seed)
    within = slice(None) if sheet is None else shown(points, sheet)
    seen, seen_cosine = back[within], back_cosine[within]
    return SurfaceComparison(
        float(there.mean() + back.mean()),
        tuple(_harmonic_mean((there <= t).mean(), (back <= t).mean()) for t in thresholds),
        float(there_cosine.mean() + back_cosine.mean()) / 2,
        float(there.mean() + seen.mean()),
        tuple(_harmonic_mean((there <= t).mean(), (seen <= t).mean()) for t in thresholds),
        float(there_cosine.mean() + seen_cosine.mean()) / 2,
    )


def shown(points: np.ndarray, sheet: ModelSheet) -> np.ndarray:
    """(N,) bool: whether points (N, 3) of a surface are within a pixel and a half of what some view draws."""
    from scipy.spatial import cKDTree

    drawn = [view.camera.unproject(view.depth)[view.mask] for view in sheet if view.depth is not None]
    tree = cKDTree(np.concatenate([places[np.isfinite(places).all(1)] for places in drawn]))
    return tree.query(points)[0] <= _SHOWN * max(view.camera.pixel for view in sheet)


def outer_bound(surface: Surface, threshold: float = 0.01) -> OuterBound:
    """The scores of a perfect copy of all that can be seen of a surface from any side, from far away.

    Insides that are closed off, such as faces where parts go through each other, are what it lacks: for them
    counts what is nearest of the outside.
    """
    from scipy.spatial import cKDTree

    points, face = sample_surface(surface, _OUTER_SAMPLES, 0)
    normals, caster = surface.face_normals[face], RayCaster(surface)
    outer = np.zeros(len(points), bool)
    for direction in _sphere(_DIRECTIONS):
        side = np.sign(normals @ direction)[:, None]
        rest = np.flatnonzero(~outer)
        start = points[rest] + _LIFT * side[rest] * normals[rest]
        sight = np.broadcast_to(direction, start.shape).astype(np.float32)
        outer[rest] = ~caster.occluded(start.astype(np.float32), sight)
    if not outer.any():
        return OuterBound(0.0, 0.0)
    distance, nearest = cKDTree(points[outer]).query(points)
    cosine = np.abs((normals * normals[outer][nearest]).sum(1))
    near = float((distance <= threshold).mean())
    return OuterBound(_harmonic_mean(1.0, near), (1 + float(cosine.mean())) / 2)


def _sphere(count: int) -> np.ndarray:
    """Directions (N, 3) spread evenly (a Fibonacci lattice)."""
    number = np.arange(count) + 0.5
    z, turn = 1 - 2 * number / count, np.pi * (1 + 5**0.5) * number
    radius = np.sqrt(1 - z * z)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1).astype(np.float32)


def flat_share(surface: Surface) -> float:
    """The share of the area that faces, to _STRAIGHT degrees, where one of the dominant planes does.

    Dominant is a direction with at least _DOMINANT of the area; there are _MOST_PLANES at the most.
    """
    normals, left = surface.face_normals, surface.face_areas
    cosine, total, share = np.cos(np.radians(_STRAIGHT)), left.sum(), 0.0
    for _ in range(_MOST_PLANES):
        faces = np.flatnonzero(left)
        if not len(faces):
            break
        tried = faces[:: -(-len(faces) // _TRIED)]
        agree = (normals[tried] @ normals[faces].T > cosine) @ left[faces]
        if agree.max() < _DOMINANT * total:
            break
        along = normals @ normals[tried[agree.argmax()]] > cosine
        share += left[along].sum() / total
        left = np.where(along, 0, left)
    return float(share)


def asymmetry(surface: Surface, samples: int = 5_000) -> float:
    """How far the surface is from its mirror image across x, its middle as the plane: mean distance of
    points, object units.
    """
    low, high = surface.bounds
    points, _ = sample_surface(surface, samples, 0)
    points[:, 0] = low[0] + high[0] - points[:, 0]
    return float(RayCaster(surface).distance(points).mean())


def sample_surface(surface: Surface, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Uniformly spread points (N, 3) float32 and the face (N,) each lies on."""
    a, b, c = np.moveaxis(surface.corners.astype(np.float64), 1, 0)
    area = np.cumsum(np.linalg.norm(np.cross(b - a, c - a), axis=1))
    generator = np.random.default_rng(seed)
    face = np.searchsorted(area, generator.random(count) * area[-1], side="right")
    root, share = np.sqrt(generator.random(count)), generator.random(count)
    weights = np.stack([1 - root, root * (1 - share), root * share], -1)  # Osada et al. 2002
    points = np.einsum("nc,ncd->nd", weights, surface.corners[face])
    return points.astype(np.float32), face


def _distances(
    source: Surface, target: Surface, samples: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From samples of `source` to the nearest points of `target`: distances, |cosines| (N,), the samples."""
    points, face = sample_surface(source, samples, seed)
    nearest = RayCaster(target).scene.compute_closest_points(open3d().core.Tensor(points))
    distance = np.linalg.norm(points - nearest["points"].numpy(), axis=1)
    normals = target.face_normals[nearest["primitive_ids"].numpy().astype(np.int64)]
    return distance, np.abs((source.face_normals[face] * normals).sum(1)), points


def _harmonic_mean(precision: float, recall: float) -> float:
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0
