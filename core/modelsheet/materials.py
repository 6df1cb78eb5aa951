"""Materials: what the faces of a surface look like, and where they are cut out."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

REPEAT, CLAMP, MIRROR = "repeat", "clamp", "mirror"

SMALLEST_ALPHA = 0.05
"""Of a material that blends: what shows less than this counts as not there."""


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture, and how it goes on beyond its edges.

    pixels: uint8, row 0 at the top: (H, W, 3 or 4) sRGB with straight alpha for colours, (H, W, 3) for
    normals, (H, W) for all that is one number. wrap: `repeat`, `clamp` or `mirror`, along u and along v.
    nearest: texels are squares of one colour; else they blend.
    """

    pixels: np.ndarray
    wrap: tuple[str, str] = (REPEAT, REPEAT)
    nearest: bool = False

    def sample(self, uv: np.ndarray) -> np.ndarray:
        """Linear light and alpha (N, 4) float32, 0 to 1, at uv (N, 2), whose origin is the lower left."""
        height, width = self.pixels.shape[:2]
        u, v = _wrapped(uv[:, 0], self.wrap[0]) * width, (1 - _wrapped(uv[:, 1], self.wrap[1])) * height
        if self.nearest:
            column, row = (
                np.minimum(place, size - 1).astype(np.int64) for place, size in ((u, width), (v, height))
            )
            return self._light(row, column)
        x, x0, x1 = _neighbours(u - 0.5, width, self.wrap[0])
        y, y0, y1 = _neighbours(v - 0.5, height, self.wrap[1])
        top = self._light(y0, x0) * (1 - x) + self._light(y0, x1) * x
        bottom = self._light(y1, x0) * (1 - x) + self._light(y1, x1) * x
        return top * (1 - y) + bottom * y

    def _light(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        texels = self.pixels[row, column]
        out = np.ones((len(texels), 4), np.float32)
        out[:, :3] = _LINEAR[texels[:, :3]]
        if texels.shape[1] == 4:
            out[:, 3] = texels[:, 3] / np.float32(255)
        return out


@dataclass(frozen=True)
class Material:
    """A PBR material with the fields of glTF 2.0. Each factor is multiplied by its texture, where it has one.

    base_color: RGBA, linear light; the vertices' colours are multiplied by it, too. emissive: RGB, linear
    light, which the material shines by itself. normal_texture: tangent space, green upwards; normal_scale:
    of its x and y. occlusion_strength: how much of the occlusion counts, 0 to 1. cutoff: alpha below
    which there is no surface at all; 0 where alpha counts for nothing. blend: shown half transparent
    where a program can. double_sided: seen from behind, too.
    """

    name: str = "modelsheet"
    metallic: float = 0.0
    roughness: float = 0.9
    base_color: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    base_color_texture: Texture | None = None
    emissive: tuple[float, ...] = (0.0, 0.0, 0.0)
    emissive_texture: Texture | None = None
    cutoff: float = 0.0
    blend: bool = False
    double_sided: bool = False
    metallic_texture: Texture | None = None
    roughness_texture: Texture | None = None
    normal_texture: Texture | None = None
    normal_scale: float = 1.0
    occlusion_texture: Texture | None = None
    occlusion_strength: float = 1.0

    def __post_init__(self) -> None:
        numbers = [*self.base_color, *self.emissive, self.metallic, self.roughness, self.cutoff]
        if not np.isfinite([*numbers, self.normal_scale, self.occlusion_strength]).all():
            raise ValueError("a material has numbers that are NaN or infinite")

    @property
    def textures(self) -> dict[str, Texture]:
        """Those that it has, by the names of their fields."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, Texture)}

    @classmethod
    def of_color(cls, color: tuple[float, ...], name: str = "") -> Material:
        """One sRGB colour all over, 0 to 1."""
        return cls(name, base_color=(*linear(np.asarray(color[:3], float)).tolist(), 1.0))

    def colors(self, base: np.ndarray, uv: np.ndarray) -> np.ndarray:
        """RGBA (N, 4) uint8 sRGB where the vertices' colour is base (N, 4); alpha is 255, or 0 in a hole.

        uv: (N, 2), for both textures.
        """
        light = np.ones((len(base), 4), np.float32)
        light[:, :3] = _LINEAR[base[:, :3]]
        light[:, 3] = base[:, 3] / np.float32(255)
        light *= np.array(self.base_color, np.float32)
        if self.base_color_texture is not None:
            light *= self.base_color_texture.sample(uv)
        color = light[:, :3]
        if any(self.emissive):
            shine = np.array(self.emissive, np.float32)
            if self.emissive_texture is not None:
                shine = shine * self.emissive_texture.sample(uv)[:, :3]
            color = color + shine
        return np.column_stack(
            [to_bytes(color), np.where(light[:, 3] < self.cutoff, 0, 255).astype(np.uint8)]
        )


def to_bytes(light: np.ndarray) -> np.ndarray:
    """Linear light to sRGB, uint8."""
    return np.rint(srgb(light.clip(0, 1)) * 255).astype(np.uint8)


def linear(values: np.ndarray) -> np.ndarray:
    """sRGB values, 0 to 1, to linear light."""
    return np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4)


def srgb(values: np.ndarray) -> np.ndarray:
    """Linear light, 0 to 1, to sRGB values."""
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 0) ** (1 / 2.4) - 0.055)


_LINEAR = linear(np.arange(256) / 255).astype(np.float32)
"""By an sRGB value of 8 bits."""


def _wrapped(values: np.ndarray, wrap: str) -> np.ndarray:
    """Texture coordinates brought to 0 to 1."""
    values = values.astype(np.float64)
    if wrap == CLAMP:
        return values.clip(0, 1)
    if wrap == MIRROR:
        return 1 - np.abs(values % 2 - 1)
    return values % 1


def _neighbours(place: np.ndarray, size: int, wrap: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The share of the second texel (N, 1), and the indices of both, between which a place lies."""
    first = np.floor(place).astype(np.int64)
    share = (place - first)[:, None].astype(np.float32)
    if wrap == REPEAT:
        return share, first % size, (first + 1) % size
    return share, first.clip(0, size - 1), (first + 1).clip(0, size - 1)
