"""Colours that a surface brings, to the texture of its simplified self."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..render import RayCaster, surface_colors
from ..surface import Surface
from .bake import spread, surface_texels


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
