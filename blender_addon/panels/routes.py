# SPDX-License-Identifier: GPL-3.0-or-later
"""The route: chosen from a menu, with what it needs, costs and allows; and what it built from parameters."""

from typing import Any

import bpy

from .. import properties
from ..engine import engine, routes
from ..engine.routes import Download, Route
from ..locale import N_, translate
from .parts import Layout, Panel, split, wrapped
from .setup import draw_offline

_QUALITIES = {  # of a route's meshes, beside those of other routes
    0: N_("Other routes"),
    1: N_("Simple meshes"),
    2: N_("Fair meshes"),
    3: N_("Good meshes"),
    4: N_("Very good meshes"),
    5: N_("Best meshes"),
}
_AT_ONCE = N_("On this computer, in seconds")
_COMMERCIAL = {
    "yes": N_("Commercial use"),
    "conditions": N_("Commercial use with limits"),
    "no": N_("No commercial use"),
    "unknown": N_("Commercial use: unknown"),
}


class MODELSHEET_MT_routes(bpy.types.Menu):
    bl_idname = "MODELSHEET_MT_routes"
    bl_label = "Route"

    def draw(self, context: bpy.types.Context) -> None:
        """By how good their meshes are, the best last: a name in each line, what it needs and allows."""
        layout: Any = self.layout
        for quality, name in _QUALITIES.items():
            routes_of = [route for route in engine.routes.all if route.quality == quality]
            if routes_of:
                layout.label(text=translate(name), translate=False)
            for route in routes_of:
                icon = "CHECKMARK" if route.installed else "IMPORT"
                text = "   ".join([route.name, *_needs(route)])
                operator = layout.operator("modelsheet.choose_route", text=text, icon=icon, translate=False)
                operator.route = route.name
        if engine.routes.all is routes.OWN:
            layout.separator()
            layout.operator("modelsheet.list_routes", icon="FILE_REFRESH")


class MODELSHEET_PT_parameters(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Parameters"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Where the chosen object was built from some."""
        return bool(properties.state(context).parameters)

    def draw(self, context: bpy.types.Context) -> None:
        """All of them, by the engine's names, and the button that builds them."""
        column = split(self.layout).column()
        for parameter in properties.state(context).parameters:
            row = column.row(align=True)
            row.prop(parameter, parameter.field, text=_label(parameter.name, parameter.of), translate=False)
            if parameter.kind == "paint" and "\n" in parameter.words:
                row.prop(parameter, "word", text="", translate=False)
        column.separator()
        column.operator("modelsheet.build_parameters", icon="MOD_REMESH")


def _label(name: str, part: str) -> str:
    """Of a parameter: the part that it is of, and its name, which may say the part already."""
    said = name in part or part in name
    return (name if said else f"{part} {name}").replace("_", " ").capitalize()


def draw(layout: Layout, context: bpy.types.Context) -> None:
    """The menu, and under it what the chosen route is and needs."""
    chosen = properties.settings(context).route
    route = engine.routes.find(chosen)
    text = f"{translate(MODELSHEET_MT_routes.bl_label)}: {chosen}"
    column = layout.column(align=True)
    column.menu("MODELSHEET_MT_routes", text=text, icon="TRACKING", translate=False)
    if route is not None and not route.size:
        wrapped(column, context, translate(_AT_ONCE), indent=2)
    if engine.routes.download is not None:
        _draw_download(layout, engine.routes.download)
    if route is None or chosen == routes.DEFAULT:
        return
    box = layout.box()
    wrapped(box, context, translate(route.summary), indent=6)
    column = box.column(align=True)
    column.scale_y = 0.8
    quality = [translate(_QUALITIES[route.quality])] if route.quality else []
    for text in (*quality, *_needs(route)) if route.size else ():
        wrapped(column, context, text, icon="DOT", indent=12)
    for text in route.licences:
        wrapped(column, context, text, icon="BLANK1", indent=12)
    if not route.installed and engine.routes.download is None:
        draw_offline(box, context, N_("Blender may not go online, and the models have to be downloaded."))
        box.operator("modelsheet.download_route", icon="IMPORT")


def _needs(route: Route) -> list[str]:
    """What it takes and what may be done with it, in short lines."""
    found = []
    if route.needs_picture:
        found.append(translate(N_("Needs a picture")))
    if route.memory:
        found.append(translate(N_("Needs a GPU with {size} GB"), size=f"{route.memory / 1e9:.0f}"))
    elif not route.size:
        found.append(translate(_AT_ONCE))
    if route.missing:
        found.append(translate(N_("{size} GB to download"), size=f"{route.missing / 1e9:.1f}"))
    elif route.size:
        found.append(translate(N_("Installed")))
    if route.licences:
        found.append(translate(_COMMERCIAL[route.commercial]))
    return found


def _draw_download(layout: Layout, download: Download) -> None:
    layout.label(text=download.route, icon="IMPORT", translate=False)
    row = layout.row(align=True)
    text = f"{download.done / 1e9:.1f} / {download.total / 1e9:.1f} GB"
    if download.seconds:
        text += "   " + translate(N_("{seconds} s left"), seconds=round(download.seconds))
    row.progress(factor=download.fraction, text=text)
    row.operator("modelsheet.stop_download", text="", icon="X")


CLASSES = (MODELSHEET_MT_routes, MODELSHEET_PT_parameters)
