# SPDX-License-Identifier: GPL-3.0-or-later
"""Results into the scene, and what is done to generated objects there."""

import functools
import math
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty
from mathutils import Matrix

from .. import history, scene
from ..engine import engine
from ..locale import N_, translate
from ..pump import pump
from ._shared import Result, destination, file_problem, refuse


class MODELSHEET_OT_import_result(bpy.types.Operator):
    bl_idname = "modelsheet.import_result"
    bl_label = "Import"
    bl_description = "Add the chosen object to the scene once more, at the place that is set now"
    bl_options = {"REGISTER", "UNDO"}

    entry: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    again: BoolProperty(options={"HIDDEN", "SKIP_SAVE"})
    mesh: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        current: Any = context.scene
        if scene.is_linked(current):
            return refuse(cls, N_("This scene is linked from another file: choose a scene of this one"))
        return context.mode == "OBJECT" or refuse(cls, N_("Switch to Object Mode first"))

    def execute(self, context: bpy.types.Context) -> Result:
        folder = Path(self.entry)
        entry = history.begun(folder)
        if entry is None:
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(folder)))
            return {"CANCELLED"}
        place = destination(context) if self.again else entry.destination
        try:
            added = _add(context, entry, place, Path(self.mesh) if self.mesh else folder)
        except scene.UnreadableAsset as error:
            self.report({"ERROR"}, translate(error.message, **error.values))
            return {"CANCELLED"}
        _reveal(context, added, place)
        collection = added.users_collection[0]
        if collection == context.scene.collection:
            message = N_('Added {name} to the Scene Collection, for "Text to 3D" is hidden')
        else:
            message = N_("Added {name}")
        self.report({"INFO"}, translate(message, name=added.name))
        if place["texture_place"] == "BESIDE" and not bpy.data.filepath:
            self.report(
                {"WARNING"}, translate(N_("The file is not saved yet: the texture is packed into it"))
            )
        return {"FINISHED"}


def _reveal(context: bpy.types.Context, added: bpy.types.Object, place: history.Place) -> None:
    """Select an object that has come, and move the view to it."""
    layer = _view_layer(context)
    layer.update()
    scene.select(added, layer, alone=place["number"] == 0)
    frame = place.get("frame", True) and not place.get("replaces")
    scene.show(added, context.window, frame=frame, textured=place.get("textured", True))


def _view_layer(context: bpy.types.Context) -> bpy.types.ViewLayer:
    """Of the scene; the context's may be that of another window."""
    current: Any = context.scene
    layer: Any = context.view_layer
    return layer if layer.id_data == current else current.view_layers[0]


def _add(
    context: bpy.types.Context, entry: history.Entry, place: history.Place, mesh: Path
) -> bpy.types.Object:
    """The entry's asset, from the folder `mesh`, as an object, placed, and marked as an asset where wanted.

    What can't be written beside the .blend file is done without, and the panel says so.
    """
    data = scene.read_asset(mesh)
    saved = Path(bpy.data.filepath).parent if bpy.data.filepath else None
    current: Any = context.scene
    add = functools.partial(
        scene.add_asset,
        data,
        scene.own_collection(_view_layer(context)),
        scene.Placement(tuple(place["location"]), tuple(place["size"]) if place["size"] else None),
        unit=current.unit_settings.scale_length,
        beside=place["number"],
        style=entry.request.get("style") or "auto",
        quads=bool(entry.request.get("quads")),
    )
    textures = saved / scene.TEXTURES if saved and place["texture_place"] == "BESIDE" else None
    try:
        added = add(texture_folder=textures)
    except OSError as error:
        message = N_("{path} can't be written ({reason}): the texture is packed into the .blend file instead")
        engine.problem = file_problem(message, error, textures or Path())
        added = add()
    scene.mark(added, entry.name)
    replaced = current.objects.get(place.get("replaces", ""))
    if replaced is not None and replaced.type == "MESH":
        scene.replace(replaced, added)
        added = replaced
    elif place.get("make_room", True) and not place["size"]:
        scene.make_room(added, _view_layer(context))
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
        engine.problem = file_problem(message, error, library or Path())
        return None


class MODELSHEET_OT_import_now(bpy.types.Operator):
    bl_idname = "modelsheet.import_now"
    bl_label = "Leave Mode and Import"
    bl_description = "Go back to Object Mode, and import what is done"
    bl_options = {"REGISTER", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        obstacle = pump.obstacle()
        return not obstacle or context.mode != "OBJECT" or refuse(cls, obstacle)

    def execute(self, context: bpy.types.Context) -> Result:
        if context.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")
        pump.wake()
        return {"FINISHED"}


class _OnAsset:
    """For operators on a generated object."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        target: Any = context.object
        if target is None or target.type != "MESH" or "modelsheet_prompt" not in target:
            return refuse(cls, N_("Select a generated object first"))
        if scene.is_linked(target):
            return refuse(cls, N_("The object is linked from another file: make it local first"))
        return context.mode == "OBJECT" or refuse(cls, N_("Switch to Object Mode first"))


class MODELSHEET_OT_add_lods(_OnAsset, bpy.types.Operator):
    bl_idname = "modelsheet.add_lods"
    bl_label = "Add LODs"
    bl_description = (
        "Add three coarser versions of the active object, of half the triangles each, as hidden children; "
        "those it has are replaced"
    )
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> Result:
        target: Any = context.object
        scene.add_lods(target)
        return {"FINISHED"}


class MODELSHEET_OT_add_hull(_OnAsset, bpy.types.Operator):
    bl_idname = "modelsheet.add_hull"
    bl_label = "Add Collision Hull"
    bl_description = (
        "Add a convex hull of at most 64 faces around the active object, as a hidden child for game engines; "
        "the one it has is replaced"
    )
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> Result:
        target: Any = context.object
        scene.add_hull(target)
        return {"FINISHED"}


class MODELSHEET_OT_turn(bpy.types.Operator):
    bl_idname = "modelsheet.turn"
    bl_label = "Turn by 90°"
    bl_description = "Turn the selected objects about their own vertical axes by a quarter"
    bl_options = {"REGISTER", "UNDO"}

    quarters: IntProperty(name="Quarters", description="How many quarter turns", default=1, min=-3, max=3)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            return refuse(cls, N_("Switch to Object Mode first"))
        return bool(context.selected_editable_objects) or refuse(cls, N_("Select an object first"))

    def execute(self, context: bpy.types.Context) -> Result:
        turn = Matrix.Rotation(self.quarters * math.pi / 2, 4, "Z")
        for target in context.selected_editable_objects:
            if target.parent not in context.selected_editable_objects:
                place = Matrix.Translation(target.matrix_world.translation)
                target.matrix_world = place @ turn @ place.inverted() @ target.matrix_world
        return {"FINISHED"}


class MODELSHEET_OT_write_textures(bpy.types.Operator):
    bl_idname = "modelsheet.write_textures"
    bl_label = "Write Textures"
    bl_description = (
        "Write the packed textures of generated objects into a folder textures beside the .blend file, where "
        "OBJ and FBX files can refer to them"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(bpy.data.filepath) or refuse(cls, N_("Save the file first"))

    def execute(self, context: bpy.types.Context) -> Result:
        try:
            count = scene.write_textures()
        except RuntimeError as error:  # Blender's own words for a folder that it can't write
            self.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
            return {"CANCELLED"}
        self.report({"INFO"}, translate(N_("{count} textures written"), count=count))
        return {"FINISHED"}


CLASSES = (
    MODELSHEET_OT_turn,
    MODELSHEET_OT_import_now,
    MODELSHEET_OT_write_textures,
    MODELSHEET_OT_import_result,
    MODELSHEET_OT_add_lods,
    MODELSHEET_OT_add_hull,
)
