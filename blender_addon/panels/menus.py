# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries in Blender's own menus: Add > Mesh, the context menu of objects, the 3D view's header."""

from typing import Any

import bpy

from .. import scene
from ..locale import translate


class MODELSHEET_MT_export(bpy.types.Menu):
    bl_idname = "MODELSHEET_MT_export"
    bl_label = "Export..."

    def draw(self, context: bpy.types.Context) -> None:
        """A line for each format: its file name's end, and who reads it."""
        layout: Any = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        for name, label, use in scene.FORMATS:
            if name != "USD" or scene.has_usd():
                text = f"{label} ({scene.SUFFIXES[name]})   {translate(use)}"
                layout.operator("modelsheet.export", text=text, translate=False).format = name


class MODELSHEET_MT_object(bpy.types.Menu):
    bl_idname = "MODELSHEET_MT_object"
    bl_label = "Text to 3D"

    def draw(self, context: bpy.types.Context) -> None:
        """What can be done with a generated object."""
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.menu("MODELSHEET_MT_export", icon="EXPORT")
        layout.operator("modelsheet.inspect", icon="VIEWZOOM")
        layout.operator("modelsheet.turn", icon="LOOP_FORWARDS")
        layout.separator()
        layout.operator("modelsheet.add_lods", icon="MOD_DECIM")
        layout.operator("modelsheet.add_hull", icon="MESH_ICOSPHERE")
        layout.operator("modelsheet.write_textures", icon="TEXTURE")
        layout.separator()
        layout.operator("modelsheet.show_tab", icon="MESH_MONKEY")


def _in_add_menu(self: Any, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.operator("modelsheet.show_tab", icon="MESH_MONKEY")


def _in_object_menu(self: Any, context: bpy.types.Context) -> None:
    target: Any = context.object
    if target is None or target.type != "MESH":
        return
    self.layout.operator("modelsheet.texture_selected", icon="TEXTURE")
    if "modelsheet_prompt" in target:
        self.layout.menu("MODELSHEET_MT_object", icon="MESH_MONKEY")
    self.layout.separator()


def _in_header(self: Any, context: bpy.types.Context) -> None:
    if context.mode == "OBJECT":
        self.layout.operator("modelsheet.show_tab", text="", icon="MESH_MONKEY")


_PLACES = (
    ("VIEW3D_MT_mesh_add", "append", _in_add_menu),
    ("VIEW3D_MT_object_context_menu", "prepend", _in_object_menu),
    ("VIEW3D_HT_header", "append", _in_header),
)


def register() -> None:
    """Add the entries to Blender's menus."""
    for menu, how, draw in _PLACES:
        getattr(getattr(bpy.types, menu), how)(draw)


def unregister() -> None:
    """Take them out again."""
    for menu, _, draw in _PLACES:
        getattr(bpy.types, menu).remove(draw)


CLASSES = (MODELSHEET_MT_export, MODELSHEET_MT_object)
