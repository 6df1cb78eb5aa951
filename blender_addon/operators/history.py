# SPDX-License-Identifier: GPL-3.0-or-later
"""What was generated before: imported, made again, shown, deleted."""

import random

import bpy
from bpy.props import BoolProperty, StringProperty

from .. import history, pictures, preferences, properties
from ..locale import N_, translate
from ._shared import ChosenEntry, NeedsEngine, call, destination, file_problem, refuse, submit


class MODELSHEET_OT_import_again(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.import_again"
    bl_label = "Import"
    bl_description = "Add the chosen object to the scene once more, at the place that is set now"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def possible(cls, context):
        return context.mode == "OBJECT" or refuse(cls, N_("Switch to Object Mode first"))

    def execute(self, context):
        folder = str(self.chosen(context).folder)
        return call(self, bpy.ops.modelsheet.import_result, "EXEC_DEFAULT", True, entry=folder, again=True)


class MODELSHEET_OT_regenerate(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.regenerate"
    bl_label = "Regenerate"
    bl_description = "Make the chosen object again, with the mesh settings of now"
    bl_options = {"REGISTER"}

    new_seed: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def description(cls, context, properties):
        if properties.new_seed:
            return translate(N_("Make another object from the chosen one's prompt, with a new seed"))
        return translate(cls.bl_description)

    def execute(self, context):
        settings, entry = properties.settings(context), self.chosen(context)
        request = {**entry.request, **settings.finish()}
        if request.get("sheet"):  # its own sheet is there, that of another may be painted or gone
            request |= {"do": "reconstruct", "sheet": str(entry.folder)}
            request.pop("pin", None)
        if self.new_seed:
            request |= {"do": "generate", "seed": random.randint(0, 999_999)}
            request.pop("sheet", None)
        return submit(self, context, request, destination(context))


class MODELSHEET_OT_open_folder(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.open_folder"
    bl_label = "Open Folder"
    bl_description = "Show the chosen object's files: GLB, views, pictures, report"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context):
        folder = self.chosen(context).folder
        if not folder.is_dir():
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(folder)))
            return {"CANCELLED"}
        return bpy.ops.wm.path_open(filepath=str(folder))


class MODELSHEET_OT_delete(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.delete"
    bl_label = "Delete from History"
    bl_description = "Remove the chosen object's files from the disk; objects in the scene stay"
    bl_options = {"REGISTER", "INTERNAL"}

    entry: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context, event):
        chosen = self.chosen(context)
        self.entry = chosen.name  # a job that ends meanwhile may choose another
        return context.window_manager.invoke_confirm(self, event, message=chosen.title)

    def execute(self, context):
        try:
            history.delete((pictures.entry(self.entry) or self.chosen(context)).folder)
        except OSError as error:
            message = N_("{path} can't be deleted ({reason}): close what uses it, then try again")
            trouble = file_problem(message, error, preferences.history_folder())
            self.report({"ERROR"}, trouble.line)
            return {"CANCELLED"}
        pictures.refresh_history(preferences.history_folder())
        properties.state(context).entry = pictures.latest()
        return {"FINISHED"}


CLASSES = (
    MODELSHEET_OT_import_again,
    MODELSHEET_OT_regenerate,
    MODELSHEET_OT_open_folder,
    MODELSHEET_OT_delete,
)
