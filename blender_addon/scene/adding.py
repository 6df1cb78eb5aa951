# SPDX-License-Identifier: GPL-3.0-or-later
"""New objects, and nothing else in the scene changed."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import bmesh
import bpy
import numpy as np

from .reading import AssetData

CREASE = math.radians(35)  # the angle from which on Modelsheet's own normals split an edge
COLLECTION = "Text to 3D"
_OWN = "modelsheet_collection"
_PITCH = 1.25  # from one variant to the next, in longest sides
_MAX_INT = 2**31 - 1  # what an integer custom property holds


@dataclass(frozen=True)
class Placement:
    """Where an asset goes: the middle of its base at `location`; if `size` is given, fitted into it.

    location: (x, y, z) metres in the world. size: (x, y, z) of a box whose base is centred there.
    """

    location: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: tuple[float, float, float] | None = None

    @classmethod
    def bounds(cls, target: bpy.types.Object) -> Placement:
        """The world's bounding box of an object."""
        matrix = np.array(target.matrix_world)
        corners = np.array([tuple(corner) for corner in target.bound_box]) @ matrix[:3, :3].T + matrix[:3, 3]
        low, high = corners.min(0), corners.max(0)
        middle = (low + high) / 2
        return cls((float(middle[0]), float(middle[1]), float(low[2])), tuple(map(float, high - low)))

    def scale(self, extent: np.ndarray) -> float:
        """How much something of this extent grows to fit; sides of the box without size do not count."""
        if self.size is None:
            return 1.0
        ratios = [s / e for s, e in zip(self.size, extent, strict=True) if s > 1e-6 and e > 1e-6]
        return min(ratios, default=1.0)


def has_bounds(target: bpy.types.Object | None) -> bool:
    """Whether the object has a bounding box; Blender gives one of no size for those without geometry."""
    return target is not None and len({tuple(corner) for corner in target.bound_box}) > 1


def add_asset(
    data: AssetData,
    collection: bpy.types.Collection,
    placement: Placement = Placement(),
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
    image = _image(data, texture_folder)
    extent = np.ptp(data.vertices, axis=0) / unit
    fit = placement.scale(extent)
    mesh = _mesh(data, fit / unit, flat)
    mesh.materials.append(_material(data, image))
    added = bpy.data.objects.new(data.name, mesh)
    added.location = placement.location
    added.location.x += beside * _PITCH * (placement.size[0] if placement.size else fit * extent.max())
    for key, value in data.provenance.items():
        added[f"modelsheet_{key}"] = _property(value)
    collection.objects.link(added)
    return added


def own_collection(scene: bpy.types.Scene) -> bpy.types.Collection:
    """The scene's collection for imported assets; made if it is not there."""
    for collection in scene.collection.children:
        if collection.get(_OWN):
            return collection
    collection = bpy.data.collections.new(COLLECTION)
    collection[_OWN] = True
    scene.collection.children.link(collection)
    return collection


def add_lods(source: bpy.types.Object, count: int = 3) -> list[bpy.types.Object]:
    """Hidden children of a half, a quarter ... of the triangles, on the same texture."""
    return [
        _add_child(source, f"{source.name}_LOD{i}", _decimated(source, 0.5**i)) for i in range(1, count + 1)
    ]


def add_hull(source: bpy.types.Object) -> bpy.types.Object:
    """A hidden child: the convex hull, named as game engines look for it."""
    shape = bmesh.new()
    shape.from_mesh(source.data)
    hull = bmesh.ops.convex_hull(shape, input=shape.verts)
    inside = {
        item for item in hull["geom_interior"] + hull["geom_unused"] if isinstance(item, bmesh.types.BMVert)
    }
    bmesh.ops.delete(shape, geom=list(inside), context="VERTS")
    kept = set(hull["geom"])
    bmesh.ops.delete(shape, geom=[face for face in shape.faces if face not in kept], context="FACES_ONLY")
    mesh = bpy.data.meshes.new(f"UCX_{source.name}")
    shape.to_mesh(mesh)
    shape.free()
    return _add_child(source, f"UCX_{source.name}", mesh)


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


def _image(data: AssetData, folder: Path | None) -> bpy.types.Image:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free_name(folder, data.name)
        try:
            path.write_bytes(data.texture)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        image = bpy.data.images.load(str(path))
        image.filepath = bpy.path.relpath(str(path))  # it moves with the .blend file
        return image
    width, height = (int.from_bytes(data.texture[i : i + 4], "big") for i in (16, 20))
    image = bpy.data.images.new(data.name, width, height)
    image.pack(data=data.texture, data_len=len(data.texture))
    image.source = "FILE"
    return image


def _free_name(folder: Path, name: str) -> Path:
    """A path that no file has, from any text."""
    stem = "".join(c if c.isalnum() else "_" for c in name)[:40] or "texture"
    names = (f"{stem}{number}.png" for number in ["", *(f"_{i}" for i in range(2, 10_000))])
    return next(folder / name for name in names if not (folder / name).exists())


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


def _property(value: object) -> object:
    """A value that a custom property holds."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > _MAX_INT):
        return str(value)
    return value if isinstance(value, int | float | str) else json.dumps(value, ensure_ascii=False)


def _decimated(source: bpy.types.Object, ratio: float) -> bpy.types.Mesh:
    """A copy of the object's mesh with this share of its triangles."""
    copy = bpy.data.objects.new(source.name, source.data)
    modifier = copy.modifiers.new("Decimate", "DECIMATE")
    modifier.ratio = ratio
    bpy.context.scene.collection.objects.link(copy)  # only what is in a scene can be evaluated
    try:
        evaluated = copy.evaluated_get(bpy.context.evaluated_depsgraph_get())
        mesh = bpy.data.meshes.new_from_object(evaluated)
    finally:
        bpy.data.objects.remove(copy)
    mesh.set_sharp_from_angle(angle=CREASE)
    return mesh


def _add_child(source: bpy.types.Object, name: str, mesh: bpy.types.Mesh) -> bpy.types.Object:
    mesh.name = name
    child = bpy.data.objects.new(name, mesh)
    child.parent = source
    for collection in source.users_collection:
        collection.objects.link(child)
    child.hide_set(True)  # the eye in the Outliner shows it
    child.hide_render = True
    return child
