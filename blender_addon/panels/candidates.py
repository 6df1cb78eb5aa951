# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets to choose from: as they form, or those of the chosen entry."""

import bpy

from .. import pictures
from ..engine import engine
from ..locale import N_, translate
from .parts import BORDERS, Panel, units, with_room

_COLUMNS = 2  # so that what one chooses by can be seen


class MODELSHEET_PT_candidates(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Candidates"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where there are some."""
        return bool(pictures.current().candidates)

    def draw(self, context: bpy.types.Context) -> None:
        """The first view of each, large, its seed, and the button that makes the mesh of it."""
        forming, shown = engine.session.running is not None, pictures.current()
        grid = self.layout.grid_flow(row_major=True, columns=_COLUMNS, even_columns=True)
        for number, drawing in enumerate(shown.candidates, 1):
            cell = grid.column(align=True)
            row = cell.row(align=True)
            row.label(text=translate(N_("Seed {seed}"), seed=drawing.seed), translate=False)
            if not forming:
                zoom = row.operator("modelsheet.zoom_candidate", text="", icon="ZOOM_IN", emboss=False)
                zoom.number = number
            icon = shown.icon(drawing.names[0], number) if drawing.names else 0
            cell.template_icon(icon, scale=max(3, (units(context) - BORDERS) / _COLUMNS))
            if not forming:
                monkey = with_room(context, "MESH_MONKEY")
                cell.operator("modelsheet.build_candidate", icon=monkey).number = number


CLASSES = (MODELSHEET_PT_candidates,)
