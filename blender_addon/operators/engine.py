# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: set up, checked, unloaded, removed; its logs and its messages."""

import shutil

import bpy
from bpy.props import EnumProperty

from .. import preferences
from ..engine import engine, environment, process
from ..engine.session import Problem
from ..locale import N_, translate
from ._shared import Result, file_problem, refuse


class MODELSHEET_OT_set_up(bpy.types.Operator):
    bl_idname = "modelsheet.set_up"
    bl_label = "Set Up Engine"
    bl_description = "Download the engine into a folder of its own; Blender's own Python stays untouched"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if engine.task is not None:
            return refuse(cls, N_("A set-up or a check is under way"))
        if engine.session.jobs:
            return refuse(cls, N_("Wait for what is being generated, or cancel it first"))
        if preferences.get().engine:
            return refuse(cls, N_("Empty Existing Engine first: it is used instead of what the set-up makes"))
        if bpy.app.online_access:
            return True
        if bpy.app.online_access_override:
            return refuse(cls, N_("Blender was started offline: start it without --offline-mode"))
        return refuse(cls, N_("Allow Online Access in Preferences > System > Network first"))

    def execute(self, context: bpy.types.Context) -> Result:
        chosen = preferences.get()
        python = bpy.path.abspath(chosen.python)
        engine.session.unload()
        try:
            mirror = chosen.index.strip()
            command = environment.set_up_command(python, preferences.home(), chosen.build, mirror)
            preferences.log_file("setup").unlink(missing_ok=True)
            engine.start_task("SETUP", command)
        except environment.NoPython as error:
            engine.problem = Problem(str(error))
            return {"CANCELLED"}
        except OSError as error:
            message = N_("{path} can't be used ({reason}): make room there, or allow writing")
            engine.problem = file_problem(message, error, preferences.home())
            return {"CANCELLED"}
        return {"FINISHED"}


class MODELSHEET_OT_allow_online(bpy.types.Operator):
    bl_idname = "modelsheet.allow_online"
    bl_label = "Allow Online Access"
    bl_description = "Let Blender and its extensions go online, as in Preferences > System > Network"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return not bpy.app.online_access_override or refuse(
            cls, N_("Blender was started offline: start it without --offline-mode")
        )

    def execute(self, context: bpy.types.Context) -> Result:
        context.preferences.system.use_online_access = True
        return {"FINISHED"}


class MODELSHEET_OT_use_own_engine(bpy.types.Operator):
    bl_idname = "modelsheet.use_own_engine"
    bl_label = "Use My Own Engine"
    bl_description = "Leave the existing engine that was chosen, and use the one that the set-up makes"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(preferences.get().engine) or refuse(cls, N_("No existing engine is chosen"))

    def execute(self, context: bpy.types.Context) -> Result:
        engine.session.unload()
        preferences.get().engine = ""
        engine.problem = None
        return {"FINISHED"}


class MODELSHEET_OT_stop_set_up(bpy.types.Operator):
    bl_idname = "modelsheet.stop_set_up"
    bl_label = "Stop"
    bl_description = "Stop the set-up; started again, it goes on where it was"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return engine.task is not None or refuse(cls, N_("Nothing is under way"))

    def execute(self, context: bpy.types.Context) -> Result:
        engine.stop_task()
        return {"FINISHED"}


class MODELSHEET_OT_remove_engine(bpy.types.Operator):
    bl_idname = "modelsheet.remove_engine"
    bl_label = "Remove Engine"
    bl_description = "Delete the engine that the set-up made; the history stays"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if engine.task is not None:
            return refuse(cls, N_("A set-up or a check is under way"))
        if engine.session.jobs:
            return refuse(cls, N_("Wait for what is being generated, or cancel it first"))
        if not environment.made_in(preferences.home()).is_dir():
            return refuse(cls, N_("There is no engine that the set-up made"))
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        return context.window_manager.invoke_confirm(self, event)

    def execute(self, context: bpy.types.Context) -> Result:
        engine.session.unload()
        engine.checks.clear()
        made = environment.made_in(preferences.home())
        try:
            (made / environment.READY).unlink(missing_ok=True)  # half of an engine is none
            shutil.rmtree(made)
        except OSError as error:
            message = N_("{path} can't be deleted ({reason}): close what uses it, then try again")
            engine.problem = file_problem(message, error, preferences.home())
        engine.find()
        return {"FINISHED"}


class MODELSHEET_OT_check(bpy.types.Operator):
    bl_idname = "modelsheet.check"
    bl_label = "Check Engine"
    bl_description = "Look at every part that the engine needs, and say what is missing and how to mend it"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if engine.task is not None:
            return refuse(cls, N_("A set-up or a check is under way"))
        return engine.python is not None or refuse(cls, N_("The engine is not set up yet"))

    def execute(self, context: bpy.types.Context) -> Result:
        assert engine.python is not None  # see poll
        try:
            engine.start_task("CHECK", environment.check_command(engine.python))
        except OSError as error:
            message = N_("The engine can't be started ({reason}): set it up again")
            engine.problem = Problem(message, "SETUP", {"reason": error.strerror})
            return {"CANCELLED"}
        return {"FINISHED"}


class MODELSHEET_OT_unload(bpy.types.Operator):
    bl_idname = "modelsheet.unload"
    bl_label = "Unload Engine"
    bl_description = "End the engine's process and free its memory; the next job starts it again"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return engine.session.pid is not None or refuse(cls, N_("The engine is not loaded"))

    def execute(self, context: bpy.types.Context) -> Result:
        engine.session.unload()
        return {"FINISHED"}


_LOGS = [("worker", "Worker", "What the engine said while it worked"), ("setup", "Set-up", "What pip said")]


class MODELSHEET_OT_open_log(bpy.types.Operator):
    bl_idname = "modelsheet.open_log"
    bl_label = "Open Log"
    bl_description = "Open the log in the system's text editor"
    bl_options = {"REGISTER", "INTERNAL"}

    log: EnumProperty(items=_LOGS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        path = preferences.log_file(self.log)
        if not path.exists():
            self.report({"INFO"}, translate(N_("There is no log yet")))
            return {"CANCELLED"}
        bpy.ops.wm.path_open(filepath=str(path))
        return {"FINISHED"}


class MODELSHEET_OT_copy_log(bpy.types.Operator):
    bl_idname = "modelsheet.copy_log"
    bl_label = "Copy Log"
    bl_description = "Copy the end of the log, to paste it into a report"
    bl_options = {"REGISTER", "INTERNAL"}

    log: EnumProperty(items=_LOGS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        context.window_manager.clipboard = process.tail(preferences.log_file(self.log))
        self.report({"INFO"}, translate(N_("Copied the end of the log")))
        return {"FINISHED"}


class MODELSHEET_OT_show_preferences(bpy.types.Operator):
    bl_idname = "modelsheet.show_preferences"
    bl_label = "Open Preferences"
    bl_description = "Show this extension's preferences: engine, folders, log"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        bpy.ops.preferences.addon_show(module=preferences.PACKAGE)
        return {"FINISHED"}


class MODELSHEET_OT_dismiss(bpy.types.Operator):
    bl_idname = "modelsheet.dismiss"
    bl_label = "Dismiss"
    bl_description = "Hide this message"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        engine.dismiss()
        return {"FINISHED"}


CLASSES = (
    MODELSHEET_OT_set_up,
    MODELSHEET_OT_allow_online,
    MODELSHEET_OT_use_own_engine,
    MODELSHEET_OT_stop_set_up,
    MODELSHEET_OT_remove_engine,
    MODELSHEET_OT_check,
    MODELSHEET_OT_unload,
    MODELSHEET_OT_open_log,
    MODELSHEET_OT_copy_log,
    MODELSHEET_OT_show_preferences,
    MODELSHEET_OT_dismiss,
)
