# SPDX-License-Identifier: GPL-3.0-or-later
"""An asset becomes an object with a mesh, a material and a texture."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .placing import AT_ORIGIN, Placement
from .reading import AssetData

TEXTURES = "textures"  # the folder beside the .blend file
CREASE = math.radians(35)  # the angle from which on Modelsheet's own normals split an edge
_OWN = "modelsheet_texture"
_PITCH = 1.25  # from one variant to the next, in longest sides
_MAX_INT = 2**31 - 1  # what an integer custom property holds


def add_asset(
    data: AssetData,
    collection: bpy.types.Collection,
    placement: Placement = AT_ORIGIN,
    *,
    unit: float = 1.0,
    beside: int = 0,
    flat: bool = False,
    texture_folder: Path | None = None,
) -> bpy.types.Object:
    """The asset as a new object in `collection`, its scale applied, its origin in the middle of its base.

    unit: metres that a unit of the scene measures. beside: how many like it stand there already; it is
    moved along X past them. flat: flat shading instead of smooth with sharp edges by angle.
    texture_folder: where the texture is written; None packs it into the file. Raises OSError where it
    can't be written.
    """
    image = texture_image(data.name, data.texture, texture_folder)
    extent = np.ptp(data.vertices, axis=0) / unit
    fit = placement.scale(extent)
    mesh = _mesh(data, fit / unit, flat)
    mesh.materials.append(_material(data, image))
    mesh.materials[0].diffuse_color = (*_mean_color(image, mesh, data.uvs), 1.0)
    added = bpy.data.objects.new(data.name, mesh)
    added.location = placement.location
    added.location.x += beside * _PITCH * (placement.size[0] if placement.size else fit * extent.max())
    for key, value in data.provenance.items():
        added[f"modelsheet_{key}"] = _property(value)
    collection.objects.link(added)
    return added


def write_textures() -> int:
    """Unpack the textures of generated objects into a folder beside the saved .blend file; returns how many.

    Raises RuntimeError where Blender can't write them.
    """
    packed = [image for image in bpy.data.images if image.get(_OWN) and image.packed_file]
    for image in packed:
        image.unpack(method="WRITE_LOCAL")
    return len(packed)


def _mesh(data: AssetData, scale: float, flat: bool) -> bpy.types.Mesh:
    count = len(data.faces)
    mesh = bpy.data.meshes.new(data.name)
    mesh.vertices.add(len(data.vertices))
    mesh.vertices.foreach_set("co", (data.vertices * np.float32(scale)).ravel())
    mesh.loops.add(3 * count)
    mesh.loops.foreach_set("vertex_index", data.faces.ravel())
    mesh.polygons.add(count)
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * count, 3, dtype=np.int32))
    mesh.uv_layers.new(name="UVMap", do_init=False).uv.foreach_set(
        "vector", data.uvs.astype(np.float32).ravel()
    )
    mesh.update(calc_edges=True)
    mesh.validate()
    if flat:
        mesh.shade_flat()
    else:
        mesh.shade_smooth()
        mesh.set_sharp_from_angle(angle=CREASE)
    return mesh


def texture_image(name: str, texture: bytes, folder: Path | None) -> bpy.types.Image:
    """A PNG as an image, once for all objects that have it; in a file of `folder`, or packed.

    Its name and path say what is in it, so that no two textures overwrite each other where they are exported
    to or unpacked; Blender's USD exporter needs both to be alike.
    """
    stem = "".join(c if c.isalnum() else "_" for c in name)[:40] or "texture"
    stem += f"_{hashlib.sha256(texture).hexdigest()[:8]}"
    if folder is not None:
        return _image_file(texture, folder, stem)
    known = bpy.data.images.get((stem, None))  # None: of this file
    if known and not known.is_dirty and known.packed_file and bytes(known.packed_file.data) == texture:
        return known
    width, height = (int.from_bytes(texture[i : i + 4], "big") for i in (16, 20))
    image = bpy.data.images.new(stem, width, height)
    image.pack(data=texture, data_len=len(texture))
    image.source = "FILE"
    image[_OWN] = True
    image.filepath_raw = f"//{TEXTURES}/{image.name}.png"
    return image


def _image_file(texture: bytes, folder: Path, stem: str) -> bpy.types.Image:
    """The texture as a file in `folder`, written if it is not there. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = (folder / f"{stem}{number}.png" for number in ["", *(f"_{i}" for i in range(2, 10_000))])
    path = next(path for path in paths if not path.exists() or path.read_bytes() == texture)
    if not path.exists():
        stage = path.with_suffix(".tmp")
        try:
            stage.write_bytes(texture)
            stage.replace(path)
        finally:
            stage.unlink(missing_ok=True)
    image = bpy.data.images.load(str(path), check_existing=True)
    image.name = path.stem
    if bpy.data.filepath:
        image.filepath = bpy.path.relpath(str(path))  # it moves with the .blend file
    return image


def _material(data: AssetData, image: bpy.types.Image) -> bpy.types.Material:
    material = bpy.data.materials.new(data.name)
    if material.node_tree is None:  # Blender before 5.0
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    output = nodes.new("ShaderNodeOutputMaterial")
    shader = nodes.new("ShaderNodeBsdfPrincipled")
    texture = nodes.new("ShaderNodeTexImage")
    output.location, shader.location, texture.location = (300, 0), (0, 0), (-320, 0)
    texture.image = image
    texture.extension = "EXTEND"
    shader.inputs["Metallic"].default_value = data.metallic
    shader.inputs["Roughness"].default_value = data.roughness
    links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    links.new(shader.outputs["BSDF"], output.inputs["Surface"])
    nodes.active = texture  # what Solid mode shows when it colours by texture
    return material


def _mean_color(image: bpy.types.Image, mesh: bpy.types.Mesh, uvs: np.ndarray) -> np.ndarray:
    """(3,) linear, of the surface: what Solid mode shows when it colours by material."""
    side = 64  # texels a side are enough for a mean
    small = image.copy()
    try:
        small.scale(side, side)
        pixels = np.empty(side * side * 4, np.float32)
        source: Any = small.pixels
        source.foreach_get(pixels)
    finally:
        bpy.data.images.remove(small)
    areas = np.empty(len(mesh.polygons), np.float32)
    mesh.polygons.foreach_get("area", areas)
    column, row = np.clip(uvs.mean(1) * side, 0, side - 1).astype(int).T
    encoded = pixels.reshape(side, side, 4)[row, column, :3]
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)  # sRGB
    return np.average(linear, axis=0, weights=areas + 1e-12)


def _property(value: object) -> object:
    """A value that a custom property holds."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > _MAX_INT):
        return str(value)
    return value if isinstance(value, int | float | str) else json.dumps(value, ensure_ascii=False)
