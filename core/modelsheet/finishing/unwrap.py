"""UVs: charts by xatlas, packed into one square."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import ModelsheetError
from ..render import RayCaster
from ..surface import Surface

PADDING = 16  # texels between charts in a texture of 1024
_FILL = 0.6  # the share of the square that charts usually cover with so much padding


def unwrap(surface: Surface, size: int = 1024) -> Surface:
    """The surface with UVs for a texture of `size` texels, its charts about PADDING / 1024 of it apart.

    Vertices and faces stay as they are; no two faces overlap in the square (xatlas, Young).
    """
    import xatlas

    charting = xatlas.ChartOptions()
    charting.max_cost = 8.0  # fewer, larger charts than the default 2
    charting.max_iterations = 1  # a second takes half as long again; charts are as few and as true without
    packing = xatlas.PackOptions()
    packing.padding = PADDING * size // 1024 or 1
    packing.bilinear = False
    packing.texels_per_unit = size * np.sqrt(_FILL / surface.face_areas.sum())
    atlas = xatlas.Atlas()
    atlas.add_mesh(surface.vertices, surface.faces.astype(np.uint32))
    atlas.generate(charting, packing)
    if atlas.atlas_count != 1:
        raise ModelsheetError("not-unwrapped")
    _, corners, uvs = atlas[0]
    square = np.array([atlas.width, atlas.height], np.float32) / max(atlas.width, atlas.height)
    return replace(surface, uvs=(uvs * square)[corners.astype(np.int64)].astype(np.float32))


def rasterize(surface: Surface, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The texels whose centres faces cover: flat index into (size, size), row 0 the texture's top, (N,)
    int64; face (N,) int64; barycentric (N, 3) float32.
    """
    assert surface.uvs is not None
    flat = np.concatenate([surface.uvs, np.zeros((len(surface.faces), 3, 1), np.float32)], 2)
    corners = np.arange(flat.size // 3, dtype=np.int32).reshape(-1, 3)
    centres = (np.arange(size, dtype=np.float32) + 0.5) / size
    rays = np.zeros((size, size, 6), np.float32)
    rays[..., 0], rays[..., 1] = centres, centres[::-1, None]
    rays[..., 2], rays[..., 5] = 1, -1
    hits = RayCaster(Surface(flat.reshape(-1, 3), corners)).cast_rays(rays.reshape(-1, 6))
    index = np.flatnonzero(hits.mask)
    return index, hits.face[index], hits.barycentric[index]
