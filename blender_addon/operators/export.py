# SPDX-License-Identifier: GPL-3.0-or-later
"""The selected objects to a file of another program."""

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from .. import scene
from ..locale import N_, translate
from ._shared import Result, refuse


class MODELSHEET_OT_export(bpy.types.Operator):
    bl_idname = "modelsheet.export"
    bl_label = "Export"
    bl_description = "Write the selected objects to a file, with their textures, by Blender's own exporter"
    bl_options = {"REGISTER"}

    format: EnumProperty(name="Format", items=scene.FORMATS, options={"HIDDEN", "SKIP_SAVE"})
    filepath: StringProperty(subtype="FILE_PATH", options={"HIDDEN", "SKIP_SAVE"})
    filter_glob: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    check_existing: BoolProperty(default=True, options={"HIDDEN"})
    parts: BoolProperty(
        name="LODs and Hulls",
        description="Write the coarser versions and collision hulls that the objects have, too",
        default=True,
    )

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return translate(next(text for name, _, text in scene.FORMATS if name == properties.format))

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            return refuse(cls, N_("Switch to Object Mode first"))
        return bool(_targets(context)) or refuse(cls, N_("Select a mesh object first"))

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Result:
        suffix = scene.SUFFIXES[self.format]
        target: Any = context.object or _targets(context)[0]
        folder = Path(bpy.data.filepath).parent if bpy.data.filepath else Path.home()
        self.filepath = str(folder / (bpy.path.clean_name(target.name) + suffix))
        self.filter_glob = f"*{suffix}"
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> Result:
        path = Path(bpy.path.ensure_ext(self.filepath, scene.SUFFIXES[self.format]))
        try:
            scene.export(context, _targets(context), self.format, path, self.parts)
        except (RuntimeError, OSError) as error:  # the first in Blender's own words
            self.report({"ERROR"}, " ".join(str(error).removeprefix("Error: ").split()))
            return {"CANCELLED"}
        self.report({"INFO"}, translate(N_("Exported {path}"), path=str(path)))
        return {"FINISHED"}


def _targets(context: bpy.types.Context) -> list[bpy.types.Object]:
    return [target for target in context.selected_objects if target.type == "MESH"]


CLASSES = (MODELSHEET_OT_export,)
