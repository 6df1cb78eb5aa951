"""What several formats need: textures as files, axes and units, names."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from ...asset import Asset, Conventions
from ...materials import Material, Texture, linear, to_bytes
from ...pictures import write_png
from ...surface import Surface


def encode_png(pixels: np.ndarray) -> bytes:
    """The bytes of a PNG of (H, W), (H, W, 3) or (H, W, 4) uint8; an alpha of 255 all over is left out."""
    if pixels.ndim == 3 and pixels.shape[2] == 4 and (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
    stream = io.BytesIO()
    write_png(Image.fromarray(np.ascontiguousarray(pixels)), stream)
    return stream.getvalue()


class Pictures:
    """Writes the textures of one mesh file beside it, each once, named after the file.

    The base colour of the first material is PATH.png; others say what they are, and of which material.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._names: dict[int, str] = {}

    def write(self, texture: Texture, purpose: str, material: str) -> str:
        """The file's name."""
        key = id(texture.pixels)
        if key not in self._names:
            plain = purpose == "base_color" and not self._names
            name = self.path.stem if plain else f"{self.path.stem}_{file_word(material)}_{purpose}"
            taken = {*self._names.values()}
            number = 2
            while f"{name}.png" in taken:
                name, number = f"{name}_{number}", number + 1
            self.path.with_name(f"{name}.png").write_bytes(encode_png(texture.pixels))
            self._names[key] = f"{name}.png"
        return self._names[key]


def tinted(material: Material) -> Material:
    """The same look with the base colour in the texture alone, for formats that have no factor for it."""
    texture = material.base_color_texture
    if texture is None or material.base_color[:3] == (1.0, 1.0, 1.0):
        return material
    light = linear(texture.pixels[..., :3] / 255) * np.array(material.base_color[:3])
    pixels = np.dstack([to_bytes(light), texture.pixels[..., 3:]])
    color = (1.0, 1.0, 1.0, *material.base_color[3:])
    return replace(material, base_color=color, base_color_texture=replace(texture, pixels=pixels))


def packed_shine(material: Material) -> tuple[Texture | None, Texture | None]:
    """As glTF has them: occlusion in red, roughness in green, metal in blue; and the occlusion.

    The same texture twice where they can share one.
    """
    occlusion, roughness, metallic = (
        material.occlusion_texture,
        material.roughness_texture,
        material.metallic_texture,
    )
    first = roughness or metallic
    if first is None:
        return None, occlusion
    shape = max((part.pixels.shape for part in (roughness, metallic) if part), key=np.prod)
    shared = occlusion is not None and (occlusion.pixels.shape, occlusion.wrap) == (shape, first.wrap)
    channels = [_resized(part, shape) for part in (occlusion if shared else None, roughness, metallic)]
    packed = replace(first, pixels=np.dstack(channels))
    return packed, packed if shared else occlusion


def _resized(texture: Texture | None, shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) uint8 of this shape; 255 all over where there is no texture."""
    if texture is None:
        return np.full(shape, 255, np.uint8)
    if texture.pixels.shape == shape:
        return texture.pixels
    height, width = shape
    return np.asarray(Image.fromarray(texture.pixels).resize((width, height)))


def polygons(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """How many corners each face has, (P,), and which of the 3 F corners these are, one face after the other.

    Two triangles are one quad where the surface says so and no seam runs between them.
    """
    corners = np.arange(surface.faces.size).reshape(-1, 3)
    counts = np.full(len(corners), 3)
    if surface.polygons is None:
        return counts, corners.reshape(-1)
    first = np.flatnonzero(surface.polygons[1:] == surface.polygons[:-1])
    faces, second = surface.faces, first + 1
    whole = (faces[first][:, [0, 2]] == faces[second][:, [0, 1]]).all(1)
    if surface.uvs is not None:
        whole &= (surface.uvs[first][:, [0, 2]] == surface.uvs[second][:, [0, 1]]).all((1, 2))
    if surface.face_materials is not None:
        whole &= surface.face_materials[first] == surface.face_materials[second]
    first, second = first[whole], second[whole]
    rows = np.column_stack([corners, np.full(len(corners), -1)])
    rows[first, 3] = corners[second, 2]
    counts[first] = 4
    kept = np.ones(len(corners), bool)
    kept[second] = False
    rows = rows[kept]
    return counts[kept], rows[rows >= 0]


def write_ply_points(path: Path, columns: dict[str, np.ndarray | float], said: str) -> None:
    """A binary PLY of points alone: by name a column (N,), floats as float32, bytes as they are."""
    whole = {name: np.asarray(values) for name, values in columns.items()}
    kinds = [(name, "u1" if values.dtype == np.uint8 else "<f4") for name, values in whole.items()]
    rows = np.zeros(max(values.size for values in whole.values()), kinds)
    for name, values in whole.items():
        rows[name] = values
    lines = ["ply", "format binary_little_endian 1.0", f"comment {said}", f"element vertex {len(rows)}"]
    lines += [f"property {'uchar' if kind == 'u1' else 'float'} {name}" for name, kind in kinds]
    path.write_bytes("\n".join([*lines, "end_header\n"]).encode() + rows.tobytes())


def y_up(vectors: np.ndarray) -> np.ndarray:
    """Our Z up to Y up, (N, 3) float32: the front, our -Y, faces +Z."""
    x, y, z = vectors.astype(np.float32).T
    return np.stack([x, z, -y], 1) + np.float32(0)  # no negative zero: the same bytes everywhere


def turned(vectors: np.ndarray, conventions: Conventions, own_axis: str) -> np.ndarray:
    """Vectors (N, 3) with the axis up that is asked for, else the format's own."""
    return y_up(vectors) if (conventions.up or own_axis) == "y" else vectors.astype(np.float32)


def placed(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Points (N, 3) in the world."""
    return (points @ matrix[:3, :3].T + matrix[:3, 3]).astype(np.float32)


def said_unit(conventions: Conventions, own_axis: str) -> str:
    """What a comment in a file says of its coordinates."""
    unit = {1.0: "metres", 0.01: "centimetres", 0.001: "millimetres"}
    up = (conventions.up or own_axis).upper()
    return f"Modelsheet, {unit.get(conventions.unit, f'1 unit = {conventions.unit:g} m')}, {up} up"


def file_word(name: str) -> str:
    """A name that is a part of a file's name and of a line of words everywhere."""
    return re.sub(r"\W+", "_", name).strip("_") or "material"


def separate_lods(asset: Asset, path: Path) -> list[tuple[Asset, Path]]:
    """Each LOD as an asset of its own and its file beside `path`, for formats that know no LODs."""
    bare = replace(asset, lods=(), hulls=())
    return [
        (
            replace(bare, surface=lod, name=f"{asset.title}_LOD{i}"),
            path.with_name(f"{path.stem}_LOD{i}{path.suffix}"),
        )
        for i, lod in enumerate(asset.lods, 1)
    ]


def collision_file(asset: Asset, path: Path) -> tuple[Surface, Path]:
    """All hulls in one bare surface and the file beside `path` that it goes to, for formats without names."""
    starts = np.cumsum([0, *(len(hull.vertices) for hull in asset.hulls)])
    faces = [hull.faces + start for hull, start in zip(asset.hulls, starts, strict=False)]
    whole = Surface(np.concatenate([hull.vertices for hull in asset.hulls]), np.concatenate(faces))
    return whole, path.with_name(f"{path.stem}_collision{path.suffix}")
