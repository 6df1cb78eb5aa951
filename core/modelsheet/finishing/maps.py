"""What the dense surface shows and the asset's few triangles do not: normal map and ambient occlusion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..materials import CLAMP, Texture
from ..render import RayCaster
from ..surface import Surface
from .bake import Texels, spread, surface_texels
from .normals import corner_normals

_RAYS = 64  # a texel, for occlusion
_OCCLUSION = 256  # texels a side: it is smooth
_REACH = 0.25  # of the longest side: what is farther away takes no light
_LIFT = 0.004  # of the longest side: rays start so far above the surface


def with_normal_map(surface: Surface, dense: Surface) -> Surface:
    """The textured surface with the normals of a dense one in a tangent-space map, green upwards."""
    size = _size(surface)
    texels = surface_texels(surface, size)
    there = RayCaster(dense).nearest(texels.position)
    wanted = np.einsum("nk,nkc->nc", there.barycentric, corner_normals(dense, 180.0)[there.face])
    wanted = _unit(wanted)
    wanted = np.where((wanted * texels.normal).sum(1, keepdims=True) > 0, wanted, texels.normal)
    tangent, bitangent = _frames(surface, texels)
    local = np.stack([(wanted * axis).sum(1) for axis in (tangent, bitangent, texels.normal)], 1)
    codes = np.rint((_unit(local) * 0.5 + 0.5) * 255).astype(np.uint8)
    return _with(surface, normal_texture=_texture(texels, codes, size))


def with_occlusion(surface: Surface, dense: Surface) -> Surface:
    """The textured surface with how much light from all around reaches each place of the dense one."""
    size = min(_OCCLUSION, _size(surface))
    texels = surface_texels(surface, size)
    caster = RayCaster(dense)
    longest = float(np.ptp(dense.bounds, axis=0).max())
    start = texels.position + _LIFT * longest * texels.normal
    open_, total = np.zeros((2, len(start)), np.float32)
    for direction in _sphere(_RAYS):
        facing = texels.normal @ direction
        lit = np.flatnonzero(facing > 0)
        hit = caster.cast(start[lit], np.broadcast_to(direction, (len(lit), 3))).depth
        total[lit] += facing[lit]
        open_[lit] += facing[lit] * np.minimum(hit / (_REACH * longest), 1)
    codes = np.rint(open_ / np.maximum(total, 1e-6) * 255).astype(np.uint8)
    return _with(surface, occlusion_texture=_texture(texels, codes, size))


def _frames(surface: Surface, texels: Texels) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (N, 3) along which u and v grow, at right angles to the texels' normals."""
    assert surface.uvs is not None
    corners, uvs = surface.corners.astype(np.float64), surface.uvs.astype(np.float64)
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    (u1, v1), (u2, v2) = (uvs[:, 1] - uvs[:, 0]).T, (uvs[:, 2] - uvs[:, 0]).T
    turn = np.where(u1 * v2 - u2 * v1 < 0, -1.0, 1.0)[:, None]
    by_u = ((along * v2[:, None] - across * v1[:, None]) * turn)[texels.face]
    by_u = _unit(by_u - texels.normal * (by_u * texels.normal).sum(1, keepdims=True))
    return by_u, np.cross(texels.normal, by_u) * turn[texels.face]


def _texture(texels: Texels, codes: np.ndarray, size: int) -> Texture:
    """(size, size, ...) of the texels' codes, spread beyond the charts."""
    pixels = np.zeros((size * size, *codes.shape[1:]), np.uint8)
    covered = np.zeros(size * size, bool)
    pixels[texels.index], covered[texels.index] = codes, True
    pixels = pixels.reshape(size, size, *codes.shape[1:])
    return Texture(spread(pixels, covered.reshape(size, size)), (CLAMP, CLAMP))


def _with(surface: Surface, **textures: Any) -> Surface:
    """The surface with textures of its one material, by the names of their fields."""
    return replace(surface, materials=(replace(surface.materials[0], **textures),))


def _size(surface: Surface) -> int:
    assert surface.texture is not None
    return len(surface.texture)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def _sphere(count: int) -> np.ndarray:
    """(count, 3) float32 even directions, a Fibonacci spiral."""
    i = np.arange(count) + 0.5
    z = 1 - 2 * i / count
    turn, radius = i * np.pi * (3 - np.sqrt(5)), np.sqrt(1 - z**2)
    return np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1).astype(np.float32)
