# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet as it forms, or that of the chosen entry with its pins."""

from pathlib import Path
from typing import Any

import bpy

from .. import pictures, properties
from ..engine import engine
from ..locale import N_, translate
from .parts import BORDERS, Panel, units

_NAMES = {
    "front": N_("Front"),
    "right": N_("Right"),
    "back": N_("Back"),
    "left": N_("Left"),
    "top": N_("Top"),
    "bottom": N_("Bottom"),
}
_NARROW = 16  # icons: a region that is narrower shows two views a row, not three


class MODELSHEET_PT_views(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Views"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where there are views to show; candidates show their own."""
        return pictures.current().drawing is not None and not pictures.current().candidates

    def draw(self, context: bpy.types.Context) -> None:
        """As large as the region lets them be."""
        state, forming = properties.state(context), engine.session.running is not None
        width = units(context)
        if (picture := _picture()) is not None:
            self.layout.template_icon(pictures.current().thumbnail(picture), scale=max(3, width - BORDERS))
        columns = 2 if width < _NARROW else 3
        grid = self.layout.grid_flow(row_major=True, columns=columns, even_columns=True)
        for view in state.views:
            cell = grid.column(align=True)
            icon = pictures.current().icon(view.name)
            cell.template_icon(icon, scale=max(3, (width - BORDERS) / columns))
            if forming:
                row = cell.row()
                row.alignment = "CENTER"
                row.label(text=view_name(view.name), translate=False)
                continue
            row = cell.row(align=True)
            pin: Any = "PINNED" if view.pinned else "UNPINNED"
            row.prop(view, "pinned", text=view_name(view.name), icon=pin, toggle=1, translate=False)
            row.operator("modelsheet.zoom_view", text="", icon="ZOOM_IN").view = view.name
        entry = properties.entry()
        if not forming and entry is not None:
            column = self.layout.column(align=True)
            if entry.destination.get("paints"):
                column.operator("modelsheet.apply_texture", icon="CHECKMARK")
            column.operator("modelsheet.paint_sheet", icon="BRUSH_DATA")
            column.operator("modelsheet.rebuild", icon="MOD_REMESH")
            column.operator("modelsheet.reroll", icon="FILE_REFRESH")


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
