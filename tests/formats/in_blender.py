"""Run by a Python that has bpy: what Blender makes of mesh files, as JSON.

Usage: in_blender.py FOLDER OUT.json. For each file the corners of its triangles, (F, 3, 3), in the world, and
their UVs, (F, 3, 2), as the material's picture looks them up; null where it has none.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path

import bpy


def look_up(material: object, layers: dict) -> tuple[list, object] | None:
    """The UV layer of the first picture, and the mapping before it."""
    nodes = material.node_tree.nodes if material and material.node_tree else ()
    for node in nodes:
        if node.type != "TEX_IMAGE":
            continue
        mapping = None
        link = node.inputs["Vector"].links
        source = link[0].from_node if link else None
        if source is not None and source.type == "MAPPING":
            mapping = source
            link = source.inputs["Vector"].links
            source = link[0].from_node if link else None
        name = source.uv_map if source is not None and source.type == "UVMAP" else next(iter(layers), "")
        if name in layers:
            return layers[name], mapping
    return None


def mapped(uv: tuple[float, float], mapping: object) -> tuple[float, float]:
    """What a Mapping node of the type Point does."""
    if mapping is None:
        return uv
    x, y = (uv[i] * mapping.inputs["Scale"].default_value[i] for i in (0, 1))
    angle = mapping.inputs["Rotation"].default_value[2]
    move = mapping.inputs["Location"].default_value
    cos, sin = math.cos(angle), math.sin(angle)
    return cos * x - sin * y + move[0], sin * x + cos * y + move[1]


def triangles() -> dict:
    """Of every visible object, with its modifiers."""
    graph = bpy.context.evaluated_depsgraph_get()
    corners, uvs = [], []
    for instance in graph.object_instances:
        thing = instance.object
        if thing.type != "MESH" or thing.name.startswith(
            "Icosphere"
        ):  # which glTF's importer draws bones with
            continue
        mesh, place = thing.to_mesh(), instance.matrix_world
        mesh.calc_loop_triangles()
        layers = {layer.name: layer.data for layer in mesh.uv_layers}
        for triangle in mesh.loop_triangles:
            slot = thing.material_slots[triangle.material_index].material if thing.material_slots else None
            found = look_up(slot, layers)
            corners.append([list(place @ mesh.vertices[i].co) for i in triangle.vertices])
            uvs.append([mapped(tuple(found[0][i].uv), found[1]) for i in triangle.loops] if found else None)
        thing.to_mesh_clear()
    return {"corners": corners, "uvs": uvs}


def main() -> None:
    """See above."""
    found = {}
    for path in sorted(Path(sys.argv[1]).iterdir()):
        bpy.ops.wm.read_homefile(use_empty=True)
        try:
            if path.suffix == ".obj":
                bpy.ops.wm.obj_import(filepath=str(path))
            elif path.suffix == ".ply":
                bpy.ops.wm.ply_import(filepath=str(path))
            elif path.suffix == ".stl":
                bpy.ops.wm.stl_import(filepath=str(path))
            elif path.suffix == ".glb":
                bpy.ops.import_scene.gltf(filepath=str(path))
            else:
                continue
            found[path.name] = triangles()
        except RuntimeError as error:
            found[path.name] = {"error": str(error)}
    Path(sys.argv[2]).write_text(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)  # Blender as a module may hang at exit


main()
