# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes: one is chosen, what it needs is downloaded, what it built from parameters is built anew."""

from typing import Any

import bpy
from bpy.props import StringProperty

from .. import properties
from ..engine import engine
from ..locale import N_, translate
from ..pump import pump
from ._shared import NeedsEngine, Result, has_engine, instead, refuse, submit


class MODELSHEET_OT_choose_route(bpy.types.Operator):
    bl_idname = "modelsheet.choose_route"
    bl_label = "Choose Route"
    bl_description = "The way from words or a picture to the mesh"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    route: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        route = engine.routes.find(properties.route)
        return translate(route.summary if route else cls.bl_description)

    def execute(self, context: bpy.types.Context) -> Result:
        properties.settings(context).route = self.route
        return {"FINISHED"}


class MODELSHEET_OT_list_routes(bpy.types.Operator):
    bl_idname = "modelsheet.list_routes"
    bl_label = "List All Routes"
    bl_description = "Ask the engine for all routes, what they need and whether they are installed"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_engine(cls)

    def execute(self, context: bpy.types.Context) -> Result:
        engine.routes.ask()
        pump.wake()
        return {"FINISHED"}


class MODELSHEET_OT_download_route(bpy.types.Operator):
    bl_idname = "modelsheet.download_route"
    bl_label = "Download Models"
    bl_description = "Download what the chosen route needs; one that was stopped goes on where it was"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_engine(cls):
            return False
        if engine.routes.download is not None:
            return refuse(cls, N_("A download is under way"))
        return bpy.app.online_access or refuse(
            cls, N_("Allow Online Access in Preferences > System > Network first")
        )

    def execute(self, context: bpy.types.Context) -> Result:
        engine.dismiss()
        engine.routes.fetch(properties.settings(context).route)
        pump.wake()
        return {"FINISHED"}


class MODELSHEET_OT_stop_download(bpy.types.Operator):
    bl_idname = "modelsheet.stop_download"
    bl_label = "Stop"
    bl_description = "Stop the download; started again, it goes on where it was"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return engine.routes.download is not None or refuse(cls, N_("Nothing is under way"))

    def execute(self, context: bpy.types.Context) -> Result:
        engine.routes.cancel()
        return {"FINISHED"}


class MODELSHEET_OT_build_parameters(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.build_parameters"
    bl_label = "Build with These"
    bl_description = "Build the chosen object anew with the parameters as they are set here"
    bl_options = {"REGISTER"}

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        if not properties.state(context).parameters:
            return refuse(cls, N_("The chosen object was not built from parameters"))
        return super().possible(context)

    def execute(self, context: bpy.types.Context) -> Result:
        settings, entry = properties.settings(context), self.chosen()
        asked = {each.name: each.text for each in properties.state(context).parameters}
        request = {**entry.request, **settings.finish(), "set": asked}
        return submit(self, context, request, instead(context, entry))


CLASSES = (
    MODELSHEET_OT_choose_route,
    MODELSHEET_OT_list_routes,
    MODELSHEET_OT_download_route,
    MODELSHEET_OT_stop_download,
    MODELSHEET_OT_build_parameters,
)
