# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects to a file of another program, by Blender's own exporters, with their textures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy

from ..locale import N_
from .materials import textures_of
from .parts import parts_of

FORMATS = [
    ("GLTF", "glTF", N_("One file with its texture: game engines, the web, most programs")),
    ("FBX", "FBX", N_("One file with its texture: Unity, Unreal, Maya, 3ds Max")),
    ("OBJ", "OBJ", N_("An old format that nearly every program reads; the texture lies beside it")),
    ("USD", "USD", N_("Houdini, Omniverse, film pipelines; the texture lies beside it")),
    ("STL", "STL", N_("For 3D printing: the shape alone, without colors")),
]
"""Names, labels, and who reads it."""
SUFFIXES = {"GLTF": ".glb", "FBX": ".fbx", "OBJ": ".obj", "USD": ".usdc", "STL": ".stl"}


def export(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], kind: str, path: Path, parts: bool
) -> None:
    """Write objects to a file. kind: of SUFFIXES. parts: along with their LODs and collision hulls.

    Textures are inside of glTF and FBX, beside OBJ and USD; STL has none. Raises RuntimeError, in Blender's
    own words, and OSError where a file can't be written.
    """
    wanted = [*objects, *(part for each in objects if parts for part in parts_of(each))]
    file, operators = str(path), bpy.ops
    with _only(context, wanted):
        if kind == "GLTF":
            operators.export_scene.gltf(
                filepath=file, export_format="GLB", use_selection=True, export_apply=True
            )
        elif kind == "FBX":
            operators.export_scene.fbx(
                filepath=file, use_selection=True, path_mode="COPY", embed_textures=True
            )
        elif kind == "OBJ":
            _write_packed(wanted, path.parent)
            operators.wm.obj_export(filepath=file, export_selected_objects=True, path_mode="COPY")
        elif kind == "USD":
            operators.wm.usd_export(filepath=file, selected_objects_only=True)
        else:
            operators.wm.stl_export(filepath=file, export_selected_objects=True)


def has_usd() -> bool:
    """Whether this build of Blender writes USD."""
    return bool(bpy.app.build_options.usd)


@contextmanager
def _only(context: bpy.types.Context, objects: Sequence[bpy.types.Object]) -> Iterator[None]:
    """These objects are selected, hidden ones too, and nothing else."""
    layer: Any = context.view_layer
    selected, active = [each for each in layer.objects if each.select_get()], layer.objects.active
    hidden = [each for each in objects if each.hide_get()]
    try:
        for each in selected:
            each.select_set(False)
        for each in objects:
            each.hide_set(False)
            each.select_set(True)
        yield
    finally:
        for each in objects:
            each.select_set(False)
        for each in hidden:
            each.hide_set(True)
        for each in selected:
            each.select_set(True)
        layer.objects.active = active


def _write_packed(objects: Sequence[bpy.types.Object], folder: Path) -> None:
    """Their packed images as files in a folder, where the OBJ exporter says that they are."""
    materials = {slot.material for each in objects for slot in each.material_slots}
    images: set[Any] = {node.image for material in materials for node in textures_of(material)}
    for image in images:
        if image.packed_file:
            name = Path(image.filepath_raw or f"{image.name}.png").name
            (folder / name).write_bytes(image.packed_file.data)
