# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways into the sidebar's tab."""

from typing import Any

import bpy

from .. import properties
from ..engine import engine
from ..locale import N_
from ._shared import Result, call, refuse

_TAB = "Text to 3D"  # what the panels call it


class MODELSHEET_OT_show_tab(bpy.types.Operator):
    bl_idname = "modelsheet.show_tab"
    bl_label = "Text to 3D..."
    bl_description = "Open the sidebar's tab in which an object is made from words or a picture"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _view(context) is not None or refuse(cls, N_("There is no 3D view in this window"))

    def execute(self, context: bpy.types.Context) -> Result:
        area: Any = _view(context)
        area.spaces.active.show_region_ui = True
        sidebar = next(region for region in area.regions if region.type == "UI")
        # the tab can be chosen only once the sidebar was drawn
        bpy.app.timers.register(lambda: _choose(sidebar), first_interval=0.05)
        area.tag_redraw()
        return {"FINISHED"}


class MODELSHEET_OT_inspect(bpy.types.Operator):
    bl_idname = "modelsheet.inspect"
    bl_label = "Show in History"
    bl_description = "Choose the active object's entry in the history: its report, its views and its settings"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        target: Any = context.object
        name = target.get("modelsheet_entry", "") if target is not None else ""
        if engine.history.find(name) is not None:
            return True
        return refuse(cls, N_("Select a generated object that is in the history"))

    def execute(self, context: bpy.types.Context) -> Result:
        target: Any = context.object
        properties.choose(context, target["modelsheet_entry"])
        return call(self, "show_tab") if _view(context) else {"FINISHED"}


def _view(context: bpy.types.Context) -> bpy.types.Area | None:
    """The 3D view that is used, or the largest of the window."""
    if context.area is not None and context.area.type == "VIEW_3D":
        return context.area
    screen = context.window.screen if context.window else None
    views = [area for area in screen.areas if area.type == "VIEW_3D"] if screen else []
    return max(views, key=lambda area: area.width * area.height, default=None)


def _choose(sidebar: Any) -> None:
    try:
        sidebar.active_panel_category = _TAB
    except (AttributeError, ReferenceError, TypeError):  # the sidebar was closed, or has no tabs
        return
    sidebar.tag_redraw()


CLASSES = (MODELSHEET_OT_show_tab, MODELSHEET_OT_inspect)
