"""Colours that a surface brings, to the texture of its simplified self."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..render import RayCaster, surface_colors
from ..surface import Surface
from .bake import spread, surface_texels

_INSIDE = 0.3  # of the way to a face's middle, where its colour is read: at its corner a neighbour's begins


def transfer(surface: Surface, source: Surface, size: int = 1024) -> tuple[Surface, dict[str, Any]]:
    """The surface, which must have UVs, with a (size, size) texture of the colours that `source` has nearby.

    Also returns shares as `bake.bake` does: every texel is `seen`.
    """
    texels = surface_texels(surface, size)
    texture, covered = np.zeros((size * size, 3), np.uint8), np.zeros(size * size, bool)
    texture[texels.index] = surface_colors(source, RayCaster(source).nearest(texels.position))
    covered[texels.index] = True
    texture = spread(texture.reshape(size, size, 3), covered.reshape(size, size))
    return surface.textured(texture), {"uv_coverage": float(covered.mean()), "seen": 1.0}


def on_vertices(surface: Surface) -> Surface:
    """The textured surface with the mean colour around each vertex instead of its texture; UVs stay."""
    assert surface.uvs is not None
    inner = surface.uvs * (1 - _INSIDE) + surface.uvs.mean(1, keepdims=True) * _INSIDE
    white = np.full((inner.size // 2, 4), 255, np.uint8)
    color = surface.materials[0].colors(white, inner.reshape(-1, 2))
    vertex, weight = surface.faces.reshape(-1), np.repeat(surface.face_areas + 1e-12, 3)
    total = np.maximum(np.bincount(vertex, weight, len(surface.vertices)), 1e-30)
    mean = [np.bincount(vertex, weight * color[:, i], len(surface.vertices)) / total for i in range(3)]
    material = replace(surface.materials[0], base_color_texture=None)
    return replace(surface, colors=np.rint(np.stack(mean, 1)).astype(np.uint8), materials=(material,))
