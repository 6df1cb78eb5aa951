"""Surface to views by ray casting: the training renderer, the preview's eye and the test oracle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._open3d import open3d
from ..cameras import SHEET_RESOLUTION, SHEET_VIEWS, Camera, sheet_camera
from ..sheet import ModelSheet, View, iou
from ..surface import Surface

_NONE = 0xFFFFFFFF  # Embree's number for no face
_MOST_LAYERS = 64  # of leaves that a ray passes through
_STEP = 1e-5  # object units: where a ray goes on behind a hole
_MOST_RAYS = 1 << 20  # at once: their hits and colours take about 200 MB


@dataclass(frozen=True)
class Hits:
    """What each ray met first; every array has the rays' leading shape.

    depth: float32, inf where nothing was hit. face: int64, -1 where nothing was hit.
    barycentric: (..., 3) float32.
    """

    depth: np.ndarray
    face: np.ndarray
    barycentric: np.ndarray

    @property
    def mask(self) -> np.ndarray:
        """bool, where something was hit."""
        return self.face >= 0


class RayCaster:
    """The rays' side of a surface: build once, cast often (Embree through open3d)."""

    def __init__(self, surface: Surface) -> None:
        o3d = open3d()
        self.surface = surface
        self.scene = o3d.t.geometry.RaycastingScene()
        self.scene.add_triangles(
            o3d.core.Tensor(surface.vertices), o3d.core.Tensor(surface.faces.astype(np.uint32))
        )
        self.distance(np.zeros((1, 3)))  # the first query builds the tree: threads share it from here on

    def cast(self, origins: np.ndarray, directions: np.ndarray) -> Hits:
        """First hits of rays, (..., 3) float32 each."""
        return self.cast_rays(np.concatenate([origins, directions], -1, dtype=np.float32))

    def cast_rays(self, rays: np.ndarray) -> Hits:
        """First hits of rays (..., 6) float32, origin and direction (of length 1 where there are holes)."""
        hits = self._cast(rays)
        return self._through_holes(rays, hits) if self.surface.has_holes else hits

    def _through_holes(self, rays: np.ndarray, hits: Hits) -> Hits:
        """The hits, or what lies behind those where the surface is cut out."""
        rays, depth, face = rays.reshape(-1, 6), hits.depth.reshape(-1).copy(), hits.face.reshape(-1).copy()
        barycentric = hits.barycentric.reshape(-1, 3).copy()
        active = np.flatnonzero(face >= 0)
        for _ in range(_MOST_LAYERS):
            active = active[self.surface.rgba(face[active], barycentric[active])[:, 3] == 0]
            if not len(active):
                break
            start = depth[active] + np.float32(_STEP)
            onward = rays[active]
            onward[:, :3] += onward[:, 3:] * start[:, None]
            further = self._cast(onward)
            depth[active], face[active] = further.depth + start, further.face
            barycentric[active] = further.barycentric
            active = active[further.mask]
        depth[active], face[active] = np.inf, -1
        shape = hits.face.shape
        return Hits(depth.reshape(shape), face.reshape(shape), barycentric.reshape(*shape, 3))

    def _cast(self, rays: np.ndarray) -> Hits:
        """First hits, holes or not."""
        answer = self.scene.cast_rays(open3d().core.Tensor.from_numpy(rays))
        u, v = np.moveaxis(answer["primitive_uvs"].numpy(), -1, 0)
        face = answer["primitive_ids"].numpy().astype(np.int64)
        face[face == _NONE] = -1
        return Hits(answer["t_hit"].numpy(), face, np.stack([1 - u - v, u, v], -1))

    def met(self, rays: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which of rays (N, 6) float32 hit anything, holes or not, by number (M,); the faces (M,) int64, and
        where on them, barycentric (M, 3) float32.
        """
        answer = self.scene.cast_rays(open3d().core.Tensor.from_numpy(rays))
        face = answer["primitive_ids"].numpy()
        index = np.flatnonzero(face != _NONE)
        u, v = np.take(answer["primitive_uvs"].numpy(), index, 0).T
        return index, np.take(face, index).astype(np.int64), np.stack([1 - u - v, u, v], -1)

    def occluded(self, origins: np.ndarray, directions: np.ndarray) -> np.ndarray:
        """bool, whether rays, (..., 3) float32 each, hit anything at all."""
        rays = open3d().core.Tensor(np.concatenate([origins, directions], -1, dtype=np.float32))
        return self.scene.test_occlusions(rays).numpy()

    def meets(self, origins: np.ndarray, directions: np.ndarray) -> np.ndarray:
        """bool, whether rays, (..., 3) float32 each, hit anything but holes."""
        if self.surface.has_holes:
            return self.cast(origins, directions).mask
        return self.occluded(origins, directions)

    def nearest(self, points: np.ndarray) -> Hits:
        """The places of the surface nearest to points (..., 3)."""
        answer = self.scene.compute_closest_points(open3d().core.Tensor(points.astype(np.float32)))
        u, v = np.moveaxis(answer["primitive_uvs"].numpy(), -1, 0)
        away = np.linalg.norm(answer["points"].numpy() - points, axis=-1).astype(np.float32)
        return Hits(away, answer["primitive_ids"].numpy().astype(np.int64), np.stack([1 - u - v, u, v], -1))

    def distance(self, points: np.ndarray) -> np.ndarray:
        """Unsigned distance of points (..., 3) to the surface, float32."""
        return self.scene.compute_distance(open3d().core.Tensor(points.astype(np.float32))).numpy()

    def signed_distance(self, points: np.ndarray) -> np.ndarray:
        """Distance of points (..., 3) to the surface, float32, negative inside: an odd count of crossings.

        Three rays vote, so that one that meets an edge decides nothing.
        """
        query = open3d().core.Tensor(points.astype(np.float32))
        return self.scene.compute_signed_distance(query, nsamples=3).numpy()


def render_view(caster: RayCaster, camera: Camera, name: str = "", supersample: int = 4) -> View:
    """One anti-aliased view with depth and normals.

    Colour is the mean over the covered subpixels, alpha their share, depth and normal those of the
    covered subpixel with the median depth: a mean would put points between two surfaces.
    """
    step = max(1, _MOST_RAYS // (camera.width * supersample**2))
    bands = (slice(first, min(first + step, camera.height)) for first in range(0, camera.height, step))
    parts = (_render_rows(caster, camera, supersample, band) for band in bands)
    return View(name, camera, *(np.concatenate(part) for part in zip(*parts, strict=True)))


def _render_rows(
    caster: RayCaster, camera: Camera, supersample: int, rows: slice
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Colour, alpha, depth and normals of some rows of a view."""
    hits = caster.cast(*camera.rays(supersample, rows))
    mask, depth = _blocks(hits.mask, supersample), _blocks(hits.depth, supersample)
    count = mask.sum(-1)
    covered = count > 0

    colors = _blocks(surface_colors(caster.surface, hits).astype(np.float32), supersample)
    total = (colors * mask[..., None]).sum(-2)
    rgb = np.rint(total / np.maximum(count, 1)[..., None]).astype(np.uint8)
    alpha = np.rint(count * (255 / supersample**2)).astype(np.uint8)

    order = np.argsort(depth, -1)  # misses are inf and come last
    median = np.take_along_axis(order, np.maximum(count - 1, 0)[..., None] // 2, -1)
    median_depth = np.take_along_axis(depth, median, -1)[..., 0]
    face = np.take_along_axis(_blocks(hits.face, supersample), median, -1)[..., 0]
    facing = caster.surface.face_normals[face]
    facing *= np.where((facing * camera.view_direction).sum(-1, keepdims=True) > 0, -1, 1)
    nan = np.float32(np.nan)
    return rgb, alpha, np.where(covered, median_depth, nan), np.where(covered[..., None], facing, nan)


def render_sheet(
    surface: Surface, resolution: int = SHEET_RESOLUTION, prompt: str = "", supersample: int = 4
) -> ModelSheet:
    """The six orthographic views of a surface, which is normalized to the cube first."""
    caster = RayCaster(surface.normalized())
    views = tuple(
        render_view(caster, sheet_camera(name, resolution), name, supersample) for name in SHEET_VIEWS
    )
    return ModelSheet(views, prompt=prompt, generator="render")


def silhouette_iou(surface: Surface, sheet: ModelSheet) -> dict[str, float]:
    """For each view the overlap of the surface's silhouette and the drawn one, 0 to 1; see `sheet.iou`.

    A pixel counts where at least half of it is covered, as in a drawing.
    """
    caster = RayCaster(surface)
    return {view.name: iou(_half_covered(caster, view.camera), view.mask) for view in sheet}


def _half_covered(caster: RayCaster, camera: Camera) -> np.ndarray:
    """(H, W) bool, the pixels of which the surface covers half or more."""
    window = camera.window(caster.surface.vertices)
    covered = np.zeros((camera.height, camera.width), bool)
    if not covered[window].size:
        return covered
    y, x = (np.arange(2 * part.start, 2 * part.stop) / 2 + 0.25 for part in window)
    met = caster.meets(*camera.rays_through(np.stack(np.meshgrid(x, y), -1)))
    covered[window] = _blocks(met, 2).mean(-1) >= 0.5
    return covered


def surface_colors(surface: Surface, hits: Hits) -> np.ndarray:
    """sRGB colours (..., 3) uint8 at the hits; grey where the surface has none, and where nothing was hit."""
    colors = np.full((*hits.face.shape, 3), 200, np.uint8)
    colors[hits.mask] = surface.rgba(hits.face[hits.mask], hits.barycentric[hits.mask])[:, :3]
    return colors


def _blocks(values: np.ndarray, size: int) -> np.ndarray:
    """(H*s, W*s, ...) to (H, W, s*s, ...)."""
    height, width, *rest = values.shape
    split = values.reshape(height // size, size, width // size, size, *rest)
    return np.moveaxis(split, 2, 1).reshape(height // size, width // size, size * size, *rest)
