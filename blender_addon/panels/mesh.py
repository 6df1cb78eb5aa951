# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made, and how it is imported."""

import bpy

from .. import properties
from ..locale import N_, translate
from .parts import Panel, split, wrapped


class MODELSHEET_PT_mesh(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Mesh"
    bl_parent_id = "MODELSHEET_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """How the mesh is made."""
        layout, settings = split(self.layout), properties.settings(context)
        column = layout.column()
        column.prop(settings, "generator")
        if settings.generator == "FOLDER":
            column.prop(settings, "generator_folder")
        elif settings.generator == "NAME":
            column.prop(settings, "generator_name")
        column.prop(settings, "variants")
        column = layout.column()
        column.prop(settings, "quality")
        if settings.quality == "CUSTOM":
            for name in ("triangles", "texture_size", "steps"):
                column.prop(settings, name)
        column.prop(settings, "exact")
        column = layout.column()
        for name in ("height", "symmetry", "texture", "method", "extra"):
            column.prop(settings, name)
        row = layout.row(align=True)
        row.operator("modelsheet.add_lods")
        row.operator("modelsheet.add_hull")


class MODELSHEET_PT_import(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Import"
    bl_parent_id = "MODELSHEET_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """How a result comes into the scene."""
        layout, settings = split(self.layout), properties.settings(context)
        column = layout.column()
        column.prop(settings, "placement")
        if settings.placement != "BOUNDS":
            column.prop(settings, "make_room")
        for name in ("frame", "again", "shading", "texture_place"):
            column.prop(settings, name)
        if settings.texture_place == "BESIDE" and not bpy.data.filepath:
            note = N_("The file is not saved yet: the texture is packed into it")
            wrapped(column, context, translate(note))
        column = layout.column()
        column.prop(settings, "as_asset")
        if settings.as_asset:
            column.prop(settings, "catalog")


CLASSES = (MODELSHEET_PT_mesh, MODELSHEET_PT_import)
