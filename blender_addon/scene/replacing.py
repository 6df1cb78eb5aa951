# SPDX-License-Identifier: GPL-3.0-or-later
"""A result in place of the object that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

from .parts import add_hull, add_lods, take_parts

_ENTRY = "modelsheet_entry"  # the name of the history's entry that an object or its texture came from


def mark(added: bpy.types.Object, entry: str) -> None:
    """Note from which entry of the history an object came, so that it can be replaced."""
    added[_ENTRY] = entry
    for material in added.data.materials:
        for node in _textures(material):
            node.image[_ENTRY] = entry


def made_from(context: bpy.types.Context, entry: str) -> bpy.types.Object | None:
    """The object of the scene that came from an entry: the active one, if there are several."""
    found = [each for each in context.scene.objects if each.get(_ENTRY) == entry and each.type == "MESH"]
    return context.object if context.object in found else next(iter(found), None)


def replace(target: bpy.types.Object, added: bpy.types.Object) -> None:
    """Give `target`, and all that share its mesh, the mesh of `added`, which goes.

    Name, transform, modifiers and collections stay, and so does the material with what was changed in it:
    only its texture is exchanged. LODs and hull are made anew. Data that nobody uses any more go.
    """
    lods, hull = take_parts(target)
    old: Any = target.data
    new: Any = added.data
    before, fresh = list(old.materials), list(new.materials)
    images = [node.image for material in (*before, *fresh) for node in _textures(material)]
    shown = next((material for material in fresh if any(_textures(material))), None)
    if any(before):
        new.materials.clear()
        for material in before:
            new.materials.append(_with_texture(material, shown))
    for slot in target.material_slots:
        if slot.link == "OBJECT":
            slot.material = _with_texture(slot.material, shown)
    for key, value in added.items():
        if key.startswith("modelsheet_"):
            target[key] = value
    name = old.name
    bpy.data.objects.remove(added)
    old.user_remap(new)
    _remove_unused(old)
    _remove_unused(*before, *fresh)
    _remove_unused(*images)
    new.name = name
    if lods:
        add_lods(target, lods)
    if hull:
        add_hull(target)


def _textures(material: bpy.types.Material | None) -> Iterator[Any]:
    """The nodes that show an image."""
    if material is not None and material.node_tree is not None:
        nodes: Any = material.node_tree.nodes
        yield from (n for n in nodes if n.type == "TEX_IMAGE" and n.image is not None)


def _with_texture(
    material: bpy.types.Material | None, shown: bpy.types.Material | None
) -> bpy.types.Material | None:
    """The material with the texture and the mean colour of `shown` where it shows a texture of ours.

    A copy where others use it too.
    """
    if material is None or shown is None:
        return material
    changed = material if material.users == 1 else material.copy()
    for node in _textures(changed):
        if _ENTRY in node.image:
            node.image = next(_textures(shown)).image
            changed.diffuse_color = shown.diffuse_color
    return changed


def _remove_unused(*items: bpy.types.ID | None) -> None:
    kinds: dict[Any, Any] = {bpy.types.Mesh: bpy.data.meshes, bpy.types.Material: bpy.data.materials}
    for item in {item for item in items if item is not None}:
        if item.users == 0:
            kinds.get(type(item), bpy.data.images).remove(item)
