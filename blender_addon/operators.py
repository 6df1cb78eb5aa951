# SPDX-License-Identifier: GPL-3.0-or-later
"""What the buttons do."""

import functools
import random
import shutil
from pathlib import Path

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from . import history, pictures, preferences, properties, scene
from .engine import environment, process, pump
from .engine.session import Problem
from .locale import N_, translate

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def _refuse(cls, message: str) -> bool:
    """For `poll`: say why the button is grey."""
    cls.poll_message_set(translate(message))
    return False


def _has_engine(cls) -> bool:
    """For `poll`."""
    if pump.task is not None and pump.task.kind == "SETUP":
        return _refuse(cls, N_("A set-up or a check is under way"))
    return pump.python is not None or _refuse(
        cls, N_("The engine is not set up yet: do so in the preferences")
    )


def _problem(message: str, error: OSError, path: Path) -> Problem:
    """A problem with a file; `path` is where it was met, if the error does not say."""
    return Problem(message, values={"path": str(error.filename or path), "reason": str(error.strerror)})


def _submit(operator, context, request: dict, destination: dict) -> set[str]:
    trouble = pump.submit(request, destination, context.scene.name)
    if trouble:
        operator.report({"ERROR"}, trouble.line)
        return {"CANCELLED"}
    return {"FINISHED"}


def _call(operator, other, *arguments, **options) -> set[str]:
    """Run another operator; what it reports, this one reports."""
    try:
        return other(*arguments, **options)
    except RuntimeError as error:
        operator.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
        return {"CANCELLED"}


def _destination(context, number: int = 0) -> dict:
    """Where and how a result is imported, as plain values. `number`: how many lie beside it already."""
    settings = properties.settings(context)
    if settings.placement == "BOUNDS" and context.object is not None:
        placement = scene.Placement.bounds(context.object)
    elif settings.placement == "CURSOR":
        placement = scene.Placement(tuple(context.scene.cursor.location))
    else:
        placement = scene.Placement()
    return {
        "location": placement.location,
        "size": placement.size,
        "number": number,
        "shading": settings.shading,
        "texture_place": settings.texture_place,
        "as_asset": settings.as_asset,
        "catalog": settings.catalog,
    }


def _obstacle(context) -> str:
    """Why the settings can't be generated from; empty where they can."""
    settings = properties.settings(context)
    if not settings.prompt.strip() and not settings.image:
        return N_("Type a prompt first: what should be made?")
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
    def poll(cls, context):
        if not _has_engine(cls):
            return False
        obstacle = _obstacle(context)
        return not obstacle or _refuse(cls, obstacle)

    def execute(self, context):
        settings = properties.settings(context)
        result = {"CANCELLED"}
        for number in range(settings.variants):
            seed = (settings.seed + number) % (properties.LARGEST_SEED + 1)
            result = _submit(self, context, settings.request(seed), _destination(context, number))
            if result == {"CANCELLED"}:
                break
        return result


class MODELSHEET_OT_cancel(bpy.types.Operator):
    bl_idname = "modelsheet.cancel"
    bl_label = "Cancel"
    bl_description = "Stop what is being generated, and all that waits"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context):
        return bool(pump.session.jobs) or _refuse(cls, N_("Nothing is being generated"))

    def execute(self, context):
        for job in pump.session.jobs:
            pump.session.cancel(job)
        return {"FINISHED"}


class MODELSHEET_OT_unload(bpy.types.Operator):
    bl_idname = "modelsheet.unload"
    bl_label = "Unload Engine"
    bl_description = "End the engine's process and free its memory; the next job starts it again"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context):
        return pump.session.pid is not None or _refuse(cls, N_("The engine is not loaded"))

    def execute(self, context):
        pump.session.unload()
        return {"FINISHED"}


class MODELSHEET_OT_random_seed(bpy.types.Operator):
    bl_idname = "modelsheet.random_seed"
    bl_label = "Random Seed"
    bl_description = "Throw the dice for another seed"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context):
        properties.settings(context).seed = random.randint(0, 999_999)
        return {"FINISHED"}


class MODELSHEET_OT_import_result(bpy.types.Operator):
    bl_idname = "modelsheet.import_result"
    bl_label = "Import"
    bl_description = "Add the chosen object to the scene once more, at the place that is set now"
    bl_options = {"REGISTER", "UNDO"}

    entry: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    again: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context):
        return context.mode == "OBJECT" or _refuse(cls, N_("Switch to Object Mode first"))

    def execute(self, context):
        folder = Path(self.entry)
        entry = history.read(folder)
        if entry is None:
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(folder)))
            return {"CANCELLED"}
        place = _destination(context) if self.again else entry.destination
        try:
            added = _add(context, entry, place)
        except scene.UnreadableAsset as error:
            self.report({"ERROR"}, translate(error.message, **error.values))
            return {"CANCELLED"}
        self.report({"INFO"}, translate(N_("Added {name}"), name=added.name))
        return {"FINISHED"}


def _add(context, entry: history.Entry, place: dict) -> bpy.types.Object:
    """The entry's asset as an object, placed, and marked as an asset where wanted.

    What can't be written beside the .blend file is done without, and the panel says so.
    """
    data = scene.read_asset(entry.folder)
    saved = Path(bpy.data.filepath).parent if bpy.data.filepath else None
    add = functools.partial(
        scene.add_asset,
        data,
        scene.own_collection(context.scene),
        scene.Placement(tuple(place["location"]), tuple(place["size"]) if place["size"] else None),
        unit=context.scene.unit_settings.scale_length,
        beside=place["number"],
        flat=place["shading"] == "FLAT",
    )
    beside_file = saved is not None and place["texture_place"] == "BESIDE"
    try:
        added = add(texture_folder=saved / "textures" if beside_file else None)
    except OSError as error:
        message = N_("{path} can't be written ({reason}): the texture is packed into the .blend file instead")
        pump.report(_problem(message, error, saved))
        added = add()
    if place["as_asset"]:
        scene.mark_as_asset(
            added,
            preview=entry.preview,
            description=entry.title,
            tags=("Modelsheet", *entry.title.split()[-1:]),
            catalog=_catalog(saved, place["catalog"]),
            licence=str(data.provenance.get("licence", "")),
        )
    return added


def _catalog(library: Path | None, path: str) -> str | None:
    """The id of a catalog, or None without a saved file or a path."""
    try:
        return scene.catalog_id(library, path) if library and path else None
    except OSError as error:
        message = N_("{path} can't be written ({reason}): choose the asset's catalog in the Asset Browser")
        pump.report(_problem(message, error, library))
        return None


class _ChosenEntry:
    """For operators on the history's chosen entry."""

    @classmethod
    def poll(cls, context):
        if pictures.entry(properties.state(context).entry) is None:
            return _refuse(cls, N_("Choose something in the history first"))
        return cls.possible(context)

    @classmethod
    def possible(cls, context):
        """What else must hold."""
        return True

    @staticmethod
    def chosen(context) -> history.Entry:
        """The entry that `poll` found."""
        return pictures.entry(properties.state(context).entry)


class MODELSHEET_OT_import_again(_ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.import_again"
    bl_label = "Import"
    bl_description = "Add the chosen object to the scene once more, at the place that is set now"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def possible(cls, context):
        return context.mode == "OBJECT" or _refuse(cls, N_("Switch to Object Mode first"))

    def execute(self, context):
        folder = str(self.chosen(context).folder)
        return _call(self, bpy.ops.modelsheet.import_result, "EXEC_DEFAULT", True, entry=folder, again=True)


class _NeedsEngine(_ChosenEntry):
    @classmethod
    def possible(cls, context):
        return _has_engine(cls)


class MODELSHEET_OT_regenerate(_NeedsEngine, bpy.types.Operator):
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
        return _submit(self, context, request, _destination(context))


class MODELSHEET_OT_reroll(_NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.reroll"
    bl_label = "Re-Roll Views"
    bl_description = (
        "Draw the views that are not pinned anew, with a new seed; the pinned ones stay as they are"
    )
    bl_options = {"REGISTER"}

    @classmethod
    def possible(cls, context):
        pinned = [view.pinned for view in properties.state(context).views]
        if not any(pinned) or all(pinned):
            return _refuse(cls, N_("Pin the views that shall stay, and leave at least one free"))
        return super().possible(context)

    def execute(self, context):
        settings, entry = properties.settings(context), self.chosen(context)
        request = {
            **entry.request,
            **settings.finish(),
            "do": "generate",
            "sheet": str(entry.folder),
            "pin": [view.name for view in properties.state(context).views if view.pinned],
            "seed": random.randint(0, 999_999),
        }
        return _submit(self, context, request, _destination(context))


class MODELSHEET_OT_rebuild(_NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.rebuild"
    bl_label = "Rebuild from Sheet"
    bl_description = (
        "Make the mesh again from sheet.png in the chosen object's folder, which you may paint on"
    )
    bl_options = {"REGISTER"}

    def execute(self, context):
        settings, entry = properties.settings(context), self.chosen(context)
        names = ("prompt", "seed", "generator", "image", "image_view")
        kept = {name: entry.request[name] for name in names if name in entry.request}
        request = {"do": "reconstruct", "sheet": str(entry.folder), **kept, **settings.finish()}
        return _submit(self, context, request, _destination(context))


class MODELSHEET_OT_open_folder(_ChosenEntry, bpy.types.Operator):
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


class MODELSHEET_OT_delete(_ChosenEntry, bpy.types.Operator):
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
            trouble = _problem(message, error, preferences.history_folder())
            self.report({"ERROR"}, trouble.line)
            return {"CANCELLED"}
        pictures.refresh_history(preferences.history_folder())
        properties.state(context).entry = pictures.latest()
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
    def poll(cls, context):
        return _has_engine(cls)

    def invoke(self, context, event):
        self.prompt = " ".join(Path(self.filepath).stem.replace("_", " ").replace("-", " ").split())
        return context.window_manager.invoke_props_dialog(self)

    def draw(self, context):
        self.layout.prop(self, "prompt")
        self.layout.label(text=Path(self.filepath).name, icon="IMAGE_DATA", translate=False)

    def execute(self, context):
        settings = properties.settings(context)
        settings.image, settings.prompt = self.filepath, self.prompt
        if obstacle := _obstacle(context):
            self.report({"ERROR"}, translate(obstacle))
            return {"CANCELLED"}
        return _call(self, bpy.ops.modelsheet.generate)


class MODELSHEET_FH_image(bpy.types.FileHandler):
    bl_idname = "MODELSHEET_FH_image"
    bl_label = "Text to 3D"
    bl_import_operator = "modelsheet.dropped_image"
    bl_file_extensions = ";".join(_PICTURES)

    @classmethod
    def poll_drop(cls, context):
        in_view = context.area is not None and context.area.type == "VIEW_3D"
        return in_view and context.mode == "OBJECT" and preferences.get().drop


class _OnAsset:
    """For operators on a generated object."""

    @classmethod
    def poll(cls, context):
        target = context.object
        if target is None or target.type != "MESH" or "modelsheet_prompt" not in target:
            return _refuse(cls, N_("Select a generated object first"))
        return context.mode == "OBJECT" or _refuse(cls, N_("Switch to Object Mode first"))


class MODELSHEET_OT_add_lods(_OnAsset, bpy.types.Operator):
    bl_idname = "modelsheet.add_lods"
    bl_label = "Add LODs"
    bl_description = (
        "Add three coarser versions of the active object, of half the triangles each, as hidden children"
    )
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context):
        scene.add_lods(context.object)
        return {"FINISHED"}


class MODELSHEET_OT_add_hull(_OnAsset, bpy.types.Operator):
    bl_idname = "modelsheet.add_hull"
    bl_label = "Add Collision Hull"
    bl_description = "Add the convex hull of the active object as a hidden child, for game engines"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context):
        scene.add_hull(context.object)
        return {"FINISHED"}


class MODELSHEET_OT_set_up(bpy.types.Operator):
    bl_idname = "modelsheet.set_up"
    bl_label = "Set Up Engine"
    bl_description = "Download the engine into a folder of its own; Blender's own Python stays untouched"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context):
        if pump.task is not None:
            return _refuse(cls, N_("A set-up or a check is under way"))
        if pump.session.jobs:
            return _refuse(cls, N_("Wait for what is being generated, or cancel it first"))
        if preferences.get().engine:
            return _refuse(
                cls, N_("Empty Existing Engine first: it is used instead of what the set-up makes")
            )
        if bpy.app.online_access:
            return True
        if bpy.app.online_access_override:
            return _refuse(cls, N_("Blender was started offline: start it without --offline-mode"))
        return _refuse(cls, N_("Allow Online Access in Preferences > System > Network first"))

    def execute(self, context):
        chosen = preferences.get()
        python = bpy.path.abspath(chosen.python)
        pump.session.unload()
        try:
            command = environment.set_up_command(python, preferences.home(), chosen.index.strip())
            preferences.log_file("setup").unlink(missing_ok=True)
            pump.start_task("SETUP", command)
        except environment.NoPython as error:
            pump.report(Problem(str(error)))
            return {"CANCELLED"}
        except OSError as error:
            message = N_("{path} can't be used ({reason}): make room there, or allow writing")
            pump.report(_problem(message, error, preferences.home()))
            return {"CANCELLED"}
        return {"FINISHED"}


class MODELSHEET_OT_stop_set_up(bpy.types.Operator):
    bl_idname = "modelsheet.stop_set_up"
    bl_label = "Stop"
    bl_description = "Stop the set-up; started again, it goes on where it was"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context):
        return pump.task is not None or _refuse(cls, N_("Nothing is under way"))

    def execute(self, context):
        pump.stop_task()
        return {"FINISHED"}


class MODELSHEET_OT_remove_engine(bpy.types.Operator):
    bl_idname = "modelsheet.remove_engine"
    bl_label = "Remove Engine"
    bl_description = "Delete the engine that the set-up made; the history stays"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context):
        if pump.task is not None:
            return _refuse(cls, N_("A set-up or a check is under way"))
        if pump.session.jobs:
            return _refuse(cls, N_("Wait for what is being generated, or cancel it first"))
        if not environment.made_in(preferences.home()).is_dir():
            return _refuse(cls, N_("There is no engine that the set-up made"))
        return True

    def invoke(self, context, event):
        return context.window_manager.invoke_confirm(self, event)

    def execute(self, context):
        pump.session.unload()
        pump.checks.clear()
        made = environment.made_in(preferences.home())
        try:
            (made / environment.READY).unlink(missing_ok=True)  # half of an engine is none
            shutil.rmtree(made)
        except OSError as error:
            message = N_("{path} can't be deleted ({reason}): close what uses it, then try again")
            pump.report(_problem(message, error, preferences.home()))
        pump.find_engine()
        return {"FINISHED"}


class MODELSHEET_OT_check(bpy.types.Operator):
    bl_idname = "modelsheet.check"
    bl_label = "Check Engine"
    bl_description = "Look at every part that the engine needs, and say what is missing and how to mend it"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context):
        if pump.task is not None:
            return _refuse(cls, N_("A set-up or a check is under way"))
        return pump.python is not None or _refuse(cls, N_("The engine is not set up yet"))

    def execute(self, context):
        try:
            pump.start_task("CHECK", environment.check_command(pump.python))
        except OSError as error:
            message = N_("The engine can't be started ({reason}): set it up again")
            pump.report(Problem(message, "SETUP", {"reason": error.strerror}))
            return {"CANCELLED"}
        return {"FINISHED"}


_LOGS = [("worker", "Worker", "What the engine said while it worked"), ("setup", "Set-up", "What pip said")]


class MODELSHEET_OT_open_log(bpy.types.Operator):
    bl_idname = "modelsheet.open_log"
    bl_label = "Open Log"
    bl_description = "Open the log in the system's text editor"
    bl_options = {"REGISTER", "INTERNAL"}

    log: EnumProperty(items=_LOGS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context):
        path = preferences.log_file(self.log)
        if not path.exists():
            self.report({"INFO"}, translate(N_("There is no log yet")))
            return {"CANCELLED"}
        return bpy.ops.wm.path_open(filepath=str(path))


class MODELSHEET_OT_copy_log(bpy.types.Operator):
    bl_idname = "modelsheet.copy_log"
    bl_label = "Copy Log"
    bl_description = "Copy the end of the log, to paste it into a report"
    bl_options = {"REGISTER", "INTERNAL"}

    log: EnumProperty(items=_LOGS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context):
        context.window_manager.clipboard = process.tail(preferences.log_file(self.log))
        self.report({"INFO"}, translate(N_("Copied the end of the log")))
        return {"FINISHED"}


class MODELSHEET_OT_show_preferences(bpy.types.Operator):
    bl_idname = "modelsheet.show_preferences"
    bl_label = "Open Preferences"
    bl_description = "Show this extension's preferences: engine, folders, log"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context):
        bpy.ops.preferences.addon_show(module=__package__)
        return {"FINISHED"}


class MODELSHEET_OT_dismiss(bpy.types.Operator):
    bl_idname = "modelsheet.dismiss"
    bl_label = "Dismiss"
    bl_description = "Hide this message"
    bl_options = {"REGISTER", "INTERNAL"}

    def execute(self, context):
        pump.dismiss()
        return {"FINISHED"}


_CLASSES = (
    MODELSHEET_OT_generate,
    MODELSHEET_OT_cancel,
    MODELSHEET_OT_unload,
    MODELSHEET_OT_random_seed,
    MODELSHEET_OT_import_result,
    MODELSHEET_OT_import_again,
    MODELSHEET_OT_regenerate,
    MODELSHEET_OT_reroll,
    MODELSHEET_OT_rebuild,
    MODELSHEET_OT_open_folder,
    MODELSHEET_OT_delete,
    MODELSHEET_OT_dropped_image,
    MODELSHEET_OT_add_lods,
    MODELSHEET_OT_add_hull,
    MODELSHEET_OT_set_up,
    MODELSHEET_OT_stop_set_up,
    MODELSHEET_OT_remove_engine,
    MODELSHEET_OT_check,
    MODELSHEET_OT_open_log,
    MODELSHEET_OT_copy_log,
    MODELSHEET_OT_show_preferences,
    MODELSHEET_OT_dismiss,
    MODELSHEET_FH_image,
)

register, unregister = bpy.utils.register_classes_factory(_CLASSES)
