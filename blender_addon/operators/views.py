# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet of the chosen entry: looked at, painted on, drawn anew, built again."""

import random
from typing import Any

import bpy
from bpy.props import IntProperty, StringProperty

from .. import history, pictures, properties
from ..locale import N_, translate
from ._shared import ChosenEntry, NeedsEngine, Result, destination, instead, refuse, submit

_LEAST = 700  # pixels, at scale 1: a 3D view that is narrower is not halved
_ZOOMED = "Text to 3D View"  # the image in which a view is shown; no file keeps it


class MODELSHEET_OT_zoom_view(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.zoom_view"
    bl_label = "Show Large"
    bl_description = "Show this view in the Image Editor"
    bl_options = {"REGISTER", "INTERNAL"}

    view: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        entry = self.chosen()
        try:
            drawing = entry.drawing
            views = dict(zip(drawing.names, pictures.load_views(drawing.views), strict=True))
            pixels = views[self.view]
        except (OSError, ValueError, LookupError):
            message = N_("{path} is missing: generate it again")
            self.report({"ERROR"}, translate(message, path=str(entry.drawing.views)))
            return {"CANCELLED"}
        _show(context, pictures.image(_ZOOMED, pixels), "VIEW")
        return {"FINISHED"}


class MODELSHEET_OT_zoom_candidate(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.zoom_candidate"
    bl_label = "Show Large"
    bl_description = "Show all views of this candidate in the Image Editor"
    bl_options = {"REGISTER", "INTERNAL"}

    number: IntProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        path = self.chosen().candidates[self.number - 1].folder / "sheet.png"
        if not path.is_file():
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(path)))
            return {"CANCELLED"}
        _show(context, bpy.data.images.load(str(path), check_existing=True), "VIEW")
        return {"FINISHED"}


class MODELSHEET_OT_build_candidate(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.build_candidate"
    bl_label = "Build This"
    bl_description = "Make the mesh of this candidate; the others stay in the history"
    bl_options = {"REGISTER"}

    number: IntProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> Result:
        settings, entry = properties.settings(context), self.chosen()
        chosen = entry.candidates[self.number - 1]
        kept: history.Request = {n: v for n, v in entry.request.items() if n in ("prompt", "generator")}
        request = {**kept, **settings.finish(), "sheet": str(chosen.folder), "seed": chosen.seed}
        return submit(self, context, {**request, "do": "reconstruct"}, destination(context))


class MODELSHEET_OT_paint_sheet(ChosenEntry, bpy.types.Operator):
    bl_idname = "modelsheet.paint_sheet"
    bl_label = "Paint the Views"
    bl_description = (
        "Open all views of the chosen object in the Image Editor, to paint on them. Rebuild as Painted then "
        "makes the mesh of what you painted"
    )
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> Result:
        path = self.chosen().sheet
        if not path.is_file():
            self.report({"ERROR"}, translate(N_("{path} is missing: generate it again"), path=str(path)))
            return {"CANCELLED"}
        image = bpy.data.images.load(str(path), check_existing=True)
        image.alpha_mode = "STRAIGHT"
        _show(context, image, "PAINT")
        return {"FINISHED"}


class MODELSHEET_OT_rebuild(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.rebuild"
    bl_label = "Rebuild as Painted"
    bl_description = "Make the mesh again from the chosen object's views, with what you painted on them"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> Result:
        settings, entry = properties.settings(context), self.chosen()
        try:
            pictures.save_painted(entry.sheet)
        except RuntimeError as error:  # Blender's own word for a file that it can't write
            self.report({"ERROR"}, " ".join(str(error).split()))
            return {"CANCELLED"}
        names = ("prompt", "seed", "generator", "image", "image_view", "images")
        kept = {name: entry.request[name] for name in names if name in entry.request}
        request = {"do": "reconstruct", "sheet": str(entry.folder), **kept, **settings.finish()}
        if entry.destination.get("paints"):
            request |= {"do": "texture", "mesh": entry.request["mesh"], "pin": list(entry.drawing.names)}
        return submit(self, context, request, instead(context, entry))


class MODELSHEET_OT_reroll(NeedsEngine, bpy.types.Operator):
    bl_idname = "modelsheet.reroll"
    bl_label = "Redraw the Others"
    bl_description = (
        "Draw the views that are not kept anew, with a new seed, and make the mesh of all; the kept ones "
        "stay as they are"
    )
    bl_options = {"REGISTER"}

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        pinned = [view.pinned for view in properties.state(context).views]
        if not any(pinned) or all(pinned):
            return refuse(cls, N_("Press Keep This below what shall stay, and leave at least one view free"))
        return super().possible(context)

    def execute(self, context: bpy.types.Context) -> Result:
        settings, entry = properties.settings(context), self.chosen()
        request = {
            **entry.request,
            **settings.finish(),
            "do": "texture" if entry.destination.get("paints") else "generate",
            "sheet": str(entry.folder),
            "pin": [view.name for view in properties.state(context).views if view.pinned],
            "seed": random.randint(0, 999_999),
            "candidates": 1,
            "views_only": False,
        }
        return submit(self, context, request, instead(context, entry))


def _show(context: bpy.types.Context, image: bpy.types.Image, mode: str) -> None:
    """In an Image Editor that is open, else in half of the 3D view, or a new window where that is narrow.

    mode: "VIEW" or "PAINT".
    """
    if bpy.app.background:
        return
    windows = context.window_manager.windows
    areas = [(w, area) for w in windows for area in w.screen.areas if area.type == "IMAGE_EDITOR"]
    window, area = areas[0] if areas else _split(context) or _new_window(context)
    area.type = "IMAGE_EDITOR"
    space = area.spaces.active
    space.image, space.mode = image, mode
    space.overlay.show_overlays = mode != "PAINT"  # the active object's UVs would lie over the sheet
    region = next(region for region in area.regions if region.type == "WINDOW")
    with context.temp_override(window=window, area=area, region=region):
        bpy.ops.image.view_all(fit_view=True)


def _split(context: bpy.types.Context) -> tuple[Any, Any] | None:
    """The left half of the window's largest 3D view; None where that is too narrow to be halved."""
    window = context.window
    views = [area for area in window.screen.areas if area.type == "VIEW_3D"] if window else []
    view = max(views, key=lambda area: area.width, default=None)
    if view is None or view.width < _LEAST * context.preferences.system.ui_scale:
        return None
    before = {area.as_pointer() for area in window.screen.areas}
    with context.temp_override(window=window, area=view):
        bpy.ops.screen.area_split(direction="VERTICAL", factor=0.5)
    (added,) = (area for area in window.screen.areas if area.as_pointer() not in before)
    return window, min(added, view, key=lambda area: area.x)


def _new_window(context: bpy.types.Context) -> tuple[Any, Any]:
    bpy.ops.wm.window_new()
    window = context.window_manager.windows[-1]
    return window, window.screen.areas[0]


CLASSES = (
    MODELSHEET_OT_zoom_view,
    MODELSHEET_OT_zoom_candidate,
    MODELSHEET_OT_build_candidate,
    MODELSHEET_OT_paint_sheet,
    MODELSHEET_OT_rebuild,
    MODELSHEET_OT_reroll,
)
