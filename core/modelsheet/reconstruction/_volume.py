"""A grid over the cube, and the surface where a field on it is zero."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from ..cameras import Camera
from ..errors import ModelsheetError
from ..surface import Surface

_CRUMB = 20  # voxels; a piece smaller than this is dirt
_BISECTIONS = 5


class Grid:
    """Nodes `voxel` apart, which reach a little beyond the cube on all sides."""

    def __init__(self, resolution: int = 128) -> None:
        self.voxel = 1 / resolution
        self.axis = ((np.arange(resolution + 4) - (resolution + 3) / 2) * self.voxel).astype(np.float32)
        self.shape = (len(self.axis),) * 3

    @cached_property
    def points(self) -> np.ndarray:
        """(n, n, n, 3) float32."""
        return np.stack(np.meshgrid(self.axis, self.axis, self.axis, indexing="ij"), -1)

    def interpolate(self, values: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Values at the nodes (n, n, n), read at points (N, 3) between them."""
        from scipy.ndimage import map_coordinates

        return map_coordinates(values, ((points - self.axis[0]) / self.voxel).T, order=1, mode="nearest")

    def project(self, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
        """Pixel coordinates (..., 2) and depths (...) of the nodes, shapes that broadcast to the grid.

        An orthographic camera along an axis sees every plane of nodes alike: one is enough.
        """
        direction = camera.view_direction
        along = int(np.abs(direction).argmax())
        if camera.extent is None or abs(direction[along]) < 1 - 1e-6:
            return camera.project(self.points)
        axes = [self.axis] * 3
        axes[along] = np.zeros(1, np.float32)
        pixels, depth = camera.project(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
        shape = [1, 1, 1]
        shape[along] = -1
        return pixels, depth + (self.axis * direction[along]).reshape(shape)


class Rays:
    """Samples a voxel apart along the rays of N pixels, a mask (H, W), through the grid.

    depths: (K,) float32. nodes: (N, K) int32, the node nearest to each sample, for `np.take`.
    """

    def __init__(self, grid: Grid, camera: Camera, pixels: np.ndarray) -> None:
        self.origins, self.directions = (part[pixels] for part in camera.rays())
        corners = np.stack(np.meshgrid(*[grid.axis[[0, -1]]] * 3), -1)
        depth = camera.project(corners)[1]
        self.depths = np.arange(depth.min(), depth.max(), grid.voxel, dtype=np.float32)
        self.nodes = np.zeros((len(self.origins), len(self.depths)), np.int32)
        for origin, direction in zip(self.origins.T, self.directions.T, strict=True):
            index = ((origin - grid.axis[0]) / grid.voxel)[:, None] + np.outer(
                direction / grid.voxel, self.depths
            )
            self.nodes *= len(grid.axis)
            self.nodes += np.clip(np.rint(index), 0, len(grid.axis) - 1).astype(np.int32)

    def points(self, rows: np.ndarray, steps: np.ndarray) -> np.ndarray:
        """(M, 3) the places of some samples."""
        return self.origins[rows] + self.directions[rows] * self.depths[steps][:, None]


def bisect(
    inside: np.ndarray, outside: np.ndarray, evaluate: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """How far from `inside` to `outside`, points (N, 3) each, the field changes sign: (N,) in (0, 1)."""
    low, high = np.zeros(len(inside), np.float32), np.ones(len(inside), np.float32)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        positive = evaluate(inside + (outside - inside) * middle[:, None]) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return (low + high) / 2


def polygonize(grid: Grid, field: np.ndarray, evaluate: Callable[[np.ndarray], np.ndarray]) -> Surface:
    """The closed surface where a field, positive inside, changes sign; crumbs are left out.

    Marching cubes (Lewiner et al. 2003) on the grid's nodes gives the triangles; `evaluate`, the
    field at points (N, 3), then places each vertex on its grid edge. The field jumps at the edges
    of what a view sees, so interpolation between nodes would miss the place.
    """
    from skimage.measure import marching_cubes

    solid = _without_crumbs(field > 0)
    field = np.where(solid, np.maximum(field, 1e-6), np.minimum(field, -1e-6))
    indices, faces, _, _ = marching_cubes(field, 0.0, gradient_direction="ascent")
    low, high = np.floor(indices), np.ceil(indices)
    from_low = solid[tuple(low.astype(np.int32).T)][:, None]
    ends = [grid.axis[0] + np.where(from_low, a, b) * grid.voxel for a, b in ((low, high), (high, low))]
    inside, outside = (end.astype(np.float32) for end in ends)
    place = np.clip(bisect(inside, outside, evaluate), 0.02, 0.98)[:, None]
    return Surface(inside + (outside - inside) * place, faces)


def _without_crumbs(solid: np.ndarray) -> np.ndarray:
    """A border of empty nodes, and no piece under _CRUMB voxels unless there is no other."""
    from scipy.ndimage import label

    inner = np.zeros_like(solid)
    inner[1:-1, 1:-1, 1:-1] = solid[1:-1, 1:-1, 1:-1]
    pieces, count = label(inner, np.ones((3, 3, 3)))
    if count == 0:
        raise ModelsheetError("the views have no solid in common: generate the sheet again or repair it")
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return (sizes >= min(_CRUMB, sizes.max()))[pieces]


def smooth(surface: Surface, limit: float, rounds: int = 6, spread: float = 0.35) -> Surface:
    """Flat parts flatter, edges as sharp: bilateral filter on normals (Zheng et al. 2011).

    `limit`: no vertex moves farther, object units. `spread`: how far normals may differ, as the
    distance between unit vectors, and still be of one face. The surface must be closed.
    """
    faces, start = surface.faces, surface.vertices
    neighbours = _neighbours(faces, len(start)).T
    a, b, c = (start[corner] for corner in faces.T)
    normals = np.cross(b - a, c - a)
    area = np.sqrt(np.einsum("fk,fk->f", normals, normals)) + np.float32(1e-12)
    normals /= area[:, None]
    for _ in range(2 * rounds):
        total = normals * area[:, None]
        for across in neighbours:
            around = normals[across]
            likeness = np.einsum("fk,fk->f", around, normals) - 1  # minus half the squared distance
            total += around * (np.exp(likeness / np.float32(spread**2)) * area[across])[:, None]
        normals = total / (np.sqrt(np.einsum("fk,fk->f", total, total)) + np.float32(1e-12))[:, None]
    corner = faces.T.ravel()
    degree = np.maximum(np.bincount(corner, minlength=len(start)), 1)[:, None]
    vertices = start.astype(np.float64)
    for _ in range(rounds):
        corners = [vertices[corner] for corner in faces.T]
        centre = sum(corners) / 3
        pulls = [np.einsum("fk,fk->f", centre - x, normals)[:, None] * normals for x in corners]
        pull = np.concatenate(pulls)
        sums = np.stack([np.bincount(corner, pull[:, k], len(start)) for k in range(3)], -1)
        moved = vertices + sums / degree - start
        length = np.sqrt(np.einsum("vk,vk->v", moved, moved))[:, None]
        vertices = start + moved * np.minimum(1, limit / np.maximum(length, 1e-12))
    return Surface(vertices.astype(np.float32), faces)


def _neighbours(faces: np.ndarray, vertex_count: int) -> np.ndarray:
    """(F, 3) the faces across each face's edges, of a closed surface."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)
    order = np.argsort(edges.astype(np.int64) @ [vertex_count, 1], kind="stable")
    pairs = order.reshape(-1, 2)
    across = np.empty(len(edges), np.int64)
    across[pairs[:, 0]], across[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    return (across % len(faces)).reshape(3, -1).T
