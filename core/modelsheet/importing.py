"""Mesh files to surfaces: glTF, OBJ, PLY and STL, through trimesh."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .errors import ModelsheetError
from .surface import READABLE, Surface

if TYPE_CHECKING:
    import trimesh

_GREY = np.full(3, 200, np.uint8)
_WHITE = np.full(3, 255, np.uint8)
_MOST_TEXELS = 4096  # a side of the joint texture, about


@dataclass(frozen=True)
class _Part:
    """One mesh of the file. Where there is a `texture`, `paint` is its UVs (V, 2), else colours (V, 3)."""

    vertices: np.ndarray
    faces: np.ndarray
    paint: np.ndarray
    texture: np.ndarray | None = None


def read_mesh(path: Path) -> Surface:
    """The file's parts in one surface; see `Surface.load`."""
    if path.suffix.lower() not in READABLE:
        raise ModelsheetError(
            f"{path} is not a mesh file that can be read: choose one of {', '.join(READABLE)}"
        )
    if not path.is_file():
        raise ModelsheetError(f"{path} is missing: give the path of a mesh file")
    import trimesh

    gltf = path.suffix.lower() in (".glb", ".gltf")
    try:
        scene = trimesh.load_scene(path, process=False)
        meshes = [mesh for mesh in _placed(scene) if len(mesh.faces)]
        parts = [_read_part(mesh, linear=gltf) for mesh in meshes]
        if not parts:
            raise ModelsheetError(f"{path} has no faces: choose a file that holds triangles")
        surface = _join(parts)
    except ModelsheetError:
        raise
    except Exception as error:  # a damaged file fails anywhere in trimesh, and in what is made of it
        reason = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise ModelsheetError(f"{path} can't be read as a mesh ({reason}): export it again") from error
    if not gltf:
        return surface
    x, y, z = surface.vertices.T
    vertices = np.stack([x, -z, y], 1)
    return Surface(vertices, surface.faces, surface.colors, surface.uvs, surface.texture)


def _placed(scene: trimesh.Scene) -> list[trimesh.Trimesh]:
    """Every triangle mesh of the scene where its node puts it."""
    import trimesh

    meshes = []
    for node in sorted(scene.graph.nodes_geometry):
        transform, name = scene.graph[node]
        mesh = scene.geometry[name]
        if isinstance(mesh, trimesh.Trimesh):
            meshes.append(mesh.copy().apply_transform(transform))
    return meshes


def _read_part(mesh: trimesh.Trimesh, linear: bool) -> _Part:
    """Geometry and base colour. With `linear` (glTF), factors and vertex colours are linear light."""
    from trimesh.visual.color import to_float

    vertices, faces = np.asarray(mesh.vertices, np.float32), np.asarray(mesh.faces, np.int32)
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise ValueError("a face names a vertex that is not there")
    visual = mesh.visual
    material = getattr(visual, "material", None)
    if material is None:
        if visual.kind == "face":
            vertices = vertices[faces].reshape(-1, 3)
            faces = np.arange(faces.size, dtype=np.int32).reshape(-1, 3)
            colors = np.repeat(np.asarray(visual.face_colors), 3, axis=0)
        elif visual.kind == "vertex":
            colors = np.asarray(visual.vertex_colors)
        else:
            return _Part(vertices, faces, np.broadcast_to(_GREY, vertices.shape))
        return _Part(vertices, faces, _tint(_WHITE, to_float(colors)[:, :3], linear))

    picture, factor = _base_color(material)
    tint = np.ones(3) if factor is None else to_float(factor)[:3]
    stored = visual.vertex_attributes.get("color")
    if stored is not None and len(stored) == len(vertices):
        tint = tint * to_float(np.asarray(stored))[:, :3]
    if picture is None or visual.uv is None or len(visual.uv) != len(vertices):
        colors = _tint(_WHITE, tint, linear)
        return _Part(vertices, faces, np.broadcast_to(colors, vertices.shape))
    texture = np.asarray(picture.convert("RGB"))
    if tint.ndim == 1:
        return _Part(vertices, faces, np.asarray(visual.uv)[:, :2], _tint(texture, tint, linear))
    from .render import sample_texture

    return _Part(vertices, faces, _tint(sample_texture(texture, np.asarray(visual.uv)), tint, linear))


def _base_color(material: object) -> tuple[Image.Image | None, np.ndarray | None]:
    """Texture and factor of a PBR (glTF) or a simple (OBJ, PLY) material."""
    if hasattr(material, "baseColorTexture"):
        return material.baseColorTexture, material.baseColorFactor  # type: ignore[attr-defined]
    picture = getattr(material, "image", None)  # an OBJ's Kd does not tint its map_Kd in practice
    return picture, None if picture is not None else getattr(material, "diffuse", None)


def _tint(colors: np.ndarray, factor: np.ndarray, linear: bool) -> np.ndarray:
    """sRGB uint8 `colors` times `factor` in linear light, or in sRGB."""
    if (factor == 1).all():
        return np.broadcast_to(colors, np.broadcast_shapes(colors.shape, factor.shape))
    values = colors / 255.0
    if linear:
        values = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4) * factor
        values = np.where(
            values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 0) ** (1 / 2.4) - 0.055
        )
    else:
        values = values * factor
    return np.rint(values.clip(0, 1) * 255).astype(np.uint8)


def _join(parts: list[_Part]) -> Surface:
    starts = np.cumsum([0, *(len(part.vertices) for part in parts)])
    vertices = np.concatenate([part.vertices for part in parts])
    faces = np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=False)])
    if all(part.texture is None for part in parts):
        return Surface(vertices, faces, np.concatenate([part.paint for part in parts]))
    uvs, texture = _joint_texture(parts)
    return Surface(vertices, faces, uvs=uvs, texture=texture)


def _joint_texture(parts: list[_Part]) -> tuple[np.ndarray, np.ndarray]:
    """One texture for all parts (H, W, 3), and (F, 3, 2) UVs into it."""
    first = parts[0].texture
    if first is not None and all(_same(part.texture, first) for part in parts):
        return np.concatenate([part.paint[part.faces] for part in parts]), first  # may repeat

    side = int(_MOST_TEXELS / np.ceil(np.sqrt(len(parts))))
    tiles, local = zip(*(_tile(part, side) for part in parts), strict=True)
    width = max(tile.shape[1] for tile in tiles)
    tops = np.cumsum([0, *(len(tile) for tile in tiles)])
    texture = np.zeros((tops[-1], width, 3), np.uint8)
    for tile, top in zip(tiles, tops, strict=False):
        texture[top : top + len(tile), : tile.shape[1]] = tile
    pixels = np.concatenate([place + (0, top) for place, top in zip(local, tops, strict=False)])
    return np.stack([pixels[..., 0] / width, 1 - pixels[..., 1] / tops[-1]], -1), texture


def _same(one: np.ndarray | None, other: np.ndarray) -> bool:
    return one is not None and np.array_equal(one, other)


def _tile(part: _Part, side: int) -> tuple[np.ndarray, np.ndarray]:
    """The part's picture with a border of one texel, and (F, 3, 2) pixel coordinates in it."""
    if part.texture is None:
        return _color_tile(part.paint[part.faces])
    uvs = part.paint[part.faces]
    uvs = uvs - np.floor(uvs.min(1, keepdims=True))
    repeats = np.maximum(np.ceil(uvs.max((0, 1))), 1).astype(int)  # of faces that cross the texture's edge
    size = np.minimum(part.texture.shape[1::-1], np.maximum(side // repeats, 1))
    picture = Image.fromarray(part.texture).resize(tuple(size), Image.Resampling.BOX)
    tile = np.tile(np.asarray(picture), (repeats[1], repeats[0], 1))
    pixels = np.stack([uvs[..., 0] * size[0], len(tile) - uvs[..., 1] * size[1]], -1)
    return np.pad(tile, ((1, 1), (1, 1), (0, 0)), mode="wrap"), pixels + 1


def _color_tile(colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corner colours (F, 3, 3) as two by two texels a face, between which they blend linearly."""
    a, b, c = np.moveaxis(colors.astype(np.int16), 1, 0)
    fourth = (b + c - a).clip(0, 255)
    columns = int(np.ceil(np.sqrt(len(colors))))
    rows = -(-len(colors) // columns)
    blocks = np.zeros((rows * columns, 2, 2, 3), np.uint8)
    blocks[: len(colors)] = np.stack([np.stack([a, b], 1), np.stack([c, fourth], 1)], 1)
    tile = blocks.reshape(rows, columns, 2, 2, 3).swapaxes(1, 2).reshape(2 * rows, 2 * columns, 3)
    row, column = np.divmod(np.arange(len(colors)), columns)
    origin = 2 * np.stack([column, row], -1)[:, None] + 0.5
    return tile, origin + np.array([(0, 0), (1, 0), (0, 1)])
