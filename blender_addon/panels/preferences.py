# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit > Preferences > Add-ons > Modelsheet: the engine and where things are kept."""

from typing import Any

import bpy

from ..engine import engine, process
from ..locale import N_, tell
from ..preferences import PACKAGE, Choices, log_file
from . import setup
from .parts import Layout, draw_messages, draw_task, split


class ModelsheetPreferences(Choices, bpy.types.AddonPreferences):
    """The page of the extension in the preferences."""

    bl_idname = PACKAGE

    def draw(self, context: bpy.types.Context) -> None:
        """Drawn by Blender."""
        layout = self.layout
        box = layout.box()
        if engine.python is None:
            setup.draw(box, context)
        else:
            box.label(text=str(engine.python), icon="CHECKMARK", translate=False)
        row = box.row(align=True)
        row.operator(
            "modelsheet.set_up", text="Set Up Again" if engine.python else "Set Up Engine", icon="IMPORT"
        )
        row.operator("modelsheet.check", icon="VIEWZOOM")
        row.operator("modelsheet.unload", icon="X")
        row.operator("modelsheet.remove_engine", text="", icon="TRASH")
        if engine.task is not None:
            draw_task(box, engine.task)
        draw_messages(box, context)
        lines = box.column(align=True)
        lines.scale_y = 0.8
        for check in engine.checks:
            _draw_check(lines, check)
        _draw_logs(layout)
        column = split(layout).column()
        for name in ("engine", "python", "build", "index", "folder", "drop", "early", "unload"):
            column.prop(self, name)


def _draw_logs(layout: Layout) -> None:
    """Buttons for the logs, and the last lines of the set-up's while it runs."""
    row = layout.row(align=True)
    row.label(text="Logs")
    for name, text in (("worker", N_("Worker")), ("setup", N_("Set-up"))):
        row.operator("modelsheet.open_log", text=text, icon="TEXT").log = name
        row.operator("modelsheet.copy_log", text="", icon="COPYDOWN").log = name
    if engine.task is not None and engine.task.kind == "SETUP":
        lines = layout.box().column(align=True)
        for line in process.tail(log_file("setup"), 6).splitlines():
            lines.label(text=line[:110], translate=False)


def _draw_check(layout: Layout, check: dict[str, Any]) -> None:
    icon: Any = "CHECKMARK" if check["ok"] else "ERROR" if check["required"] else "REMOVE"
    row = layout.split(factor=0.28)
    row.label(text=tell(check["name"]), icon=icon, translate=False)
    column = row.column(align=True)
    column.label(text=tell(check["detail"]), translate=False)
    if check["required"] and not check["ok"] and check["remedy"]:
        column.label(text=tell(check["remedy"]), translate=False)


CLASSES = (ModelsheetPreferences,)
