# SPDX-License-Identifier: GPL-3.0-or-later
"""The box from which the engine is set up."""

import bpy

from .. import preferences
from ..engine import environment
from ..locale import N_, translate
from .parts import Layout, beside, with_room, wrapped


def draw(layout: Layout, context: bpy.types.Context) -> None:
    """What it is made for and its size, what is in the way, and the button."""
    chosen = preferences.get()
    if preferences.engine_trouble():
        wrapped(layout, context, translate(preferences.engine_trouble()), icon="ERROR")
    else:
        wrapped(layout, context, translate(N_("The engine is not set up yet")), icon="INFO")
    if chosen.engine:
        layout.operator("modelsheet.use_own_engine", icon="LOOP_BACK")
    beside(layout, context).prop(chosen, "build", expand=True)
    text = N_("It is downloaded once, takes about {size} and then works offline.")
    wrapped(layout, context, translate(text, size=environment.BUILDS[chosen.build].size))
    draw_offline(layout, context, N_("Blender may not go online, and the engine has to be downloaded."))
    row = layout.row(align=True)
    row.scale_y = 1.5
    row.operator("modelsheet.set_up", icon="IMPORT")
    row.operator("modelsheet.show_preferences", text="", icon="PREFERENCES")


def draw_offline(layout: Layout, context: bpy.types.Context, reason: str) -> None:
    """Why nothing can be downloaded, where that is so, and the button that helps."""
    if bpy.app.online_access:
        return
    if bpy.app.online_access_override:
        reason = N_("Blender was started offline: start it without --offline-mode")
    wrapped(layout, context, translate(reason), icon="INTERNET_OFFLINE")
    layout.operator("modelsheet.allow_online", icon=with_room(context, "INTERNET"))
