# SPDX-License-Identifier: GPL-3.0-or-later
"""What several panels draw: texts in lines, what is under way, what went wrong and the button that helps."""

import re
import textwrap
import unicodedata
from typing import Any

import bpy

from .. import preferences, properties
from ..engine import engine
from ..engine.task import Task
from ..locale import N_, translate

PHASES = {
    "": N_("Starting the engine"),
    "load": N_("Loading the model"),
    "picture": N_("Drawing a picture of the words"),
    "draw": N_("Drawing the views"),
    "reconstruct": N_("Building the surface"),
    "simplify": N_("Reducing triangles"),
    "unwrap": N_("Unwrapping"),
    "bake": N_("Baking the texture"),
    "lods": N_("Making LODs"),
    "collision": N_("Making collision hulls"),
    "report": N_("Measuring"),
    "save": N_("Saving"),
    "environment": N_("Making the environment"),
    "download": N_("Downloading"),
    "install": N_("Installing"),
}
_FIXES: dict[str, tuple[str, str, Any]] = {  # problem's fix: operator, its text, icon
    "SETUP": ("modelsheet.set_up", N_("Set Up Engine"), "IMPORT"),
    "FOLDER": ("modelsheet.show_preferences", N_("Choose Folder"), "FILE_FOLDER"),
    "MODELS": ("modelsheet.download_route", N_("Download Models"), "IMPORT"),
    "LOG": ("modelsheet.copy_log", N_("Copy Log"), "COPYDOWN"),
}
BORDERS = 2.5  # icons: what the borders of a panel and of its columns take of a row
NARROW = 11  # icons: a region that is narrower has no room for two fields with names beside each other
_WIDE = 2.25  # letters that a Chinese character is wide
_LETTERS = 4  # that are as wide as an icon
_MARGIN = 3.5  # icons: borders and tabs beside a text
_LEAST = 12  # letters in a line, however narrow the region is
_UNIT = 20  # pixels of the interface's unit, an icon's side, at scale 1


Layout = bpy.types.UILayout | None  # the stubs say so of a panel's


class Panel:
    """A panel of the tab, or of another panel in it."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Text to 3D"


def split(layout: Layout) -> Layout:
    """Names to the left, values to the right."""
    layout.use_property_split = True
    layout.use_property_decorate = False
    return layout


def units(context: bpy.types.Context) -> float:
    """How wide the region is, in sides of an icon."""
    return context.region.width / (_UNIT * context.preferences.system.ui_scale)


def beside(layout: Layout, context: bpy.types.Context) -> Layout:
    """For two buttons: beside each other, or where their words would be cut below."""
    return layout.column(align=True) if units(context) < NARROW else layout.row(align=True)


def with_room(context: bpy.types.Context, icon: str) -> Any:
    """An icon beside long words on a button; none where it would cut them."""
    return icon if units(context) >= NARROW else "NONE"


def draw_task(layout: Layout, task: Task) -> None:
    """How far the set-up or the check is."""
    row = layout.row(align=True)
    if task.kind == "CHECK":
        row.label(text="Checking the engine", icon="SORTTIME")
    else:
        text = f"{translate(PHASES.get(task.phase, PHASES['environment']))}   {task.detail}"
        row.progress(factor=task.fraction, text=text)
        row.operator("modelsheet.stop_set_up", text="", icon="X")


def draw_again(layout: Layout, context: bpy.types.Context) -> None:
    """Whether what is made again takes the place of its object."""
    layout.label(text="When done:")
    beside(layout, context).prop(properties.settings(context), "again", expand=True)


def draw_messages(layout: Layout, context: bpy.types.Context) -> None:
    """What went wrong, with the button that helps, and what the generator remarks."""
    trouble = engine.problem
    if trouble is not None:
        box = layout.box()
        wrapped(box, context, trouble.line, icon="ERROR")
        row = box.row(align=True)
        if trouble.fix == "SETUP" and preferences.get().engine:  # which the set-up does not mend
            row.operator("modelsheet.use_own_engine", icon="LOOP_BACK")
        elif trouble.fix in _FIXES:
            operator, text, icon = _FIXES[trouble.fix]
            row.operator(operator, text=text, icon=icon)
        if trouble.fix == "SETUP":
            row.operator("modelsheet.copy_log", text="", icon="COPYDOWN").log = trouble.log
        row.operator("modelsheet.dismiss")
    elif engine.notice:
        row = layout.box().row(align=True)
        wrapped(row, context, translate(engine.notice), icon="INFO", indent=14)
        row.operator("modelsheet.dismiss", text="", icon="X", emboss=False)


def wrapped(
    layout: Layout, context: bpy.types.Context, text: str, icon: Any = "NONE", indent: int = 8
) -> None:
    """A text in as many lines as the region is narrow; never cut. indent: letters that it stands inward."""
    width = max(_LEAST, int(_LETTERS * (units(context) - _MARGIN)) - indent)
    column = layout.column(align=True)
    blank: Any = "BLANK1" if icon != "NONE" else "NONE"
    for number, line in enumerate(_lines(text, width)):
        column.label(text=line, icon=blank if number else icon, translate=False)


def _lines(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; Chinese characters are wider, and a line may end after each."""
    if not any(map(_is_wide, text)):
        return textwrap.wrap(text, width)
    lines, line, used = [], "", 0.0
    for word in re.findall(r"[!-~]+|.", text):  # those of Latin letters stay whole
        size = sum(_WIDE if _is_wide(c) else 1 for c in word)
        if line and used + size > width and word not in "，。：；、）”":
            lines.append(line)
            line, used = "", 0.0
        line, used = line + word, used + size
    return [line.strip() for line in (*lines, line)]


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
