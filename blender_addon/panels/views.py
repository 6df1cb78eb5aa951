# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet as it forms, or that of the chosen entry with its pins."""

from pathlib import Path
from typing import Any

import bpy

from .. import pictures, properties
from ..engine import engine
from ..history import Entry
from ..locale import N_, translate
from .parts import BORDERS, Layout, Panel, draw_again, units, wrapped

_NAMES = {
    "front": N_("Front"),
    "right": N_("Right"),
    "back": N_("Back"),
    "left": N_("Left"),
    "top": N_("Top"),
    "bottom": N_("Bottom"),
}
_SMALL = 4  # icons: below a drawing that is narrower there is no room for a pin beside the word
_NARROW = 13  # icons: a region that is narrower shows two views a row, not three


class MODELSHEET_PT_views(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Views"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where there are views to show; candidates show their own."""
        return pictures.current().drawing is not None and not pictures.current().candidates

    def draw(self, context: bpy.types.Context) -> None:
        """Whose they are, what can be done with them, and the views, as large as the region lets them be."""
        layout, forming = self.layout, engine.session.running is not None
        width, entry = units(context), properties.entry()
        if not forming and entry is not None:
            text = f"{entry.title}   ·   {translate(N_('Seed {seed}'), seed=entry.seed)}"
            wrapped(layout, context, text, icon="MESH_MONKEY")
            _draw_changes(layout, context, entry)
        if (picture := _picture()) is not None:
            layout.template_icon(pictures.current().thumbnail(picture), scale=max(3, width - BORDERS))
        columns = 2 if width < _NARROW else 3
        grid = layout.grid_flow(row_major=True, columns=columns, even_columns=True)
        for view in properties.state(context).views:
            _draw_view(grid.column(align=True), view, (width - BORDERS) / columns, forming)


def _draw_view(cell: Layout, view: Any, side: float, forming: bool) -> None:
    """Its name, the drawing, and below it whether it stays when the others are drawn anew."""
    row = cell.row(align=True)
    row.label(text=view_name(view.name), translate=False)
    if not forming:
        row.operator("modelsheet.zoom_view", text="", icon="ZOOM_IN", emboss=False).view = view.name
    cell.template_icon(pictures.current().icon(view.name), scale=max(3, side))
    if not forming:
        pin: Any = "NONE" if side < _SMALL else "PINNED" if view.pinned else "UNPINNED"
        text = translate(N_("Kept") if view.pinned else N_("Keep This"))
        cell.prop(view, "pinned", text=text, icon=pin, toggle=1, translate=False)


def _draw_changes(layout: Layout, context: bpy.types.Context, entry: Entry) -> None:
    """The ways to change what was made, with a line that says how."""
    if entry.destination.get("paints"):
        layout.operator("modelsheet.apply_texture", icon="CHECKMARK")
    column = layout.box().column(align=True)
    wrapped(column, context, translate(N_("Keep views that you like, redraw the others:")), indent=8)
    column.operator("modelsheet.reroll", icon="FILE_REFRESH")
    wrapped(column, context, translate(N_("Or paint on them, and rebuild:")), indent=8)
    column.operator("modelsheet.paint_sheet", icon="BRUSH_DATA")
    column.operator("modelsheet.rebuild", icon="MOD_REMESH")
    draw_again(column, context)


def _picture() -> Path | None:
    """What was drawn of the words first, of the running job or else of the chosen entry."""
    job, entry = engine.session.running, properties.entry()
    if job is not None:
        return job.picture
    return entry.picture if entry else None


def view_name(name: str) -> str:
    """Of the views that are known, in the user's language; of others as the sheet calls them."""
    return translate(_NAMES[name]) if name in _NAMES else name.replace("_", " ")


CLASSES = (MODELSHEET_PT_views,)
