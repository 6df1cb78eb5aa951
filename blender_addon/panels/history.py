# SPDX-License-Identifier: GPL-3.0-or-later
"""What was generated before: look for it, judge it, make it again."""

from typing import Any

import bpy

from .. import dates, history, properties
from ..engine import engine
from ..locale import N_, translate
from .parts import NARROW, Layout, Panel, beside, draw_again, units, wrapped

_FEWER = 0.8  # of the triangles that were asked for: what is less is explained
_POPUP = 6.0  # icons: each picture of the menu, with room for a date and two words
_OVERLAP = 0.01  # share of the texture used twice from which on it shows when it is baked


class MODELSHEET_PT_history(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "History"
    bl_parent_id = "MODELSHEET_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        """The chosen entry, and what can be done with it."""
        layout, state = self.layout, properties.state(context)
        if not engine.history.entries:
            layout.label(text="Nothing generated yet")
            return
        row = layout.row(align=True)
        row.prop(state, "search", text="", icon="VIEWZOOM")
        row.prop(state, "favourites", text="", icon="SOLO_ON" if state.favourites else "SOLO_OFF")
        wrapped(layout, context, translate(N_("Click the picture to choose")), indent=2)
        layout.template_icon_view(state, "entry", show_labels=True, scale=5.0, scale_popup=_POPUP)
        if more := properties.more_entries():
            text = translate(N_("{count} older ones: search for them"), count=more)
            wrapped(layout, context, text, indent=2)
        entry = properties.entry()
        if entry is None:
            return
        _draw_title(layout, context, entry)
        column = layout.column(align=True)
        column.operator("modelsheet.use_settings", icon="SETTINGS")
        column.operator("modelsheet.import_again", icon="IMPORT")
        row = beside(column, context)
        row.operator("modelsheet.regenerate", icon="FILE_REFRESH").new_seed = False
        row.operator("modelsheet.regenerate", text="New Seed").new_seed = True
        draw_again(column, context)
        row = layout.row(align=True)
        row.operator("modelsheet.open_folder", icon="FILE_FOLDER")
        row.operator("modelsheet.delete", text="", icon="TRASH")
        _draw_card(layout, context, entry)


def _draw_title(layout: Layout, context: bpy.types.Context, entry: history.Entry) -> None:
    row = layout.row(align=True)
    lines = row.column(align=True)
    lines.label(text=entry.title, translate=False)
    text = translate(N_("Seed {seed}, {created}"), seed=entry.seed, created=dates.told(entry.created))
    wrapped(lines, context, text, indent=6)
    star: Any = "SOLO_ON" if entry.favourite else "SOLO_OFF"
    row.operator("modelsheet.favourite", text="", icon=star, emboss=False)


def _draw_card(layout: Layout, context: bpy.types.Context, entry: history.Entry) -> None:
    """What was measured, and the verdict."""
    report = entry.report
    card = report.get("card")
    asked, exact = entry.request.get("triangles") or 0, entry.request.get("exact")
    if not card:
        return
    box = layout.box()
    wrong = _verdict(card)
    for text in wrong:
        wrapped(box, context, text, icon="ERROR", indent=12)
    if not wrong:
        ready = translate(N_("Ready: watertight, nothing to clean up"))
        wrapped(box, context, ready, icon="CHECKMARK", indent=12)
    column = box.column(align=True)
    column.scale_y = 0.8
    size = " × ".join(f"{side:.2f}" for side in card["size"])
    texture = " × ".join(map(str, card.get("texture_size", ())))
    for text, value in (
        (N_("Triangles"), f"{card['triangles']:,} / {asked:,}" if asked else f"{card['triangles']:,}"),
        (N_("Size in metres"), size),
        (N_("Texture"), texture),
        (N_("Fits the views"), f"{report['silhouette_iou']['mean']:.0%}"),
    ):
        narrow = units(context) < NARROW
        row = column.column(align=True) if narrow else column.split(factor=0.5)
        row.label(text=text)
        row.label(text=value, translate=False)
    if not exact and card["triangles"] < _FEWER * asked:
        why = N_("Fewer triangles show the same: Exactly So Many gives all that are asked for")
        wrapped(box, context, translate(why), icon="INFO", indent=12)


def _verdict(card: dict[str, Any]) -> list[str]:
    """What is wrong with an asset and what to do; nothing where it is ready."""
    loose, inner, crossing = card["floating"], card["inner_shells"], card["crossing_faces"]
    found = (
        (
            not card["watertight"],
            N_("Not watertight: fine for rendering, repair it before printing or booleans"),
            0,
        ),
        (card["inside_out"], N_("Inside out: flip its normals"), 0),
        (loose, N_("{count} of its pieces touch nothing: delete or join them"), loose),
        (inner, N_("{count} hidden inner shells: delete them"), inner),
        (crossing, N_("{count} faces cut through others: remesh before printing"), crossing),
        (card.get("uv_overlap", 0) > _OVERLAP, N_("UVs overlap: unwrap it again before baking"), 0),
    )
    return [translate(text, count=count) for wrong, text, count in found if wrong]


CLASSES = (MODELSHEET_PT_history,)
