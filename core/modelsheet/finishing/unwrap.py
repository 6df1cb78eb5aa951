"""UVs: charts by xatlas, packed into one square."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .._open3d import open3d
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
    caster, rays = _over_texture(surface, size)
    hits = caster.cast_rays(rays)
    index = np.flatnonzero(hits.mask)
    return index, hits.face[index], hits.barycentric[index]


def texel_layers(surface: Surface, size: int) -> np.ndarray:
    """(size * size,) how many faces cover each texel's centre: more than one where UVs overlap."""
    caster, rays = _over_texture(surface, size)
    return caster.scene.count_intersections(open3d().core.Tensor(rays)).numpy()


def _over_texture(surface: Surface, size: int) -> tuple[RayCaster, np.ndarray]:
    """The surface laid flat by its UVs, and a ray (size * size, 6) down on the centre of each texel."""
    assert surface.uvs is not None
    level = np.linspace(0, 0.5, len(surface.faces), dtype=np.float32)  # so that a ray counts each face
    flat = np.concatenate([surface.uvs, np.tile(level[:, None, None], (1, 3, 1))], 2)
    corners = np.arange(flat.size // 3, dtype=np.int32).reshape(-1, 3)
    centres = (np.arange(size, dtype=np.float32) + 0.5) / size
    rays = np.zeros((size, size, 6), np.float32)
    rays[..., 0], rays[..., 1] = centres, centres[::-1, None]
    rays[..., 2], rays[..., 5] = 1, -1
    return RayCaster(Surface(flat.reshape(-1, 3), corners)), rays.reshape(-1, 6)
