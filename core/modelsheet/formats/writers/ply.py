"""Asset to binary PLY with UVs and a PNG, or with vertices' colours. Z up, in metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ...surface import Surface
from ._shared import Pictures, collision_file, polygons, said_unit, separate_lods, tinted, turned

UP = "z"


def write_ply(asset: Asset, path: Path) -> None:
    """Write PATH and the texture beside it, which the header names as MeshLab and trimesh read it.

    The format has one texture: several materials become colours of the vertices, split where they meet.
    LODs and hulls have files of their own.
    """
    _write(asset, asset.surface, path)
    for lod, file in separate_lods(asset, path):
        _write(lod, lod.surface, file)
    if asset.hulls:
        _write(asset, *collision_file(asset, path))


def _write(asset: Asset, surface: Surface, path: Path) -> None:
    picture, colors = None, surface.colors
    if surface.texture is not None and colors is None:
        material = tinted(surface.materials[0])
        assert material.base_color_texture is not None
        picture = Pictures(path).write(material.base_color_texture, "base_color", material.name)
    elif surface.materials:
        surface = _painted(surface)
        colors = surface.colors
    kind = [(name, "<f4") for name in "xyz"]
    vertex, faces = np.arange(len(surface.vertices)), surface.faces
    if surface.uvs is not None:
        uvs = surface.uvs.reshape(-1, 2)
        key = np.column_stack([surface.faces.reshape(-1), np.rint(uvs.astype(np.float64) * (1 << 20))])
        _, first, corner = np.unique(key.astype(np.int64), axis=0, return_index=True, return_inverse=True)
        vertex, faces = surface.faces.reshape(-1)[first], corner.reshape(-1, 3)
        kind += [(name, "<f4") for name in "st"]
    kind += [(name, "u1") for name in ("red", "green", "blue")] if colors is not None else []
    vertices = np.zeros(len(vertex), kind)
    points = turned(surface.vertices, asset.conventions, UP)[vertex] / np.float32(asset.conventions.unit)
    vertices["x"], vertices["y"], vertices["z"] = points.T
    if surface.uvs is not None:
        vertices["s"], vertices["t"] = uvs[first].T
    if colors is not None:
        vertices["red"], vertices["green"], vertices["blue"] = colors[vertex][:, :3].T
    sides, order = polygons(surface)
    header = _header(vertices, len(sides), said_unit(asset.conventions, UP), picture)
    path.write_bytes(header.encode() + vertices.tobytes() + _rows(sides, faces.reshape(-1)[order]))


def _rows(sides: np.ndarray, corners: np.ndarray) -> bytes:
    """Faces, each with the number of its corners before them."""
    size = 1 + 4 * sides
    starts = np.cumsum(size) - size
    content = np.zeros(size.sum(), np.uint8)
    content[starts] = sides
    body = np.ones(len(content), bool)
    body[starts] = False
    content[body] = corners.astype("<i4").view(np.uint8)
    return content.tobytes()


def _painted(surface: Surface) -> Surface:
    """With the materials' colours on vertices, one for each colour that meets there."""
    count = len(surface.faces)
    colors = surface.rgba(np.repeat(np.arange(count), 3), np.tile(np.eye(3, dtype=np.float32), (count, 1)))
    key = np.column_stack([surface.faces.reshape(-1), colors])
    rows, vertex = np.unique(key, axis=0, return_inverse=True)
    return Surface(
        surface.vertices[rows[:, 0]], vertex.reshape(-1, 3), rows[:, 1:4].astype(np.uint8), surface.uvs
    )


def _header(vertices: np.ndarray, faces: int, said: str, picture: str | None) -> str:
    words = {"f": "float", "u": "uchar"}
    kinds = [(name, words[vertices.dtype[name].kind]) for name in vertices.dtype.names or ()]
    lines = ["ply", "format binary_little_endian 1.0", f"comment {said}"]
    lines += [f"comment TextureFile {picture}"] if picture else []
    lines += [f"element vertex {len(vertices)}", *(f"property {word} {name}" for name, word in kinds)]
    lines += [f"element face {faces}", "property list uchar int vertex_indices", "end_header\n"]
    return "\n".join(lines)


SPEC = ExporterSpec("ply", "binary PLY with UVs and PNG", ".ply", write_ply)
