# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects to a mesh file that the engine colours, and its textures onto the objects.

The objects stay as they are until the textures are applied: what is written is what their modifiers make of
them, where they stand in the world. The file's materials are called OBJECT.SLOT, both by number.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ..locale import N_
from .materials import new_material
from .reading import Look, UnreadableAsset, read_textures

_LAYER = "Text to 3D"  # the UVs of a mesh that has none
_MARGIN = 0.02  # of the square, between its charts
_ROUGHNESS = 0.9
_FLOAT, _UNSIGNED = 5126, 5125


class Unpaintable(ValueError):
    """An object that can't be coloured: one line that says what to do, with values for its {places}."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


@dataclass(frozen=True)
class Painted:
    """An object that is to be coloured: its name, the UVs of its mesh that are used, and new ones.

    uvs: (L, 2) float32 by the mesh's loops where it had none, else None.
    """

    name: str
    layer: str
    uvs: np.ndarray | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        uvs = None if self.uvs is None else self.uvs.ravel().tolist()
        return {"name": self.name, "layer": self.layer, "uvs": uvs}

    @classmethod
    def of(cls, said: dict[str, Any]) -> Painted:
        """The inverse of `to_json`."""
        uvs = said["uvs"]
        return cls(
            said["name"], said["layer"], None if uvs is None else np.array(uvs, np.float32).reshape(-1, 2)
        )


def write_meshes(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], path: Path
) -> list[Painted]:
    """Write a GLB of the objects, as they look in the world; returns what `apply_textures` needs.

    Raises Unpaintable, and OSError.
    """
    painted, parts = [], []
    for number, target in enumerate(objects):
        layers: Any = target.data.uv_layers
        if layers:
            record = Painted(
                target.name, next((layer for layer in layers if layer.active_render), layers[0]).name
            )
            parts += _parts(context, target, record, number)
        else:
            record, own = _unwrapped(context, target, number)
            parts += own
        painted.append(record)
    path.write_bytes(_glb(parts))
    return painted


def apply_textures(
    objects: Sequence[tuple[bpy.types.Object, Painted]], folder: Path, title: str, textures: Path | None
) -> int:
    """Give the objects materials with the textures of a result; returns how many materials.

    What the old materials say of metal and roughness stays; they themselves stay in the file. title: what
    the new ones are called. textures: where images are written, None packs them. Raises Unpaintable,
    UnreadableAsset, and OSError where an image can't be written.
    """
    for target, record in objects:
        mesh: Any = target.data
        if record.uvs is not None and len(mesh.loops) != len(record.uvs):
            raise Unpaintable(N_("{name} has changed since it was painted: paint it again"), name=target.name)
        if record.uvs is None and record.layer not in mesh.uv_layers:
            raise Unpaintable(N_("{name} has lost its UVs: paint it again"), name=target.name)
    found, count = read_textures(folder), 0
    for number, (target, record) in enumerate(objects):
        mesh = target.data
        if record.uvs is not None:
            layer = mesh.uv_layers.get(record.layer) or mesh.uv_layers.new(name=record.layer, do_init=False)
            layer.uv.foreach_set("vector", record.uvs.ravel())
            layer.active = layer.active_render = True
        if not target.material_slots:
            mesh.materials.append(None)
        for index, slot in enumerate(target.material_slots):
            png = found.get(f"{number}.{index}")
            if png is None:
                continue
            metallic, roughness = _shine(slot.material)
            look = Look(title, metallic=metallic, roughness=roughness, textures={"color": png})
            material = new_material(title, look, textures, layer=record.layer)
            if mesh.users > 1:  # the others that share the mesh keep their colours
                slot.link = "OBJECT"
            slot.material = material
            count += 1
    return count


@dataclass(frozen=True)
class _Part:
    """Triangles of one slot: corners (N, 3, 3) in the world and their UVs (N, 3, 2)."""

    material: str
    corners: np.ndarray
    uvs: np.ndarray
    metallic: float
    roughness: float


def _parts(context: bpy.types.Context, target: bpy.types.Object, record: Painted, number: int) -> list[_Part]:
    """What the modifiers make of an object, by slot."""
    seen: Any = target.evaluated_get(context.evaluated_depsgraph_get())
    mesh = seen.to_mesh()
    try:
        layer = mesh.uv_layers.get(record.layer)
        if layer is None:
            raise Unpaintable(N_("{name} loses its UVs in its modifiers: apply them first"), name=target.name)
        mesh.calc_loop_triangles()
        count = len(mesh.loop_triangles)
        if not count:
            raise Unpaintable(N_("{name} has no faces"), name=target.name)
        corner, vertex = np.empty(3 * count, np.int32), np.empty(3 * count, np.int32)
        slot = np.empty(count, np.int32)
        mesh.loop_triangles.foreach_get("loops", corner)
        mesh.loop_triangles.foreach_get("vertices", vertex)
        mesh.loop_triangles.foreach_get("material_index", slot)
        places = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", places)
        uvs: np.ndarray = np.empty(2 * len(mesh.loops), np.float32)
        layer.uv.foreach_get("vector", uvs)
    finally:
        seen.to_mesh_clear()
    matrix = np.array(target.matrix_world, np.float64)
    world = places.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
    corners, uvs = world[vertex].reshape(-1, 3, 3), uvs.reshape(-1, 2)[corner].reshape(-1, 3, 2)
    if np.linalg.det(matrix[:3, :3]) < 0:  # mirrored: its triangles run the other way round
        corners, uvs = corners[:, ::-1], uvs[:, ::-1]
    slot = slot.clip(0, max(len(target.material_slots) - 1, 0))
    found = []
    for index in np.unique(slot):
        own = slot == index
        material = target.material_slots[index].material if target.material_slots else None
        metallic, roughness = _shine(material)
        found.append(_Part(f"{number}.{index}", corners[own], uvs[own], metallic, roughness))
    return found


def _unwrapped(
    context: bpy.types.Context, target: bpy.types.Object, number: int
) -> tuple[Painted, list[_Part]]:
    """New UVs for an object without any, made on a copy of it, and its triangles with them."""
    before, selected = context.view_layer.objects.active, list(context.selected_objects)
    copy: Any = target.copy()
    copy.data = target.data.copy()
    context.scene.collection.objects.link(copy)
    try:
        for other in selected:
            other.select_set(False)
        copy.hide_set(False)
        copy.select_set(True)
        context.view_layer.objects.active = copy
        copy.data.uv_layers.new(name=_LAYER)
        bpy.ops.object.mode_set(mode="EDIT")
        bpy.ops.mesh.reveal(select=True)
        bpy.ops.mesh.select_all(action="SELECT")
        bpy.ops.uv.smart_project(island_margin=_MARGIN)
        bpy.ops.object.mode_set(mode="OBJECT")
        uvs = np.empty(2 * len(copy.data.loops), np.float32)
        copy.data.uv_layers[_LAYER].uv.foreach_get("vector", uvs)
        record = Painted(target.name, _LAYER, uvs.reshape(-1, 2))
        context.view_layer.update()
        return record, _parts(context, copy, record, number)
    finally:
        mesh = copy.data
        bpy.data.objects.remove(copy)
        bpy.data.meshes.remove(mesh)
        for other in selected:
            other.select_set(True)
        context.view_layer.objects.active = before


def _shine(material: Any) -> tuple[float, float]:
    """What a material says of metal and roughness, where it says so in plain numbers."""
    nodes = material.node_tree.nodes if material is not None and material.node_tree else ()
    shader = next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None:
        return 0.0, _ROUGHNESS
    sockets = (shader.inputs["Metallic"], shader.inputs["Roughness"])
    metallic, roughness = (
        usual if socket.is_linked else float(socket.default_value)
        for socket, usual in zip(sockets, (0.0, _ROUGHNESS), strict=True)
    )
    return metallic, roughness


def _glb(parts: Sequence[_Part]) -> bytes:
    """A binary glTF, Y up, with a primitive for each part."""
    binary = bytearray()
    views: list[dict[str, int]] = []
    accessors: list[dict[str, Any]] = []

    def add(values: np.ndarray, kind: str, component: int, **more: Any) -> int:
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": values.nbytes})
        accessors.append(
            {
                "bufferView": len(views) - 1,
                "componentType": component,
                "count": len(values),
                "type": kind,
                **more,
            }
        )
        binary.extend(values.tobytes())
        return len(accessors) - 1

    primitives, materials = [], []
    for number, part in enumerate(parts):
        x, y, z = part.corners.reshape(-1, 3).T
        places = np.ascontiguousarray(np.stack([x, z, -y], 1), "<f4")
        u, v = part.uvs.reshape(-1, 2).astype(np.float64).T
        bounds = {"min": places.min(0).tolist(), "max": places.max(0).tolist()}
        attributes = {
            "POSITION": add(places, "VEC3", _FLOAT, **bounds),
            "TEXCOORD_0": add(np.ascontiguousarray(np.stack([u, 1 - v], 1), "<f4"), "VEC2", _FLOAT),
        }
        indices = add(np.arange(len(places), dtype="<u4"), "SCALAR", _UNSIGNED)
        primitives.append({"attributes": attributes, "indices": indices, "material": number})
        shine = {"metallicFactor": part.metallic, "roughnessFactor": part.roughness}
        materials.append({"name": part.material, "pbrMetallicRoughness": shine})
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": primitives}],
        "materials": materials,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(binary)}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    chunks += struct.pack("<I4s", len(binary), b"BIN\0") + bytes(binary)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


__all__ = ["Painted", "Unpaintable", "UnreadableAsset", "apply_textures", "write_meshes"]
