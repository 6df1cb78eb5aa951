# SPDX-License-Identifier: GPL-3.0-or-later
"""A result in place of the object that it was made from."""

from __future__ import annotations

from typing import Any

import bpy

from .materials import COLORS, kind_of, textures_of
from .parts import add_hull, add_lods, parts_of, take_parts

_ENTRY = "modelsheet_entry"  # the name of the history's entry that an object or its texture came from


def mark(added: bpy.types.Object, entry: str) -> None:
    """Note from which entry of the history an object came, so that it can be replaced."""
    added[_ENTRY] = entry
    for material in added.data.materials:
        for node in textures_of(material):
            node.image[_ENTRY] = entry


def made_from(context: bpy.types.Context, entry: str) -> bpy.types.Object | None:
    """The object of the scene that came from an entry: the active one, if there are several."""
    found = [each for each in context.scene.objects if each.get(_ENTRY) == entry and each.type == "MESH"]
    active = context.view_layer.objects.active
    return active if active in found else next(iter(found), None)


def replace(target: bpy.types.Object, added: bpy.types.Object) -> None:
    """Give `target`, and all that share its mesh, the mesh of `added`, which goes.

    Name, transform, modifiers and collections stay, and so does the material with what was changed in it:
    only its textures are exchanged; where the new ones are of other kinds the new materials come. LODs and
    hulls that `added` brings along become those of `target`; else they are made anew. Data that nobody uses
    any more go.
    """
    lods, hull = take_parts(target)
    old: Any = target.data
    new: Any = added.data
    before, fresh = list(old.materials), list(new.materials)
    images = [node.image for material in (*before, *fresh) for node in textures_of(material)]
    shown = next((material for material in fresh if any(textures_of(material))), None)
    if any(before) and not any(map(_own_kinds, before)):  # none is ours any more
        new.materials.clear()
        for material in before:
            new.materials.append(material)
    elif list(map(_own_kinds, before)) == list(map(_own_kinds, fresh)):
        for index, material in enumerate(before):
            new.materials[index] = _with_textures(material, fresh[index])
    for slot in target.material_slots:
        if slot.link == "OBJECT":
            slot.material = _with_textures(slot.material, shown)
    for key, value in added.items():
        if key.startswith("modelsheet_"):
            target[key] = value
    name = old.name
    own = parts_of(added)
    for part in own:
        part.parent = target
        for index in range(len(part.data.materials)):
            part.data.materials[index] = new.materials[index]
    bpy.data.objects.remove(added)
    old.user_remap(new)
    _remove_unused(old)
    _remove_unused(*before, *fresh)
    _remove_unused(*images)
    new.name = name
    if own:
        return
    if lods:
        add_lods(target, lods)
    if hull:
        add_hull(target)


def _own_kinds(material: bpy.types.Material | None) -> set[str]:
    """What colours of ours a material shows: of `reading.MAPS`, or of the vertices."""
    kinds = {kind_of(node.image) for node in textures_of(material) if _ENTRY in node.image}
    tree = material.node_tree if material is not None else None
    nodes: Any = tree.nodes if tree is not None else ()
    vertices = any(node.type == "VERTEX_COLOR" and node.layer_name == COLORS for node in nodes)
    return {*kinds, *(["vertices"] if vertices else [])}


def _with_textures(
    material: bpy.types.Material | None, shown: bpy.types.Material | None
) -> bpy.types.Material | None:
    """The material with the textures and the mean colour of `shown` where it shows textures of ours.

    A copy where others use it too.
    """
    if material is None or shown is None:
        return material
    changed = material if material.users == 1 else material.copy()
    images = {kind_of(node.image): node.image for node in textures_of(shown)}
    for node in textures_of(changed):
        if _ENTRY in node.image and kind_of(node.image) in images:
            node.image = images[kind_of(node.image)]
            changed.diffuse_color = shown.diffuse_color
    return changed


def _remove_unused(*items: bpy.types.ID | None) -> None:
    kinds: dict[Any, Any] = {bpy.types.Mesh: bpy.data.meshes, bpy.types.Material: bpy.data.materials}
    for item in {item for item in items if item is not None}:
        if item.users == 0:
            kinds.get(type(item), bpy.data.images).remove(item)
