# SPDX-License-Identifier: GPL-3.0-or-later
"""What was generated before: imported, made again, shown, deleted."""

import random
from typing import Any

import bpy
from bpy.props import BoolProperty, StringProperty

from .. import properties
from ..engine import engine
from ..locale import N_, translate
from ._shared import ChosenEntry, NeedsEngine, Result, call, file_problem, instead, refuse, submit


class MODELSHEET_OT_import_again(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.import_again"
    bl_label = "Import"
    bl_description = "Add the chosen object to the scene once more, at the place that is set now"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        if not cls.chosen().has_mesh:
            return refuse(cls, N_("Build one of the candidates first"))
        return context.mode == "OBJECT" or refuse(cls, N_("Switch to Object Mode first"))

    def execute(self, context: bpy.types.Context) -> Result:
        folder = str(self.chosen().folder)
        return call(self, "import_result", "EXEC_DEFAULT", True, entry=folder, again=True)


class MODELSHEET_OT_regenerate(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.regenerate"
    bl_label = "Regenerate"
    bl_description = "Make the chosen object again, with the mesh settings of now"
    bl_options = {"REGISTER"}

    new_seed: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        if properties.new_seed:
            return translate(N_("Make another object from the chosen one's prompt, with a new seed"))
        return translate(cls.bl_description)

    def execute(self, context: bpy.types.Context) -> Result:
        settings, entry = properties.settings(context), self.chosen()
        request = {**entry.request, **settings.finish()}
        if request.get("sheet"):  # its own sheet is there, that of another may be painted or gone
            request |= {"do": "reconstruct", "sheet": str(entry.folder)}
            request.pop("pin", None)
        if self.new_seed:
            request |= {"do": "generate", "seed": random.randint(0, 999_999)}
            request.pop("sheet", None)
        if entry.destination.get("paints"):
            request["do"] = "texture"
            request.pop("sheet", None)
        return submit(self, context, request, instead(context, entry))


class MODELSHEET_OT_use_settings(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.use_settings"
    bl_label = "Use These Settings"
    bl_description = "Set prompt, seed and everything else as they were when the chosen object was made"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> Result:
        properties.settings(context).take(self.chosen().request)
        return {"FINISHED"}


class MODELSHEET_OT_favourite(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.favourite"
    bl_label = "Favorite"
    bl_description = "Mark the chosen object with a star, or take the star away"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        entry = self.chosen()
        try:
            engine.history.favour(entry, not entry.favourite)
        except OSError as error:
            message = N_("{path} can't be used ({reason}): make room there, or allow writing")
            self.report({"ERROR"}, file_problem(message, error, entry.folder).line)
            return {"CANCELLED"}
        return {"FINISHED"}


class MODELSHEET_OT_open_folder(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.open_folder"
    bl_label = "Open Folder"
    bl_description = "Show the chosen object's files: GLB, views, pictures, report"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        folder = self.chosen().folder
        if not folder.is_dir():
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(folder)))
            return {"CANCELLED"}
        bpy.ops.wm.path_open(filepath=str(folder))
        return {"FINISHED"}


class MODELSHEET_OT_delete(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.delete"
    bl_label = "Delete from History"
    bl_description = "Remove the chosen object's files from the disk; objects in the scene stay"
    bl_options = {"REGISTER", "INTERNAL"}

    entry: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        chosen = self.chosen()
        self.entry = chosen.name  # a job that ends meanwhile may choose another
        return context.window_manager.invoke_confirm(self, event, message=chosen.title)

    def execute(self, context: bpy.types.Context) -> Result:
        try:
            engine.history.delete(engine.history.find(self.entry) or self.chosen())
        except OSError as error:
            message = N_("{path} can't be deleted ({reason}): close what uses it, then try again")
            self.report({"ERROR"}, file_problem(message, error, engine.history.root).line)
            return {"CANCELLED"}
        properties.choose_newest(context)
        return {"FINISHED"}


CLASSES = (
    MODELSHEET_OT_import_again,
    MODELSHEET_OT_regenerate,
    MODELSHEET_OT_use_settings,
    MODELSHEET_OT_favourite,
    MODELSHEET_OT_open_folder,
    MODELSHEET_OT_delete,
)
