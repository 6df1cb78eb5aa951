"""How near one surface comes to another, and to the sheet it was made from.

Distances are exact, from points of one surface to the triangles of the other: between two sets of
samples they would drown in sampling noise at this accuracy. Units are the cube's side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._open3d import open3d
from ..render import RayCaster
from ..surface import Surface

THRESHOLDS = (0.005, 0.01)


@dataclass(frozen=True)
class SurfaceComparison:
    """How near two surfaces come to each other, both directions counted alike.

    chamfer: sum of the two mean distances. f_scores: for each of the thresholds, the harmonic mean of
    the shares of either surface that lie within it of the other (Knapitsch et al. 2017), 0 to 1.
    normal_consistency: mean absolute cosine between the normals of nearest points, 0 to 1.
    """

    chamfer: float
    f_scores: tuple[float, ...]
    normal_consistency: float


def compare_surfaces(
    surface: Surface,
    reference: Surface,
    samples: int = 20_000,
    seed: int = 0,
    thresholds: tuple[float, ...] = THRESHOLDS,
) -> SurfaceComparison:
    """Distances between two surfaces from `samples` points of each."""
    there, there_cosine = _distances(surface, reference, samples, seed)
    back, back_cosine = _distances(reference, surface, samples, seed)
    return SurfaceComparison(
        float(there.mean() + back.mean()),
        tuple(_harmonic_mean((there <= t).mean(), (back <= t).mean()) for t in thresholds),
        float(there_cosine.mean() + back_cosine.mean()) / 2,
    )


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


def _distances(source: Surface, target: Surface, samples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """From samples of `source` to the nearest points of `target`: distances and |cosines| (N,)."""
    points, face = sample_surface(source, samples, seed)
    nearest = RayCaster(target).scene.compute_closest_points(open3d().core.Tensor(points))
    distance = np.linalg.norm(points - nearest["points"].numpy(), axis=1)
    normals = target.face_normals[nearest["primitive_ids"].numpy().astype(np.int64)]
    return distance, np.abs((source.face_normals[face] * normals).sum(1))


def _harmonic_mean(precision: float, recall: float) -> float:
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0
