"""Several materials' squares of UVs side by side in one, so that they are baked or shown at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..materials import Material, to_bytes
from ..surface import Surface

_MOST_TILES = 8  # times that a face may repeat a texture, along u and along v
_LARGEST = 1024  # texels a side of a material's square where all are shown at once


def columns_of(count: int) -> int:
    """How many squares lie side by side where there are so many."""
    return int(np.ceil(np.sqrt(count)))


def square_of(number: int, columns: int, size: int) -> tuple[slice, slice]:
    """Rows and columns of the texels of a material's square, of `size` texels a side, row 0 at the top."""
    row, column = divmod(number, columns)
    top = (columns - 1 - row) * size
    return slice(top, top + size), slice(column * size, (column + 1) * size)


def joined(surface: Surface) -> Surface:
    """With one material, whose texture shows the colours of all. The surface must have UVs."""
    numbers = surface.face_materials
    numbers = np.zeros(len(surface.faces), np.int32) if numbers is None else numbers
    columns = columns_of(max(len(surface.materials), 1))
    size = _LARGEST // columns
    pixels = np.zeros((columns * size, columns * size, 3), np.uint8)
    for number, material in enumerate(surface.materials):
        pixels[square_of(number, columns, size)] = _picture(material, size)
    return flat(replace(surface, face_materials=numbers), columns).textured(pixels)


def _picture(material: Material, size: int) -> np.ndarray:
    """(size, size, 3) uint8 sRGB of a material's base colour."""
    line = (np.arange(size) + 0.5) / size
    uv = np.stack(np.meshgrid(line, line[::-1]), -1).reshape(-1, 2)
    light = np.broadcast_to(np.array(material.base_color[:3], np.float32), (len(uv), 3))
    if material.base_color_texture is not None:
        light = light * material.base_color_texture.sample(uv)[:, :3]
    return to_bytes(light).reshape(size, size, 3)


def flat(surface: Surface, columns: int) -> Surface:
    """The bare surface, its UVs those of one square in which all materials' squares lie, `columns` side by
    side, the first at the lower left. A face that leaves its square is cut there. The surface must have UVs,
    and a material for each face.
    """
    assert surface.uvs is not None
    assert surface.face_materials is not None
    face = np.arange(len(surface.faces))
    corners = np.broadcast_to(np.eye(3), (len(face), 3, 3))  # barycentric, of each piece in its face
    uvs = surface.uvs.astype(np.float64)
    for axis in (0, 1):
        face, corners, uvs = _cut(face, corners, uvs, axis)
    whole = (corners == np.eye(3)).all((1, 2))
    tile = np.floor(uvs.mean(1, keepdims=True))
    row, column = np.divmod(surface.face_materials[face], columns)
    square = np.stack([column, row], 1)[:, None]
    laid = (np.clip(uvs - tile, 0, 1) + square) / columns
    vertices, faces = surface.vertices, surface.faces[face].copy()
    if not whole.all():
        pieces = np.einsum("nij,njc->nic", corners[~whole], surface.corners[face[~whole]])
        faces[~whole] = len(vertices) + np.arange(pieces.size // 3).reshape(-1, 3)
        vertices = np.concatenate([vertices, pieces.reshape(-1, 3)])
    return Surface(vertices, faces, uvs=laid.astype(np.float32))


def _cut(
    face: np.ndarray, corners: np.ndarray, uvs: np.ndarray, axis: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Triangles cut along the whole numbers of one coordinate; those that cross more than _MOST_TILES are
    left as they are.
    """
    low, high = uvs[..., axis].min(1), uvs[..., axis].max(1)
    wide = high - low > _MOST_TILES
    edge = 1e-6  # so near to a whole number is on it
    waiting = np.flatnonzero((np.floor(high - edge) > np.floor(low + edge)) & ~wide)
    if not len(waiting):
        return face, corners, uvs
    rest = np.setdiff1d(np.arange(len(face)), waiting)
    pieces = [(face[rest], corners[rest], uvs[rest])]
    for i in waiting:
        polygon = [np.concatenate([uvs[i, k], corners[i, k]]) for k in range(3)]
        for line in range(int(np.floor(low[i] + edge)), int(np.floor(high[i] - edge)) + 1):
            band = _clipped(_clipped(polygon, axis, line, 1), axis, line + 1, -1)
            for k in range(1, len(band) - 1):
                triangle = np.stack([band[0], band[k], band[k + 1]])
                pieces.append((face[i : i + 1], triangle[None, :, 2:], triangle[None, :, :2]))
    return tuple(np.concatenate(part) for part in zip(*pieces, strict=True))  # type: ignore[return-value]


def _clipped(polygon: list[np.ndarray], axis: int, line: float, side: int) -> list[np.ndarray]:
    """The part of a convex polygon where side * (coordinate - line) >= 0 (Sutherland and Hodgman 1974)."""
    kept = []
    for here, there in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a, b = side * (here[axis] - line), side * (there[axis] - line)
        if a >= 0:
            kept.append(here)
        if a * b < 0:
            kept.append(here + (there - here) * (a / (a - b)))
    return kept
