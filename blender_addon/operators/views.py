# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet of the chosen entry, drawn anew or built again."""

import random

import bpy

from .. import properties
from ..locale import N_
from ._shared import NeedsEngine, destination, refuse, submit


class MODELSHEET_OT_reroll(NeedsEngine, bpy.types.Operator):
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
            return refuse(cls, N_("Pin the views that shall stay, and leave at least one free"))
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
        return submit(self, context, request, destination(context))


class MODELSHEET_OT_rebuild(NeedsEngine, bpy.types.Operator):
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
        return submit(self, context, request, destination(context))


CLASSES = (
    MODELSHEET_OT_reroll,
    MODELSHEET_OT_rebuild,
)
