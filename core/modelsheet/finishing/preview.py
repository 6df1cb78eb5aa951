"""Pictures of a finished asset: a still and a turntable, in soft studio light on a light ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..cameras import Camera, look_at
from ..render import RayCaster
from ..surface import Surface
from .bake import spread, surface_texels
from .normals import corner_normals

_AZIMUTH, _ELEVATION, _FOV = 32.0, 20.0, 22.0  # degrees
_LIGHTS = 128  # directions from which light comes
_LIGHTMAP = 192  # texels a side
_GROUND = 72  # cells a side
_GROUND_REACH = 2.2  # half a side, in radii of the object
_GROUND_COLOR = 0.80  # linear
_KEY = np.array([-0.55, -0.55, 0.9])  # towards the main light, as the camera stands at azimuth 0


@dataclass(frozen=True)
class _Transfer:
    """How much of each light reaches places, (N, lights), with nothing and with the object in the way."""

    free: np.ndarray
    shadowed: np.ndarray

    def shade(self, radiance: np.ndarray) -> np.ndarray:
        """(N,) the share of the light that is left, in [0, 1]."""
        return (self.shadowed @ radiance) / np.maximum(self.free @ radiance, 1e-6)


class Studio:
    """One object on its ground, ready to be lit and seen from any side.

    Light is a dome of directions. What the object blocks of each is worked out once, per texel of
    a small lightmap and per cell of the ground; every picture then only weighs the directions.
    """

    def __init__(self, surface: Surface) -> None:
        low, high = surface.bounds
        scale = 1 / max(float(np.linalg.norm(high - low)) / 2, 1e-9)
        vertices = (surface.vertices - (low + high) / 2) * scale
        self.surface = Surface(vertices, surface.faces, surface.colors, surface.uvs, surface.texture)
        self.floor = float((low - high)[2]) / 2 * scale
        self.caster = RayCaster(self.surface)
        self.normals = corner_normals(self.surface)
        self.lights = _sphere(_LIGHTS)

        self.texels = surface_texels(self.surface, _LIGHTMAP)
        self.on_surface = self._transfer(self.texels.position, self.texels.normal)
        line = (np.arange(_GROUND) + 0.5) / _GROUND * 2 - 1
        x, y = np.meshgrid(line * _GROUND_REACH, line * _GROUND_REACH)
        ground = np.stack([x, y, np.full_like(x, self.floor)], -1).reshape(-1, 3)
        self.on_ground = self._transfer(ground, np.broadcast_to([0.0, 0.0, 1.0], ground.shape))

    def still(self, size: int = 640) -> Image.Image:
        """A three-quarter view, (size, size) RGBA."""
        return self._picture(_AZIMUTH, size, supersample=2).convert("RGBA")

    def turntable(self, frames: int = 24, size: int = 320) -> list[Image.Image]:
        """The object turning once before the camera, from the front, RGB."""
        return [self._picture(360 * i / frames, size, supersample=2) for i in range(frames)]

    def _picture(self, azimuth: float, size: int, supersample: int) -> Image.Image:
        """RGB; the main light keeps its place beside the camera."""
        radiance = _radiance(self.lights, azimuth)
        camera = _camera(azimuth, self.surface, size)
        image = self._ground(camera, radiance)
        rows, columns = _window(camera, self.surface)
        rays = camera.rays(supersample)
        fine = tuple(slice(part.start * supersample, part.stop * supersample) for part in (rows, columns))
        light = self._object(rays[0][fine], rays[1][fine], radiance)
        shape = (rows.stop - rows.start, supersample, columns.stop - columns.start, supersample, 4)
        light = light.reshape(shape).mean((1, 3))
        image[rows, columns] = image[rows, columns] * (1 - light[..., 3:]) + light[..., :3]
        return Image.fromarray(_encode(image))

    def _object(self, origins: np.ndarray, directions: np.ndarray, radiance: np.ndarray) -> np.ndarray:
        """Linear light and coverage (..., 4) float32 along rays."""
        assert self.surface.uvs is not None
        assert self.surface.texture is not None
        hits = self.caster.cast(origins, directions)
        face, weight = hits.face[hits.mask], hits.barycentric[hits.mask]
        corner_light = _polynomial(self.normals.reshape(-1, 3)) @ _irradiance_fit(self.lights, radiance)
        light = np.einsum("nk,nk->n", weight, corner_light.astype(np.float32).reshape(-1, 3)[face])
        uv = np.einsum("nk,nkc->nc", weight, self.surface.uvs[face])
        shade = _sample(self._lightmap(radiance), uv[:, 0], 1 - uv[:, 1])
        height, width = self.surface.texture.shape[:2]
        row = np.clip((1 - uv[:, 1]) * height, 0, height - 1).astype(np.int64)
        column = np.clip(uv[:, 0] * width, 0, width - 1).astype(np.int64)
        image = np.zeros((*hits.face.shape, 4), np.float32)
        image[hits.mask, :3] = _LINEAR[self.surface.texture[row, column]] * (light * shade)[:, None]
        image[hits.mask, 3] = 1
        return image

    def _lightmap(self, radiance: np.ndarray) -> np.ndarray:
        covered = np.zeros(_LIGHTMAP**2, bool)
        covered[self.texels.index] = True
        image = np.ones((_LIGHTMAP**2, 1), np.float32)
        image[self.texels.index, 0] = self.on_surface.shade(radiance)
        square = (_LIGHTMAP, _LIGHTMAP)
        return spread(image.reshape(*square, 1), covered.reshape(square))[..., 0]

    def _ground(self, camera: Camera, radiance: np.ndarray) -> np.ndarray:
        """(H, W, 3) the picture without the object, its shadow included."""
        from scipy.ndimage import gaussian_filter

        shade = gaussian_filter(self.on_ground.shade(radiance).reshape(_GROUND, _GROUND), 0.8)
        origins, directions = camera.rays()
        along = (self.floor - origins[..., 2]) / directions[..., 2]
        x, y = np.moveaxis(origins + directions * along[..., None], -1, 0)[:2]
        value = _sample(shade, x / _GROUND_REACH / 2 + 0.5, y / _GROUND_REACH / 2 + 0.5)
        fade = np.clip((np.hypot(x, y) / _GROUND_REACH - 0.6) / 0.35, 0, 1)
        level = _GROUND_COLOR * (value + (1 - value) * fade)
        return np.repeat(level[..., None], 3, -1).astype(np.float32)

    def _transfer(self, points: np.ndarray, normals: np.ndarray) -> _Transfer:
        cosine = np.maximum(normals @ self.lights.T, 0).astype(np.float32)
        place, light = np.nonzero(cosine > 0)
        start = points[place] + 0.012 * normals[place]
        blocked = self.caster.occluded(start, self.lights[light])
        shadowed = cosine.copy()
        shadowed[place[blocked], light[blocked]] = 0
        return _Transfer(cosine, shadowed)


def _sphere(count: int) -> np.ndarray:
    """(count, 3) even directions, a Fibonacci spiral, those from well below left out."""
    i = np.arange(count) + 0.5
    z = 1 - 1.35 * i / count
    turn = i * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - z**2)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1)


def _radiance(lights: np.ndarray, azimuth: float) -> np.ndarray:
    """(lights,) a bright soft box beside the camera, a dim sky, a little from the ground."""
    key = _turned(_KEY / np.linalg.norm(_KEY), azimuth)
    sky = np.where(lights[:, 2] > 0, 0.55 + 0.35 * lights[:, 2], 0.3)
    radiance = sky + 6.0 * np.exp(10 * (lights @ key - 1))
    up = np.maximum(lights[:, 2], 0)
    return (radiance / (radiance * up).sum()).astype(np.float32)  # a sheet facing up gets 1


def _turned(direction: np.ndarray, azimuth: float) -> np.ndarray:
    c, s = np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))
    x, y, z = direction
    return np.array([c * x - s * y, s * x + c * y, z])


def _polynomial(normals: np.ndarray) -> np.ndarray:
    """(N, 9) the quadratic terms that carry irradiance (Ramamoorthi and Hanrahan 2001)."""
    x, y, z = normals.T
    one = np.ones_like(x)
    return np.stack([one, x, y, z, x * y, y * z, z * x, x * x - y * y, 3 * z * z - 1], 1)


def _irradiance_fit(lights: np.ndarray, radiance: np.ndarray) -> np.ndarray:
    """(9,) coefficients of the light that falls on a surface, by its normal."""
    i = np.arange(400) + 0.5
    z = 1 - 2 * i / 400
    turn = i * np.pi * (3 - np.sqrt(5))
    normals = np.stack([np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z], 1)
    light = np.maximum(normals @ lights.T, 0) @ radiance
    return np.linalg.lstsq(_polynomial(normals), light, rcond=None)[0]


def _camera(azimuth: float, surface: Surface, size: int) -> Camera:
    """A camera that sees the whole object, from whichever side it turns to it."""
    top = float(surface.bounds[1, 2])
    radius = float(np.linalg.norm(surface.vertices[:, :2], axis=1).max())
    e = np.radians(_ELEVATION)
    half = max(radius, top * np.cos(e) + radius * np.sin(e)) * 1.12
    distance = half / np.tan(np.radians(_FOV / 2)) + 0.5 * radius
    eye = distance * _turned(np.array([0, -np.cos(e), np.sin(e)]), azimuth)
    return Camera.perspective(look_at(eye, np.zeros(3), np.array([0, 0, 1.0])), np.radians(_FOV), size)


def _window(camera: Camera, surface: Surface) -> tuple[slice, slice]:
    """The rows and columns of the picture that hold the object."""
    pixels, _ = camera.project(surface.vertices)
    low = np.clip(np.floor(pixels.min(0)), 0, camera.width).astype(int)
    high = np.clip(np.ceil(pixels.max(0)), 0, camera.width).astype(int)
    return slice(low[1], high[1]), slice(low[0], high[0])


def _sample(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Bilinear values of (H, W) at coordinates in [0, 1], y downwards."""
    from scipy.ndimage import map_coordinates

    rows, columns = image.shape
    return map_coordinates(image, [y * rows - 0.5, x * columns - 0.5], order=1, mode="nearest")


def _encode(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB uint8; above 0.8 it rolls off instead of clipping."""
    bright = np.maximum(linear - 0.8, 0)
    x = np.minimum(linear, 0.8) + 0.2 * (1 - np.exp(-bright / 0.2))
    srgb = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.maximum(x, 1e-6) ** (1 / 2.4) - 0.055)
    return np.rint(np.clip(srgb, 0, 1) * 255).astype(np.uint8)


_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)
