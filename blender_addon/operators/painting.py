# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours for objects that exist: painted by the engine, applied when the user accepts them."""

import tempfile
from pathlib import Path
from typing import Any

import bpy

from .. import properties, scene
from ..engine import engine
from ..locale import N_, translate
from ._shared import ChosenEntry, Result, destination, file_problem, has_engine, refuse, submit


def _targets(context: bpy.types.Context) -> list[Any]:
    return [target for target in context.selected_objects if target.type == "MESH"]


class MODELSHEET_OT_texture_selected(bpy.types.Operator):
    bl_idname = "modelsheet.texture_selected"
    bl_label = "Texture Selected"
    bl_description = (
        "Paint the selected objects as the prompt says, with their modifiers, from all sides. They stay as "
        "they are until you apply the result"
    )
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_engine(cls):
            return False
        if context.mode != "OBJECT":
            return refuse(cls, N_("Switch to Object Mode first"))
        targets = _targets(context)
        if not targets:
            return refuse(cls, N_("Select a mesh object first"))
        if any(scene.is_linked(target) or scene.is_linked(target.data) for target in targets):
            return refuse(cls, N_("The object is linked from another file: make it local first"))
        if not properties.settings(context).prompt.strip():
            return refuse(cls, N_("Type a prompt first: what should be made?"))
        return True

    def execute(self, context: bpy.types.Context) -> Result:
        settings = properties.settings(context)
        with tempfile.TemporaryDirectory() as folder:
            mesh = Path(folder) / "mesh.glb"
            try:
                painted = scene.write_meshes(context, _targets(context), mesh)
            except scene.Unpaintable as error:
                self.report({"ERROR"}, translate(error.message, **error.values))
                return {"CANCELLED"}
            except OSError as error:
                message = N_("{path} can't be written ({reason}): free space and try again")
                self.report({"ERROR"}, file_problem(message, error, mesh).line)
                return {"CANCELLED"}
            asked = settings.request(settings.seed)
            names = ("prompt", "seed", "steps", "generator", "image", "image_view", "images", "texture_size")
            request = {name: asked[name] for name in names if name in asked}
            request |= {"do": "texture", "mesh": str(mesh)}
            place = {**destination(context), "paints": [each.to_json() for each in painted]}
            return submit(self, context, request, place)


class MODELSHEET_OT_apply_texture(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.apply_texture"
    bl_label = "Apply Texture"
    bl_description = "Give the painted objects their new materials; one undo brings the old ones back"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            return refuse(cls, N_("Switch to Object Mode first"))
        if not cls.chosen().destination.get("paints"):
            return refuse(cls, N_("Choose an entry in the history that painted objects"))
        return True

    def execute(self, context: bpy.types.Context) -> Result:
        entry = self.chosen()
        records = [scene.Painted.of(each) for each in entry.destination["paints"]]
        found: list[Any] = [(bpy.data.objects.get((record.name, None)), record) for record in records]
        gone = [record.name for target, record in found if target is None or target.type != "MESH"]
        if gone:
            self.report({"ERROR"}, translate(N_("{name} is not in this file any more"), name=gone[0]))
            return {"CANCELLED"}
        saved = Path(bpy.data.filepath).parent / scene.TEXTURES if bpy.data.filepath else None
        textures = saved if entry.destination["texture_place"] == "BESIDE" else None
        try:
            count = scene.apply_textures(found, entry.folder, entry.title, textures)
        except (scene.Unpaintable, scene.UnreadableAsset) as error:
            self.report({"ERROR"}, translate(error.message, **error.values))
            return {"CANCELLED"}
        except OSError as error:
            message = N_("{path} can't be written ({reason}): choose another place for the texture")
            self.report({"ERROR"}, file_problem(message, error, textures or Path()).line)
            return {"CANCELLED"}
        engine.notice = ""
        self.report({"INFO"}, translate(N_("{count} materials painted"), count=count))
        return {"FINISHED"}


CLASSES = (MODELSHEET_OT_texture_selected, MODELSHEET_OT_apply_texture)
