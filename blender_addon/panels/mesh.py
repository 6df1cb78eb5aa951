# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made, and how it is imported."""

import bpy

from .. import properties
from ..locale import N_, translate
from .parts import Layout, Panel, split, wrapped


class MODELSHEET_PT_mesh(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Mesh"
    bl_parent_id = "MODELSHEET_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """What most need; the panels below have the rest."""
        column, settings = split(self.layout).column(), properties.settings(context)
        for name in ("quality", "height", "preset"):
            column.prop(settings, name)


class _Part(Panel):
    """A panel inside "Mesh"."""

    bl_parent_id = "MODELSHEET_PT_mesh"
    bl_options = {"DEFAULT_CLOSED"}


class MODELSHEET_PT_shape(_Part, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Shape"

    def draw(self, context: bpy.types.Context) -> None:
        """Triangles, edges, and how the surface is built."""
        names = ("exact", "quads", "style", "symmetry", "method", "refine")
        _draw_settings(self.layout, context, names, number="triangles")


class MODELSHEET_PT_texture(_Part, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Texture"

    def draw(self, context: bpy.types.Context) -> None:
        """Its colours, and further maps."""
        _draw_settings(self.layout, context, ("texture", "maps"), number="texture_size")


class MODELSHEET_PT_game(_Part, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "For Games"

    def draw(self, context: bpy.types.Context) -> None:
        """What comes along as children of the object."""
        _draw_settings(self.layout, context, ("lods", "collision"))


class MODELSHEET_PT_drawing(_Part, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Drawing"

    def draw(self, context: bpy.types.Context) -> None:
        """What draws, how often, and prompts from a file."""
        generator = properties.settings(context).generator
        more = {"FOLDER": ("generator_folder",), "NAME": ("generator_name",)}.get(generator, ())
        _draw_settings(self.layout, context, ("generator", *more, "extra", "variants"), number="steps")
        self.layout.operator("modelsheet.batch", icon="FILE_TEXT")


def _draw_settings(
    layout: Layout, context: bpy.types.Context, names: tuple[str, ...], number: str = ""
) -> None:
    """Some of the settings by name. number: one that the quality stands for, but where numbers are set."""
    column, settings = split(layout).column(), properties.settings(context)
    own = (number,) if number and settings.quality == "CUSTOM" else ()
    for name in (*own, *names):
        column.column().prop(settings, name)


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
        for name in ("frame", "textured", "texture_place"):
            column.prop(settings, name)
        if settings.texture_place == "BESIDE" and not bpy.data.filepath:
            note = N_("The file is not saved yet: the texture is packed into it")
            wrapped(column, context, translate(note))
        column = layout.column()
        column.prop(settings, "as_asset")
        if settings.as_asset:
            column.prop(settings, "catalog")


CLASSES = (
    MODELSHEET_PT_mesh,
    MODELSHEET_PT_shape,
    MODELSHEET_PT_texture,
    MODELSHEET_PT_game,
    MODELSHEET_PT_drawing,
    MODELSHEET_PT_import,
)
