"""Materials: what colour the faces of a surface have, and where they are cut out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

REPEAT, CLAMP, MIRROR = "repeat", "clamp", "mirror"


@dataclass(frozen=True, eq=False)
class Texture:
    """A picture, and how it goes on beyond its edges.

    pixels: (H, W, 3 or 4) uint8 sRGB, straight alpha, row 0 at the top. wrap: `repeat`, `clamp` or
    `mirror`, along u and along v. nearest: texels are squares of one colour; else they blend.
    """

    pixels: np.ndarray
    wrap: tuple[str, str] = (REPEAT, REPEAT)
    nearest: bool = False

    def sample(self, uv: np.ndarray) -> np.ndarray:
        """uint8 values (N, 3 or 4) at uv (N, 2), whose origin is the lower left."""
        height, width = self.pixels.shape[:2]
        u, v = _wrapped(uv[:, 0], self.wrap[0]) * width, (1 - _wrapped(uv[:, 1], self.wrap[1])) * height
        if self.nearest:
            return self.pixels[
                np.clip(v, 0, height - 1).astype(np.int64), np.clip(u, 0, width - 1).astype(np.int64)
            ]
        x, x0, x1 = _neighbours(u - 0.5, width, self.wrap[0])
        y, y0, y1 = _neighbours(v - 0.5, height, self.wrap[1])
        top = self.pixels[y0, x0] * (1 - x) + self.pixels[y0, x1] * x
        bottom = self.pixels[y1, x0] * (1 - x) + self.pixels[y1, x1] * x
        return np.rint(top * (1 - y) + bottom * y).astype(np.uint8)


@dataclass(frozen=True)
class Material:
    """A PBR material, as glTF has it.

    factor: RGBA, linear light, by which the texture's colour and the vertices' are multiplied.
    emission: RGB, linear light, and its texture; added, as the material shines by itself.
    cutoff: alpha below which there is no surface at all; 0 where alpha counts for nothing.
    """

    name: str = "modelsheet"
    metallic: float = 0.0
    roughness: float = 0.9
    factor: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    texture: Texture | None = None
    emission: tuple[float, ...] = (0.0, 0.0, 0.0)
    emission_texture: Texture | None = None
    cutoff: float = 0.0

    @classmethod
    def of_color(cls, color: tuple[float, ...], name: str = "") -> Material:
        """One sRGB colour all over, 0 to 1."""
        return cls(name, factor=(*linear(np.asarray(color[:3], float)).tolist(), 1.0))

    def colors(self, base: np.ndarray, uv: np.ndarray) -> np.ndarray:
        """RGBA (N, 4) uint8 sRGB where the vertices' colour is base (N, 4); alpha is 255, or 0 in a hole.

        uv: (N, 2), for both textures.
        """
        picture = np.full((len(base), 4), 255, np.uint8)
        if self.texture is not None:
            picture[:, : self.texture.pixels.shape[2]] = self.texture.sample(uv)
        out = np.empty((len(base), 4), np.uint8)
        alpha = picture[:, 3] / 255.0 * (base[:, 3] / 255.0) * self.factor[3]
        out[:, 3] = np.where(alpha < self.cutoff, 0, 255)
        if not any(self.emission) and self.factor[:3] == (1, 1, 1) and (base[:, :3] == 255).all():
            out[:, :3] = picture[:, :3]
            return out
        light = linear(picture[:, :3] / 255.0) * linear(base[:, :3] / 255.0) * self.factor[:3]
        if any(self.emission):
            shine = np.ones((1, 3))
            if self.emission_texture is not None:
                shine = linear(self.emission_texture.sample(uv)[:, :3] / 255.0)
            light = light + shine * self.emission
        out[:, :3] = np.rint(srgb(light.clip(0, 1)) * 255)
        return out


def linear(values: np.ndarray) -> np.ndarray:
    """sRGB values, 0 to 1, to linear light."""
    return np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4)


def srgb(values: np.ndarray) -> np.ndarray:
    """Linear light, 0 to 1, to sRGB values."""
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 0) ** (1 / 2.4) - 0.055)


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
    share = (place - first)[:, None]
    if wrap == REPEAT:
        return share, first % size, (first + 1) % size
    return share, first.clip(0, size - 1), (first + 1).clip(0, size - 1)
