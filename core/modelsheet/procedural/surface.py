"""Parts into one mesh: side by side as they are, or joined to one closed solid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..geometry.solids import union
from ..surface import Surface
from .shape import RGB, Part

_BLOCK = 4  # texels to a colour's side: bilinear lookup in the middle meets no other colour


def concatenate(parts: Sequence[Part]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All triangles of the parts, overlaps kept.

    Returns vertices (V, 3) float32, faces (F, 3) int32, face colours (F, 3) uint8 sRGB.
    """
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    vertices = np.concatenate([part.vertices for part in parts], dtype=np.float32)
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=False)])
    colors = np.concatenate([np.tile(np.array(part.color, np.uint8), (len(part.faces), 1)) for part in parts])
    return vertices, faces.astype(np.int32), colors


def surface(parts: Sequence[Part]) -> Surface:
    """The union of the parts, closed and manifold, each face in the colour of its part; no hollows within.

    The texture has one block a colour: no colour needs a seam of vertices, so the surface stays closed.
    """
    vertices, faces, place = union([(part.vertices, part.faces) for part in parts])
    colors = list(dict.fromkeys(part.color for part in parts))
    of_part = np.array([colors.index(part.color) for part in parts])
    texture, centres = _swatches(colors)
    uvs = np.repeat(centres[of_part[place]][:, None], 3, axis=1)
    return Surface(vertices, faces, uvs=uvs).textured(texture)


def _swatches(colors: Sequence[RGB]) -> tuple[np.ndarray, np.ndarray]:
    """A texture with one block a colour, in a square; the UV of each block's middle."""
    side = int(np.ceil(np.sqrt(len(colors))))
    palette = np.zeros((side * side, 3), np.uint8)
    palette[: len(colors)] = colors
    texture = palette.reshape(side, side, 3).repeat(_BLOCK, 0).repeat(_BLOCK, 1)
    row, column = np.divmod(np.arange(len(colors)), side)
    return texture, np.stack([(column + 0.5) / side, 1 - (row + 0.5) / side], 1).astype(np.float32)
