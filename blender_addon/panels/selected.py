# SPDX-License-Identifier: GPL-3.0-or-later
"""The object that is selected: given colours, got ready for a game, taken out of Blender."""

from typing import Any

import bpy

from .parts import Panel


class MODELSHEET_PT_selected(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Selected Object"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where a mesh is selected."""
        target: Any = context.object
        return target is not None and target.type == "MESH" and target.select_get()

    def draw(self, context: bpy.types.Context) -> None:
        """Its name, and what can be done with it."""
        layout: Any = self.layout
        target: Any = context.object
        layout.label(text=target.name, icon="OBJECT_DATA", translate=False)
        column = layout.column(align=True)
        column.menu("MODELSHEET_MT_export", icon="EXPORT")
        column.operator("modelsheet.texture_selected", icon="TEXTURE")


class MODELSHEET_PT_selected_parts(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "For Games"
    bl_parent_id = "MODELSHEET_PT_selected"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where it was generated."""
        target: Any = context.object
        return target is not None and "modelsheet_prompt" in target

    def draw(self, context: bpy.types.Context) -> None:
        """What engines want beside it, and a turn."""
        column = self.layout.column(align=True)
        column.operator("modelsheet.add_lods", icon="MOD_DECIM")
        column.operator("modelsheet.add_hull", icon="MESH_ICOSPHERE")
        column.operator("modelsheet.turn", icon="LOOP_FORWARDS")


CLASSES = (MODELSHEET_PT_selected, MODELSHEET_PT_selected_parts)
