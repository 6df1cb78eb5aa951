"""Pictures of a finished asset: a still and a turntable, in soft studio light on a light ground."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from ..cameras import Camera, look_at
from ..pictures import bilinear
from ..render import RayCaster
from ..second import beside
from ..surface import Surface
from .atlas import joined
from .bake import spread, surface_texels
from .normals import corner_normals
from .transfer import transfer

_AZIMUTH, _ELEVATION, _FOV = 32.0, 20.0, 22.0  # degrees
_LIGHTS = 128  # directions from which light comes
_LIGHTMAP = 144  # texels a side
_FRAME = 256  # pixels a side of the turntable's pictures
_PICTURE = 512  # texels a side of what shows the colours of vertices
_AROUND = 1.001  # the squared radius of a sphere that holds the object, whose own is 1
_GROUND = 72  # cells a side
_GROUND_REACH = 2.2  # half a side, in radii of the object
_GROUND_COLOR = 0.80  # linear
_CONTRAST = 0.05  # between pixels, of white, from which they are sampled more finely
_SUBPIXELS = np.array([(-3, -1), (-1, 3), (1, -3), (3, 1)], np.float32) / 8  # no two in one row or column
_KEY = np.array([-0.55, -0.55, 0.9])  # towards the main light, as the camera stands at azimuth 0


@dataclass(frozen=True)
class _Transfer:
    """How much of each light reaches places, (lights, N), with nothing and with the object in the way."""

    free: np.ndarray
    shadowed: np.ndarray

    def parted(self, count: int) -> tuple[_Transfer, _Transfer]:
        """That of the first `count` places, and that of the others."""
        one, other = (
            _Transfer(*(np.ascontiguousarray(part[:, places]) for part in (self.free, self.shadowed)))
            for places in (slice(count), slice(count, None))
        )
        return one, other

    def shade(self, radiance: np.ndarray) -> np.ndarray:
        """(N,) the share of the light that is left, in [0, 1]."""
        return (radiance @ self.shadowed) / np.maximum(radiance @ self.free, np.float32(1e-6))


@dataclass(frozen=True)
class _Lit:
    """Light on the surface: at its faces' corners (F, 3), and what is left of it by texel of the lightmap."""

    corners: np.ndarray
    texels: np.ndarray


@dataclass(frozen=True)
class _Look:
    """Where the rays through the pixels of the object's window meet it, in a picture of `size` pixels a side.

    mask: (H, W). face: (N,) int32 there, weight: (N, 3) float32.
    """

    azimuth: float
    size: int
    mask: np.ndarray
    face: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class _Sight:
    """All of a picture that colours change nothing of, float32.

    ground: (size, size) the light on the ground. mask: as of a look, and there uv (2, N), where the texture
    is seen, and light (N,), what falls there.
    """

    azimuth: float
    ground: np.ndarray
    mask: np.ndarray
    uv: np.ndarray
    light: np.ndarray


class Studio:
    """One object on its ground, ready to be lit and seen from any side; UVs and colours may follow.

    Light is a dome of directions. What the object blocks of each is worked out once, per texel of
    a small lightmap and per cell of the ground; every picture then only weighs the directions.
    """

    surface: Surface  # within a sphere of radius 1 around the origin

    def __init__(self, surface: Surface) -> None:
        if surface.texture is None:
            surface = joined(surface) if surface.colors is None else transfer(surface, surface, _PICTURE)[0]
        self._place(surface)
        self._light()

    @classmethod
    def around(cls, surface: Surface, frames: int) -> Studio:
        """A studio that has looked at a bare surface from all sides; next it must be `unwrapped`."""
        studio = cls.__new__(cls)
        studio._place(surface)
        studio.looks = [studio._look(360 * i / frames, _FRAME) for i in range(frames)]
        return studio

    def unwrapped(self, surface: Surface) -> Studio:
        """The studio with its surface's UVs, whose colours will follow; see `showing`."""
        colored = surface.textured(np.zeros((1, 1, 3), np.uint8))
        self.surface = replace(colored, vertices=self.surface.vertices)
        self._light()
        self._turn()
        return self

    def _place(self, surface: Surface) -> None:
        """Set what does not depend on UVs."""
        low, high = surface.bounds
        scale = 1 / max(float(np.linalg.norm(high - low)) / 2, 1e-9)
        vertices = (surface.vertices - (low + high) / 2) * scale
        self.surface = replace(surface, vertices=vertices)
        self.floor = float((low - high)[2]) / 2 * scale
        self.caster = RayCaster(self.surface)
        self.distance = _distance(self.surface)
        self.looks: list[_Look] = []
        self.sights: list[_Sight] = []

    def _light(self) -> None:
        """Set how much of each light reaches the surface, which has UVs, and the ground."""
        self.lights = _sphere(_LIGHTS)
        self.corner_terms = _polynomial(corner_normals(self.surface).reshape(-1, 3))
        self.irradiance = _irradiance_fit(self.lights)
        texels = surface_texels(self.surface, _LIGHTMAP)
        self.nearest = np.full((_LIGHTMAP, _LIGHTMAP), -1)  # which of these texels is
        self.nearest.flat[texels.index] = np.arange(len(texels.index))
        self.nearest = spread(self.nearest, self.nearest >= 0)
        line = (np.arange(_GROUND) + 0.5) / _GROUND * 2 - 1
        x, y = np.meshgrid(line * _GROUND_REACH, line * _GROUND_REACH)
        ground = np.stack([x, y, np.full_like(x, self.floor)], -1).reshape(-1, 3)
        up = np.broadcast_to([0.0, 0.0, 1.0], ground.shape)
        points = np.concatenate([texels.position, ground], dtype=np.float32)
        normals = np.concatenate([texels.normal, up], dtype=np.float32)
        reaching = _transfer(self.surface, self.lights, points, normals)
        self.on_surface, self.on_ground = reaching.parted(len(texels.position))

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which casts rays of its own."""
        return {name: value for name, value in vars(self).items() if name != "caster"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.caster = RayCaster(self.surface)

    def showing(self, surface: Surface) -> Studio:
        """The same with other colours on the surface; another studio where it is another surface.

        surface: it may have been moved and scaled.
        """
        own = self.surface
        assert own.uvs is not None
        if surface.uvs is None or surface.texture is None or surface.has_holes:
            return Studio(surface)
        same = own.crease == surface.crease and np.array_equal(own.faces, surface.faces)
        if not same or not np.array_equal(own.uvs, surface.uvs):
            return Studio(surface)
        studio = copy.copy(self)
        studio.surface = replace(surface, vertices=own.vertices)
        return studio

    def still(self, size: int = 640) -> Image.Image:
        """A three-quarter view, (size, size) RGBA."""
        sight = self._sight(self._look(_AZIMUTH, size), self._floor_seen(size))
        return self._picture(sight).convert("RGBA")

    def camera(self, size: int, azimuth: float = _AZIMUTH) -> Camera:
        """The camera of a picture, of the still by default."""
        e = np.radians(_ELEVATION)
        eye = self.distance * np.array([*_turned(np.array([0, -np.cos(e)]), azimuth), np.sin(e)])
        return Camera.perspective(look_at(eye, np.zeros(3), np.array([0, 0, 1.0])), np.radians(_FOV), size)

    def turntable(self, frames: int, part: slice = slice(None), size: int = _FRAME) -> list[Image.Image]:
        """The object turning once before the camera, from the front, RGB; a part of its frames."""
        if len(self.sights) != frames or len(self.sights[0].ground) != size:
            self.looks = [self._look(360 * i / frames, size) for i in range(frames)]
            self._turn()
        return [self._picture(sight) for sight in self.sights[part]]

    def _turn(self) -> None:
        """Looks made sights."""
        floor = self._floor_seen(self.looks[0].size)
        self.looks, self.sights = [], [self._sight(look, floor) for look in self.looks]

    def _look(self, azimuth: float, size: int) -> _Look:
        camera = self.camera(size, azimuth)
        hits = self.caster.cast(*camera.rays_through(self._window(camera)[1]))
        face, weight = hits.face[hits.mask].astype(np.int32), hits.barycentric[hits.mask]
        return _Look(azimuth, size, hits.mask, face, weight)

    def _sight(self, look: _Look, floor: np.ndarray) -> _Sight:
        """The main light keeps its place beside the camera. floor: from `_floor_seen`."""
        radiance = _radiance(self.lights, look.azimuth)
        ground = self._ground(look.azimuth, radiance, floor, look.size)
        seen = self._seen(look.face, look.weight, self._lit(radiance))
        return _Sight(look.azimuth, ground, look.mask, *seen)

    def _picture(self, sight: _Sight) -> Image.Image:
        """RGB. One ray a pixel, and more where a pixel differs from the next (Whitted 1980)."""
        camera = self.camera(len(sight.ground), sight.azimuth)
        window, pixels = self._window(camera)
        light = self._coloured(sight.mask, sight.uv, sight.light)
        edge = _edges(light)
        hits = self.caster.cast(*camera.rays_through(pixels[edge][:, None] + _SUBPIXELS))
        lit = self._lit(_radiance(self.lights, sight.azimuth))
        seen = self._seen(hits.face[hits.mask], hits.barycentric[hits.mask], lit)
        light[edge] = self._coloured(hits.mask, *seen).mean(1)
        image = np.repeat(sight.ground[..., None], 3, -1)
        image[window] = image[window] * (1 - light[..., 3:]) + light[..., :3]
        return Image.fromarray(_encode(image))

    def _window(self, camera: Camera) -> tuple[tuple[slice, slice], np.ndarray]:
        """The part of the picture that holds the object, and the middles (H, W, 2) of its pixels."""
        rows, columns = camera.window(self.surface.vertices)
        places = (np.r_[part].astype(np.float32) + np.float32(0.5) for part in (columns, rows))
        return (rows, columns), np.stack(np.meshgrid(*places), -1)

    def _seen(self, face: np.ndarray, weight: np.ndarray, lit: _Lit) -> tuple[np.ndarray, np.ndarray]:
        """The texture's u, v (2, N) and the light (N,) on faces (N,), at barycentric weights (N, 3)."""
        assert self.surface.uvs is not None
        light = np.einsum("nk,nk->n", weight, np.take(lit.corners, face, 0))
        u, v = uv = np.einsum("nk,nkc->cn", weight, np.take(self.surface.uvs, face, 0))
        return uv, light * bilinear(lit.texels, u * _LIGHTMAP, (1 - v) * _LIGHTMAP)

    def _coloured(self, mask: np.ndarray, uv: np.ndarray, light: np.ndarray) -> np.ndarray:
        """Linear light and coverage (..., 4) float32 of what `_seen` gives, at the mask's places."""
        assert self.surface.texture is not None
        height, width = self.surface.texture.shape[:2]
        row = np.clip((1 - uv[1]) * height, 0, height - 1).astype(np.int32)
        column = np.clip(uv[0] * width, 0, width - 1).astype(np.int32)
        texel = np.take(self.surface.texture.reshape(-1, 3), row * width + column, 0)
        image = np.zeros((*mask.shape, 4), np.float32)
        colors = np.ones((len(texel), 4), np.float32)
        colors[:, :3] = np.take(_LINEAR, texel) * light[:, None]
        image[mask] = colors
        return image

    def _lit(self, radiance: np.ndarray) -> _Lit:
        corners = self.corner_terms @ (self.irradiance @ radiance)
        shade = self.on_surface.shade(radiance)
        return _Lit(corners.astype(np.float32).reshape(-1, 3), np.take(shade, self.nearest))

    def _floor_seen(self, size: int) -> np.ndarray:
        """(2, n, n) float32, the places on the ground that a camera at azimuth 0 sees; n is half of `size`,
        for the ground is smooth.
        """
        origins, directions = self.camera(-(-size // 2), 0).rays()
        along = (self.floor - origins[..., 2]) / directions[..., 2]
        return np.moveaxis(origins + directions * along[..., None], -1, 0)[:2]

    def _ground(self, azimuth: float, radiance: np.ndarray, seen: np.ndarray, size: int) -> np.ndarray:
        """(size, size) the picture without the object, its shadow included."""
        from scipy.ndimage import gaussian_filter

        shade = gaussian_filter(self.on_ground.shade(radiance).reshape(_GROUND, _GROUND), 0.8)
        x, y = _turned(seen / np.float32(2 * _GROUND_REACH), azimuth)
        half = np.float32(0.5)
        value = bilinear(shade, (x + half) * _GROUND, (y + half) * _GROUND)
        fade = np.clip((np.sqrt(x * x + y * y) - np.float32(0.3)) / np.float32(0.175), 0, 1)
        level = np.float32(_GROUND_COLOR) * (value + (1 - value) * fade)
        return np.asarray(Image.fromarray(level).resize((size, size), Image.Resampling.BILINEAR))


def _transfer(surface: Surface, lights: np.ndarray, points: np.ndarray, normals: np.ndarray) -> _Transfer:
    """To points (N, 3) on a surface and its ground, half of the lights in the second process."""
    free = np.maximum(lights @ normals.T, 0).astype(np.float32)
    start = (points + 0.012 * normals).astype(np.float32)
    lights = lights.astype(np.float32)
    half = len(lights) // 2
    other = beside(_shadowed, surface, start, lights[half:], free[half:])
    return _Transfer(free, np.concatenate([_shadowed(surface, start, lights[:half], free[:half]), other()]))


def _shadowed(surface: Surface, start: np.ndarray, lights: np.ndarray, free: np.ndarray) -> np.ndarray:
    """What is left of lights (M, N) that rays from `start` (N, 3) lead to, with the surface in the way."""
    caster, shadowed = RayCaster(surface), free.copy()
    outside = np.einsum("nc,nc->n", start, start) - _AROUND
    for light, reached in zip(lights, shadowed, strict=True):
        along = start @ light
        near = outside < np.where(along < 0, along * along, 0)  # other rays pass the object by
        facing = np.flatnonzero((reached > 0) & near)
        origins = start[facing]
        blocked = caster.occluded(origins, np.broadcast_to(light, origins.shape))
        reached[facing[blocked]] = 0
    return shadowed


def _sphere(count: int) -> np.ndarray:
    """(count, 3) even directions, a Fibonacci spiral, those from well below left out."""
    i = np.arange(count) + 0.5
    z = 1 - 1.35 * i / count
    turn = i * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - z**2)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1)


def _radiance(lights: np.ndarray, azimuth: float) -> np.ndarray:
    """(lights,) a bright soft box beside the camera, a dim sky, a little from the ground."""
    key = _KEY / np.linalg.norm(_KEY)
    key = np.array([*_turned(key[:2], azimuth), key[2]])
    sky = np.where(lights[:, 2] > 0, 0.55 + 0.35 * lights[:, 2], 0.3)
    radiance = sky + 6.0 * np.exp(10 * (lights @ key - 1))
    up = np.maximum(lights[:, 2], 0)
    return (radiance / (radiance * up).sum()).astype(np.float32)  # a sheet facing up gets 1


def _turned(places: np.ndarray, azimuth: float) -> np.ndarray:
    """(2, ...) places in the plane turned about the middle, counter-clockwise, degrees."""
    c, s = np.array([np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))], places.dtype)
    x, y = places
    return np.stack([c * x - s * y, s * x + c * y])


def _polynomial(normals: np.ndarray) -> np.ndarray:
    """(N, 9) the quadratic terms that carry irradiance (Ramamoorthi and Hanrahan 2001)."""
    x, y, z = normals.T
    one = np.ones_like(x)
    return np.stack([one, x, y, z, x * y, y * z, z * x, x * x - y * y, 3 * z * z - 1], 1)


def _irradiance_fit(lights: np.ndarray) -> np.ndarray:
    """(9, lights) what each light adds to the coefficients of what falls on a surface, by its normal."""
    i = np.arange(400) + 0.5
    z = 1 - 2 * i / 400
    turn = i * np.pi * (3 - np.sqrt(5))
    normals = np.stack([np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z], 1)
    return np.linalg.lstsq(_polynomial(normals), np.maximum(normals @ lights.T, 0), rcond=None)[0]


def _distance(surface: Surface) -> float:
    """So far away a camera sees the whole object, from whichever side it turns to it."""
    top = float(surface.bounds[1, 2])
    radius = float(np.linalg.norm(surface.vertices[:, :2], axis=1).max())
    e = np.radians(_ELEVATION)
    half = max(radius, top * np.cos(e) + radius * np.sin(e)) * 1.12
    return half / np.tan(np.radians(_FOV / 2)) + 0.5 * radius


def _edges(light: np.ndarray) -> np.ndarray:
    """(H, W) bool: pixels of (H, W, 4) that differ visibly from one beside them."""
    code = np.sqrt(np.ascontiguousarray(np.moveaxis(light, 2, 0)))  # about as even to the eye as sRGB
    down = np.abs(np.diff(code, axis=1)).max(0) > _CONTRAST
    right = np.abs(np.diff(code, axis=2)).max(0) > _CONTRAST
    edge = np.zeros(light.shape[:2], bool)
    for part, differs in ((edge[1:], down), (edge[:-1], down), (edge[:, 1:], right), (edge[:, :-1], right)):
        part |= differs
    return edge


def _encode(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB uint8; above 0.8 it rolls off instead of clipping."""
    return np.take(_SRGB, np.minimum(linear * (len(_SRGB) / 2), len(_SRGB) - 1).astype(np.int32))


def _srgb_table(size: int = 1 << 14) -> np.ndarray:
    """(size,) uint8 codes of linear light from 0 to 2."""
    linear = (np.arange(size) + 0.5) * (2 / size)
    bright = np.maximum(linear - 0.8, 0)
    x = np.minimum(linear, 0.8) + 0.2 * (1 - np.exp(-bright / 0.2))
    srgb = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return np.rint(srgb * 255).astype(np.uint8)


_SRGB = _srgb_table()
_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)
