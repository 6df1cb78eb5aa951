"""How far a texture's colours jump where two charts meet."""

from __future__ import annotations

import numpy as np

from ..finishing.edges import opposite_pairs
from ..surface import Surface

_INSIDE = 0.02  # of the way from the edge to the face's middle: where each side's colour is looked up
_APART = 1e-6  # of the square: UVs that differ less are the same


def seam_jump(surface: Surface) -> float:
    """The median difference (CIE76) between the colours on both sides of the edges where charts meet; 0 where
    there are none.
    """
    from skimage.color import rgb2lab

    assert surface.uvs is not None
    one, other = opposite_pairs(surface.faces)
    number = np.zeros(len(surface.faces), int) if surface.face_materials is None else surface.face_materials
    uvs = surface.uvs
    ends = [uvs[half // 3, half % 3] for half in (one, other)]
    nexts = [uvs[half // 3, (half + 1) % 3] for half in (one, other)]
    apart = np.maximum(np.abs(ends[0] - nexts[1]).max(1), np.abs(nexts[0] - ends[1]).max(1)) > _APART
    seam = apart | (number[one // 3] != number[other // 3])
    if not seam.any():
        return 0.0
    colors = []
    for half in (one[seam], other[seam]):
        weight = np.full((len(half), 3), _INSIDE / 3)
        rows = np.arange(len(half))
        for corner in (half % 3, (half + 1) % 3):
            weight[rows, corner] += (1 - _INSIDE) / 2
        rgb = surface.rgba(half // 3, weight)[:, :3]
        colors.append(rgb2lab(rgb[None].astype(np.float32) / 255)[0])
    return float(np.median(np.linalg.norm(colors[0] - colors[1], axis=1)))
