# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that the object is made from: what is taken for the object, and which side each shows."""

from pathlib import Path

import bpy

from .. import pictures, properties
from ..engine import engine
from ..locale import N_, translate
from .parts import NARROW, Layout, beside, units, wrapped

_THUMBNAIL = 5.0  # sides of an icon


def draw(layout: Layout, context: bpy.types.Context) -> None:
    """The picture and where one can come from; below it the cut-out, and the pictures of further sides."""
    settings = properties.settings(context)
    row = layout.row(align=True)
    row.prop(settings, "image", text="", icon="IMAGE_DATA", placeholder="Image (optional)")
    if not settings.image:
        row = beside(layout, context)
        row.operator("modelsheet.picture_from_view", text="From 3D View", icon="VIEW3D")
        row.operator("modelsheet.picture_from_render", text="From Render", icon="RENDER_STILL")
        return
    box = layout.box()
    row = box.column() if units(context) < NARROW else box.row()
    _draw_cutout(row, context, settings.image)
    column = row.column(align=True)
    column.label(text=Path(settings.image).name, translate=False)
    column.label(text="It Shows")
    column.prop(settings, "image_view", text="")
    column.separator()
    column.operator("modelsheet.add_side", icon="ADD")
    for number, side in enumerate(settings.sides):
        row = box.row(align=True)
        if side.image:
            _draw_cutout(row, context, side.image, 2.0)
        column = row.column(align=True)
        line = column.row(align=True)
        line.prop(side, "view", text="")
        line.operator("modelsheet.remove_side", text="", icon="X").number = number
        column.prop(side, "image", text="", icon="IMAGE_DATA")


def _draw_cutout(layout: Layout, context: bpy.types.Context, picture: str, size: float = _THUMBNAIL) -> None:
    """The object alone; until that is known, or where there is none, the whole picture."""
    path = properties.absolute(picture)
    cutout = engine.cutouts.find(path)
    column = layout.column()
    shown = cutout.path or Path(path)
    if shown.is_file():
        column.template_icon(pictures.current().thumbnail(shown), scale=size)
    if cutout.problem is not None:
        wrapped(column, context, cutout.problem.line, icon="ERROR", indent=14)
    elif cutout.path is not None and size == _THUMBNAIL:
        column.label(text=translate(N_("Cut out")), icon="CHECKMARK", translate=False)
