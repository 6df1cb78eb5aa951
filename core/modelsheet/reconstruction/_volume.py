"""A grid over the cube, and the surface where a field on it is zero."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

from ..cameras import Camera
from ..errors import ModelsheetError
from ..fairing import LowPass, across_edges, bilateral, follow
from ..geometry.planes import Sides, held, thickness
from ..second import beside
from ..surface import Surface

CRUMB = 20  # voxels; a piece smaller than this is dirt
_BISECTIONS = 5
_FLOWING_SHARE = 0.2  # of its thickness that a part may flow
_WAVES = (0.08, 0.2)  # object units: the waves that flow away where a part is _THIN, and where it is _THICK
_THIN, _THICK = 0.12, 0.3  # object units
_CHAIN = 0.25  # of the vertices around one on a straight edge: two are on the edge as well
_ROUNDS = 6  # in which what lies beside flat sides comes to rest
_CHUNK = 10_000  # points that are bisected at a time: few enough to stay in the cache


class Grid:
    """Nodes `voxel` apart, which reach a little beyond the cube on all sides.

    axes: the places of the nodes in x, y and z.
    """

    def __init__(self, resolution: int = 128) -> None:
        self.voxel = 1 / resolution
        axis = ((np.arange(resolution + 4) - (resolution + 3) / 2) * self.voxel).astype(np.float32)
        self.axes: tuple[np.ndarray, ...] = (axis, axis, axis)

    def part(self, box: tuple[slice, ...]) -> Grid:
        """The nodes of a box."""
        part = copy.copy(self)
        part.axes = tuple(axis[nodes] for axis, nodes in zip(self.axes, box, strict=True))
        return part

    @property
    def shape(self) -> tuple[int, ...]:
        """How many nodes in x, y and z."""
        return tuple(map(len, self.axes))

    @property
    def origin(self) -> np.ndarray:
        """(3,) the first node."""
        return np.array([axis[0] for axis in self.axes])

    def interpolate(self, values: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Values at the nodes, read at points (N, 3) between them."""
        from scipy.ndimage import map_coordinates

        return map_coordinates(values, ((points - self.origin) / self.voxel).T, order=1, mode="nearest")

    def project(self, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
        """Pixel coordinates (..., 2) and depths (...) of the nodes, shapes that broadcast to the grid.

        An orthographic camera along an axis sees every plane of nodes alike: one is enough.
        """
        direction = camera.view_direction
        along = int(np.abs(direction).argmax())
        if camera.extent is None or abs(direction[along]) < 1 - 1e-6:
            return camera.project(np.stack(np.meshgrid(*self.axes, indexing="ij"), -1))
        axes = list(self.axes)
        axes[along] = np.zeros(1, np.float32)
        pixels, depth = camera.project(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
        shape = [1, 1, 1]
        shape[along] = -1
        return pixels, depth + (self.axes[along] * direction[along]).reshape(shape)


class Rays:
    """Samples a voxel apart along the rays of N pixels, a mask (H, W), through the grid.

    depths: (K,) float32. nodes: (N, K) int32, the node nearest to each sample, for `np.take`.
    """

    def __init__(self, grid: Grid, camera: Camera, pixels: np.ndarray) -> None:
        self.origins, self.directions = (part[pixels] for part in camera.rays())
        corners = np.stack(np.meshgrid(*[axis[[0, -1]] for axis in grid.axes]), -1)
        depth = camera.project(corners)[1]
        self.depths = np.arange(depth.min(), depth.max(), grid.voxel, dtype=np.float32)
        self.nodes = np.zeros((len(self.origins), len(self.depths)), np.int32)
        strides = (len(grid.axes[1]) * len(grid.axes[2]), len(grid.axes[2]), 1)
        lines = zip(grid.axes, strides, self.origins.T, self.directions.T, strict=True)
        for axis, stride, origin, direction in lines:
            start, step = (origin - axis[0]) / grid.voxel, direction / grid.voxel
            if not step.any():
                index = start[:, None]
            elif (start == start[0]).all() and (step == step[0]).all():  # all rays alike: one is enough
                index = start[:1, None] + step[:1, None] * self.depths
            else:
                index = start[:, None] + step[:, None] * self.depths
            self.nodes += np.clip(np.rint(index), 0, len(axis) - 1).astype(np.int32) * np.int32(stride)

    def points(self, rows: np.ndarray, steps: np.ndarray) -> np.ndarray:
        """(M, 3) the places of some samples."""
        return self.origins[rows] + self.directions[rows] * self.depths[steps][:, None]


def bisect(
    inside: np.ndarray,
    outside: np.ndarray,
    evaluate: Callable[[np.ndarray], np.ndarray],
    times: int = _BISECTIONS,
) -> np.ndarray:
    """How far from `inside` to `outside`, points (N, 3) each, the field changes sign: (N,) in (0, 1)."""
    low, high = np.zeros(len(inside), np.float32), np.ones(len(inside), np.float32)
    for _ in range(times):
        middle = (low + high) / 2
        positive = evaluate(inside + (outside - inside) * middle[:, None]) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return (low + high) / 2


def _bisected(
    inside: np.ndarray, outside: np.ndarray, evaluate: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """As `bisect`, some at a time."""
    chunks = (np.array_split(part, len(inside) // _CHUNK + 1) for part in (inside, outside))
    return np.concatenate([bisect(low, high, evaluate) for low, high in zip(*chunks, strict=True)])


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
    ends = [grid.origin + np.where(from_low, a, b) * grid.voxel for a, b in ((low, high), (high, low))]
    inside, outside = (end.astype(np.float32) for end in ends)
    half = len(inside) // 2
    other = beside(_bisected, inside[half:], outside[half:], evaluate)
    place = np.concatenate([_bisected(inside[:half], outside[:half], evaluate), other()])
    place = np.clip(place, 0.02, 0.98)[:, None]
    return Surface(inside + (outside - inside) * place, faces)


def _without_crumbs(solid: np.ndarray) -> np.ndarray:
    """A border of empty nodes, and no piece under CRUMB voxels unless there is no other."""
    from scipy.ndimage import label

    inner = np.zeros_like(solid)
    inner[1:-1, 1:-1, 1:-1] = solid[1:-1, 1:-1, 1:-1]
    pieces, count = label(inner, np.ones((3, 3, 3)))
    if count == 0:
        raise ModelsheetError("no-common-solid")
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return (sizes >= min(CRUMB, sizes.max()))[pieces]


def smooth(surface: Surface, limit: float, rounds: int = 6, spread: float = 0.35) -> Surface:
    """Flat parts flatter, edges as sharp: bilateral filter on normals (Zheng et al. 2011).

    `limit`: no vertex moves farther, object units. `spread`: how far normals may differ, as the
    distance between unit vectors, and still be of one face. The surface must be closed.
    """
    across = across_edges(surface.faces)
    area = surface.face_areas.astype(np.float32)
    normals = surface.face_normals.T.copy()
    for _ in range(2 * rounds):
        normals = bilateral(normals, area, across, spread)
    return follow(surface, normals, rounds, limit)


def flowing(surface: Surface, limit: float, sides: Sides | None = None) -> Surface:
    """A closed surface without its waves and rags; what is thick loses longer waves, too.

    `limit`: no vertex moves farther, object units, and less where it is thin. Flat sides keep their planes,
    and where several meet nothing moves.
    """
    low_pass, corner = LowPass(surface), surface.faces.reshape(-1)
    deep = np.repeat(thickness(surface), 3)
    limits = np.full(len(surface.vertices), limit, np.float32)
    np.minimum.at(limits, corner, _FLOWING_SHARE * deep)
    # else edges, thin there, stay as thorns
    limits = np.clip(low_pass(limits[:, None], _WAVES[0])[:, 0], 0, limit)
    if sides is not None:
        return _flowing_beside(surface, sides, limits, low_pass)
    depth = np.bincount(corner, np.minimum(deep, _THICK)) / np.maximum(np.bincount(corner), 1)
    depth = low_pass(depth[:, None], _WAVES[1])
    share = np.clip((depth - _THIN) / (_THICK - _THIN), 0, 1)
    fine, broad = (low_pass(surface.vertices, wave) for wave in _WAVES)
    return _within(surface, fine + share * (broad - fine) - surface.vertices, limits)


def _flowing_beside(surface: Surface, sides: Sides, limits: np.ndarray, low_pass: LowPass) -> Surface:
    """Vertices drawn to the mean of their neighbours: those of a side within its plane, those of its straight
    edges not at all.
    """
    mean, (planes, normals) = low_pass.mean, held(sides, surface)
    edge = planes > 1
    edge &= mean @ edge.astype(np.float32) > _CHAIN  # one alone is no edge, but would stay as a thorn
    limits = np.where(edge, 0, np.where(planes == 1, limits.max(), limits))  # a plane gets no thinner
    normals = np.where(planes[:, None] == 1, normals, 0)
    places = surface.vertices
    for _ in range(_ROUNDS):
        move = (places + mean @ places) / 2 - surface.vertices
        move -= normals * (normals * move).sum(1, keepdims=True)
        places = _within(surface, move, limits).vertices
    return Surface(places, surface.faces)


def _within(surface: Surface, move: np.ndarray, limits: np.ndarray) -> Surface:
    """Vertices moved, each no farther than its limit, (V,)."""
    length = np.sqrt((move**2).sum(1))
    share = np.minimum(1, limits / np.maximum(length, 1e-12))
    return Surface(surface.vertices + move * share[:, None], surface.faces)
