# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials and their textures: images that are packed, or lie beside the .blend file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .reading import Look, Shape

TEXTURES = "textures"  # the folder beside the .blend file
COLORS = "Color"  # what the vertices' colours are called
_OWN = "modelsheet_texture"
_MAP = "modelsheet_map"  # what an image says, of `reading.MAPS`
_GLTF = "glTF Material Output"  # the node group by which Blender's glTF add-ons know occlusion


def new_material(
    title: str, look: Look, folder: Path | None, *, layer: str = "", colored: bool = False
) -> bpy.types.Material:
    """A material that looks so. folder: where its textures are written; None packs them.

    layer: the UVs that it uses, where those are not the active ones. colored: by the vertices' colours.
    Raises OSError where a texture can't be written.
    """
    material: Any = bpy.data.materials.new(title)
    if material.node_tree is None:  # Blender before 5.0
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    output, shader = nodes.new("ShaderNodeOutputMaterial"), nodes.new("ShaderNodeBsdfPrincipled")
    output.location, shader.location = (300, 0), (0, 0)
    links.new(shader.outputs["BSDF"], output.inputs["Surface"])
    material.metallic, material.roughness = look.metallic, look.roughness  # of Solid mode
    for name, value in (("Metallic", look.metallic), ("Roughness", look.roughness)):
        shader.inputs[name].default_value = value
    shader.inputs["Base Color"].default_value = material.diffuse_color = look.color
    if colored:
        source = nodes.new("ShaderNodeVertexColor")
        source.layer_name, source.location = COLORS, (-320, 0)
        links.new(source.outputs["Color"], shader.inputs["Base Color"])
    for row, (name, png) in enumerate(look.textures.items()):
        texture = nodes.new("ShaderNodeTexImage")
        texture.image, texture.extension = texture_image(title, png, folder, name), "EXTEND"
        texture.location = (-560, -300 * row)
        if layer:
            uvs = nodes.new("ShaderNodeUVMap")
            uvs.uv_map, uvs.location = layer, (-780, -300 * row)
            links.new(uvs.outputs["UV"], texture.inputs["Vector"])
        _CONNECT[name](material.node_tree, texture.outputs["Color"], shader)
        if name == "color":
            nodes.active = texture  # what Solid mode shows when it colours by texture
    return material


def texture_image(name: str, texture: bytes, folder: Path | None, kind: str = "color") -> bpy.types.Image:
    """A PNG as an image, once for all objects that have it; in a file of `folder`, or packed.

    Its name and path say what is in it, so that no two textures overwrite each other where they are exported
    to or unpacked; Blender's USD exporter needs both to be alike. kind: what it says, of `reading.MAPS`.
    """
    stem = "".join(c if c.isalnum() else "_" for c in name)[:40] or "texture"
    stem += f"{'' if kind == 'color' else f'_{kind}'}_{hashlib.sha256(texture).hexdigest()[:8]}"
    image = _image_file(texture, folder, stem) if folder is not None else _packed(texture, stem)
    image[_MAP] = kind
    if kind != "color":
        image.colorspace_settings.name = "Non-Color"
    return image


def textures_of(material: bpy.types.Material | None) -> Iterator[Any]:
    """The nodes that show an image."""
    if material is not None and material.node_tree is not None:
        nodes: Any = material.node_tree.nodes
        yield from (n for n in nodes if n.type == "TEX_IMAGE" and n.image is not None)


def kind_of(image: bpy.types.Image) -> str:
    """What an image of ours says, of `reading.MAPS`."""
    return str(image.get(_MAP, "color"))


def write_textures() -> int:
    """Unpack the textures of generated objects into a folder beside the saved .blend file; returns how many.

    Raises RuntimeError where Blender can't write them.
    """
    packed = [image for image in bpy.data.images if image.get(_OWN) and image.packed_file]
    for image in packed:
        image.unpack(method="WRITE_LOCAL")
    return len(packed)


def tint(material: bpy.types.Material, shape: Shape, number: int) -> None:
    """Give the material with this number in a shape the mean colour of its faces, which Solid mode shows."""
    image = next((n.image for n in textures_of(material) if kind_of(n.image) == "color"), None)
    own = shape.looks == number
    if image is None or shape.uvs is None or not own.any():
        return
    side = 64  # texels a side are enough for a mean
    small = image.copy()
    try:
        small.scale(side, side)
        pixels = np.empty(side * side * 4, np.float32)
        source: Any = small.pixels
        source.foreach_get(pixels)
    finally:
        bpy.data.images.remove(small)
    column, row = np.clip(shape.uvs[own].mean(1) * side, 0, side - 1).astype(int).T
    encoded = pixels.reshape(side, side, 4)[row, column, :3]
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)  # sRGB
    material.diffuse_color = (*np.average(linear, axis=0, weights=shape.areas[own] + 1e-12), 1.0)


def _color(tree: Any, source: Any, shader: Any) -> None:
    tree.links.new(source, shader.inputs["Base Color"])


def _normal(tree: Any, source: Any, shader: Any) -> None:
    node = tree.nodes.new("ShaderNodeNormalMap")
    node.location = (-240, source.node.location.y)
    tree.links.new(source, node.inputs["Color"])
    tree.links.new(node.outputs["Normal"], shader.inputs["Normal"])


def _shine(tree: Any, source: Any, shader: Any) -> None:
    node = tree.nodes.new("ShaderNodeSeparateColor")
    node.location = (-240, source.node.location.y)
    tree.links.new(source, node.inputs["Color"])
    tree.links.new(node.outputs["Green"], shader.inputs["Roughness"])
    if shader.inputs["Metallic"].default_value:
        tree.links.new(node.outputs["Blue"], shader.inputs["Metallic"])


def _occlusion(tree: Any, source: Any, shader: Any) -> None:
    """For the glTF that is exported: Blender's own light needs no such map."""
    group: Any = bpy.data.node_groups.get(_GLTF)
    if group is None:
        group = bpy.data.node_groups.new(_GLTF, "ShaderNodeTree")
        group.interface.new_socket("Occlusion", socket_type="NodeSocketFloat")
        group.nodes.new("NodeGroupInput")
    node = tree.nodes.new("ShaderNodeGroup")
    node.node_tree, node.location = group, (0, source.node.location.y)
    red = tree.nodes.new("ShaderNodeSeparateColor")
    red.location = (-240, source.node.location.y)
    tree.links.new(source, red.inputs["Color"])
    tree.links.new(red.outputs["Red"], node.inputs["Occlusion"])


_CONNECT = {"color": _color, "normal": _normal, "shine": _shine, "occlusion": _occlusion}


def _packed(texture: bytes, stem: str) -> bpy.types.Image:
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
