# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures to make an object from: of the 3D view, of a render, of further sides."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy
from bpy.props import IntProperty

from .. import preferences, properties
from ..locale import N_, translate
from ._shared import Result, refuse

_SIDE = 768  # pixels of a picture of the 3D view; more than any model sees


class MODELSHEET_OT_picture_from_view(bpy.types.Operator):
    bl_idname = "modelsheet.picture_from_view"
    bl_label = "Picture of the 3D View"
    bl_description = (
        "Take what the 3D view shows, without its background, as the picture to make an object from"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if bpy.app.background or context.area is None or context.area.type != "VIEW_3D":
            return refuse(cls, N_("Use it in a 3D view"))
        return True

    def execute(self, context: bpy.types.Context) -> Result:
        with _plain_view(context):
            bpy.ops.render.opengl(view_context=True)
        return _take_render(self, context)


class MODELSHEET_OT_picture_from_render(bpy.types.Operator):
    bl_idname = "modelsheet.picture_from_render"
    bl_label = "Picture of the Render"
    bl_description = (
        "Take the last render as the picture to make an object from; best with a transparent background"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return "Render Result" in bpy.data.images or refuse(cls, N_("Render an image first"))

    def execute(self, context: bpy.types.Context) -> Result:
        return _take_render(self, context)


class MODELSHEET_OT_add_side(bpy.types.Operator):
    bl_idname = "modelsheet.add_side"
    bl_label = "Another Side"
    bl_description = "Add a picture of another side of the same object: its proportions become right"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(_free_views(context)) or refuse(cls, N_("There is a picture of every side"))

    def execute(self, context: bpy.types.Context) -> Result:
        view = _free_views(context)[0]
        properties.settings(context).sides.add().view = view
        return {"FINISHED"}


class MODELSHEET_OT_remove_side(bpy.types.Operator):
    bl_idname = "modelsheet.remove_side"
    bl_label = "Remove"
    bl_description = "Leave this picture out"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    number: IntProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        properties.settings(context).sides.remove(self.number)
        return {"FINISHED"}


def _free_views(context: bpy.types.Context) -> list[str]:
    """The sides that no picture shows."""
    settings = properties.settings(context)
    taken = {settings.image_view, *(side.view for side in settings.sides)}
    return [name for name, *_ in properties.SIDES if name not in taken]


def _take_render(operator: bpy.types.Operator, context: bpy.types.Context) -> Result:
    """The last render as the picture of the settings."""
    path = preferences.home() / "pictures" / f"{time.strftime('%Y%m%d-%H%M%S')}.png"
    render: Any = context.scene.render
    before = render.image_settings.file_format, render.image_settings.color_mode
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
        bpy.data.images["Render Result"].save_render(str(path), scene=context.scene)
    except (OSError, RuntimeError) as error:
        message = N_("{path} can't be used ({reason}): make room there, or allow writing")
        operator.report({"ERROR"}, translate(message, path=str(path), reason=str(error)))
        return {"CANCELLED"}
    finally:
        render.image_settings.file_format, render.image_settings.color_mode = before
    properties.settings(context).image = str(path)
    return {"FINISHED"}


@contextmanager
def _plain_view(context: bpy.types.Context) -> Iterator[None]:
    """The 3D view without grid and outlines, on nothing, square; all is put back after."""
    space: Any = context.space_data
    render: Any = context.scene.render
    wanted: list[tuple[Any, str, Any]] = [
        (space.overlay, "show_overlays", False),
        (render, "film_transparent", True),
        (render, "resolution_x", _SIDE),
        (render, "resolution_y", _SIDE),
        (render, "resolution_percentage", 100),
    ]
    before = [getattr(owner, name) for owner, name, _ in wanted]
    try:
        for owner, name, value in wanted:
            setattr(owner, name, value)
        yield
    finally:
        for (owner, name, _), value in zip(wanted, before, strict=True):
            setattr(owner, name, value)


CLASSES = (
    MODELSHEET_OT_picture_from_view,
    MODELSHEET_OT_picture_from_render,
    MODELSHEET_OT_add_side,
    MODELSHEET_OT_remove_side,
)
