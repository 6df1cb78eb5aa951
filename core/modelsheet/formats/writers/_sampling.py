"""Places on a surface and in a volume, with their colours: what formats without triangles hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...render import RayCaster
from ...surface import Surface


@dataclass(frozen=True)
class Places:
    """Points on a surface: points and normals (N, 3) float32, colors (N, 3) uint8 sRGB."""

    points: np.ndarray
    normals: np.ndarray
    colors: np.ndarray


@dataclass(frozen=True)
class Voxels:
    """Cubes on a grid that are indexed by x, y, z.

    distance: (X, Y, Z) float32 from the centres to the surface, negative inside. colors: (X, Y, Z, 3) uint8
    sRGB of the nearest place. origin: (3,) the first centre. size: of a cube. In the surface's units.
    """

    distance: np.ndarray
    colors: np.ndarray
    origin: np.ndarray
    size: float


def scatter(surface: Surface, count: int) -> Places:
    """`count` places, evenly by area; the same surface gives the same ones."""
    rng = np.random.default_rng(0)
    reach = np.cumsum(surface.face_areas)
    face = np.searchsorted(reach, (np.arange(count) + rng.random(count)) / count * reach[-1])
    face = np.minimum(face, len(reach) - 1)
    u, v = rng.random((2, count)).astype(np.float32)
    root = np.sqrt(u)
    weight = np.stack([1 - root, root * (1 - v), root * v], 1)  # Osada et al. 2002
    points = (surface.corners[face] * weight[..., None]).sum(1)
    return Places(points, surface.face_normals[face], surface.rgba(face, weight)[:, :3])


def voxelize(surface: Surface, resolution: int) -> Voxels:
    """A grid of `resolution` cubes along the surface's longest side."""
    low, high = surface.bounds.astype(np.float64)
    size = float((high - low).max()) / resolution
    shape = np.maximum(np.ceil((high - low) / size - 1e-6).astype(int), 1)
    origin = (low + high) / 2 - (shape - 1) / 2 * size
    index = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), -1)
    centres = (origin + index * size).astype(np.float32)
    caster = RayCaster(surface)
    nearest = caster.nearest(centres.reshape(-1, 3))
    colors = surface.rgba(nearest.face, nearest.barycentric)[:, :3].reshape(*shape, 3)
    return Voxels(caster.signed_distance(centres), colors, origin, size)
