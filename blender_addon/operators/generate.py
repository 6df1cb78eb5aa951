# SPDX-License-Identifier: GPL-3.0-or-later
"""A prompt or a picture becomes jobs."""

import random
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from .. import preferences, properties, scene
from ..engine import engine
from ..locale import N_, translate
from ..pump import pump
from ._shared import Result, call, destination, has_engine, refuse, submit

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def _obstacle(context: bpy.types.Context) -> str:
    """Why the settings can't be generated from; empty where they can."""
    settings = properties.settings(context)
    if not settings.prompt.strip() and not settings.image:
        return N_("Type a prompt first: what should be made?")
    route = engine.routes.find(settings.route)
    if route is not None and route.needs_picture and not settings.image:
        return N_("This route makes the object from a picture: choose one")
    if settings.generator == "FOLDER" and not settings.generator_folder:
        return N_("Choose the folder of the model first")
    if settings.generator == "NAME" and not settings.generator_name.strip():
        return N_("Type the name of the generator first")
    if settings.placement == "BOUNDS" and not scene.has_bounds(context.object):
        return N_("Select the object whose bounds shall be filled, or choose another place")
    return ""


class MODELSHEET_OT_generate(bpy.types.Operator):
    bl_idname = "modelsheet.generate"
    bl_label = "Generate"
    bl_description = "Make the object that the prompt describes; Blender stays free meanwhile"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_engine(cls):
            return False
        obstacle = _obstacle(context)
        return not obstacle or refuse(cls, obstacle)

    def execute(self, context: bpy.types.Context) -> Result:
        settings = properties.settings(context)
        result: Result = {"CANCELLED"}
        for number in range(settings.variants):
            seed = (settings.seed + number) % (properties.LARGEST_SEED + 1)
            result = submit(self, context, settings.request(seed), destination(context, number))
            if result == {"CANCELLED"}:
                break
        return result


class MODELSHEET_OT_cancel(bpy.types.Operator):
    bl_idname = "modelsheet.cancel"
    bl_label = "Cancel"
    bl_description = "Stop what is being generated, and all that waits"
    bl_options = {"REGISTER"}

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return translate(N_("Cancel this job") if properties.job else cls.bl_description)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(engine.session.jobs) or refuse(cls, N_("Nothing is being generated"))

    def execute(self, context: bpy.types.Context) -> Result:
        for job in engine.session.jobs:
            if self.job in ("", job.id):
                engine.session.cancel(job)
        return {"FINISHED"}


class MODELSHEET_OT_retry(bpy.types.Operator):
    bl_idname = "modelsheet.retry"
    bl_label = "Retry"
    bl_description = "Do this job once more"
    bl_options = {"REGISTER", "INTERNAL"}

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_engine(cls)

    def execute(self, context: bpy.types.Context) -> Result:
        job = next((job for job in engine.session.past if job.id == self.job), None)
        if job is None:
            return {"CANCELLED"}
        trouble = pump.retry(job)
        if trouble:
            self.report({"ERROR"}, trouble.line)
            return {"CANCELLED"}
        return {"FINISHED"}


class MODELSHEET_OT_clear_jobs(bpy.types.Operator):
    bl_idname = "modelsheet.clear_jobs"
    bl_label = "Clear List"
    bl_description = "Hide the jobs that have ended"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        engine.session.past.clear()
        return {"FINISHED"}


class MODELSHEET_OT_batch(bpy.types.Operator):
    bl_idname = "modelsheet.batch"
    bl_label = "Jobs from File"
    bl_description = (
        "Add every row of a jobs file to the queue: CSV with a column prompt, JSON Lines, or a prompt a line"
    )
    bl_options = {"REGISTER"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
    filter_glob: StringProperty(default="*.csv;*.jsonl;*.txt", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_engine(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        place, shape = destination(context), properties.settings(context).finish()
        pump.submit_file(Path(self.filepath), shape, place, context.scene.name)
        return {"FINISHED"}


class MODELSHEET_OT_random_seed(bpy.types.Operator):
    bl_idname = "modelsheet.random_seed"
    bl_label = "Random Seed"
    bl_description = "Throw the dice for another seed"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        properties.settings(context).seed = random.randint(0, 999_999)
        return {"FINISHED"}


class MODELSHEET_OT_dropped_image(bpy.types.Operator):
    bl_idname = "modelsheet.dropped_image"
    bl_label = "Generate from Image"
    bl_description = "Make a 3D object whose front looks like the picture"
    bl_options = {"REGISTER"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
    prompt: StringProperty(
        name="Prompt", description="What the picture shows, in English or Chinese", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_engine(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        self.prompt = " ".join(Path(self.filepath).stem.replace("_", " ").replace("-", " ").split())
        return context.window_manager.invoke_props_dialog(self)

    def draw(self, context: bpy.types.Context) -> None:
        self.layout.prop(self, "prompt")
        self.layout.label(text=Path(self.filepath).name, icon="IMAGE_DATA", translate=False)

    def execute(self, context: bpy.types.Context) -> Result:
        settings = properties.settings(context)
        settings.image, settings.prompt = self.filepath, self.prompt
        if obstacle := _obstacle(context):
            self.report({"ERROR"}, translate(obstacle))
            return {"CANCELLED"}
        return call(self, "generate")


class MODELSHEET_FH_image(bpy.types.FileHandler):
    bl_idname = "MODELSHEET_FH_image"
    bl_label = "Text to 3D"
    bl_import_operator = "modelsheet.dropped_image"
    bl_file_extensions = ";".join(_PICTURES)

    @classmethod
    def poll_drop(cls, context: bpy.types.Context) -> bool:
        in_view = context.area is not None and context.area.type == "VIEW_3D"
        return in_view and context.mode == "OBJECT" and preferences.get().drop


CLASSES = (
    MODELSHEET_OT_generate,
    MODELSHEET_OT_cancel,
    MODELSHEET_OT_retry,
    MODELSHEET_OT_clear_jobs,
    MODELSHEET_OT_batch,
    MODELSHEET_OT_random_seed,
    MODELSHEET_OT_dropped_image,
    MODELSHEET_FH_image,
)
