# SPDX-License-Identifier: GPL-3.0-or-later
"""Prompt, button, what is under way and what went wrong."""

from typing import Any

import bpy

from .. import pictures, properties
from ..engine import engine
from ..engine.session import Job
from ..locale import N_, translate
from ..pump import pump
from . import picture, routes, setup
from .parts import NARROW, PHASES, Layout, Panel, draw_messages, draw_task, units, with_room, wrapped

_ICONS: dict[str, Any] = {"waiting": "SORTTIME", "done": "CHECKMARK", "failed": "ERROR", "cancelled": "X"}
_SHOWN = 4  # jobs that have ended, in the list


class MODELSHEET_PT_main(Panel, bpy.types.Panel):  # type: ignore[misc]
    bl_label = "Text to 3D"

    def draw(self, context: bpy.types.Context) -> None:
        """In the order of work."""
        layout, settings = self.layout, properties.settings(context)
        if engine.python is None and engine.task is None:
            setup.draw(layout.box(), context)
        if engine.task is not None:
            draw_task(layout, engine.task)
        layout.prop(settings, "prompt", text="", icon="OUTLINER_OB_FONT", placeholder="A wooden barrel")
        picture.draw(layout, context)
        routes.draw(layout, context)
        if units(context) < NARROW:  # one below the other, else their names are cut
            layout.prop(settings, "candidates")
        row = layout.row(align=True)
        if units(context) >= NARROW:
            row.prop(settings, "candidates")
        row.prop(settings, "seed")
        row.operator("modelsheet.random_seed", text="", icon="FILE_REFRESH")
        main = layout.column()
        main.scale_y = 1.5
        main.operator("modelsheet.generate", icon="MESH_MONKEY")
        if step := _next_step(context):
            wrapped(layout, context, translate(step), icon="FORWARD", indent=6)
        _draw_queue(layout, context)
        _draw_waiting(layout, context)
        draw_messages(layout, context)


def _next_step(context: bpy.types.Context) -> str:
    """What the user may want to do now; empty where other messages say so."""
    settings, entry = properties.settings(context), properties.entry()
    if engine.python is None or engine.problem is not None or pump.ready:
        return ""
    if not settings.prompt.strip() and not settings.image:
        return N_("Type what to make, or choose a picture")
    route = engine.routes.find(settings.route)
    if route is not None and not route.installed:
        return "" if engine.routes.download else N_("Press Download Models")
    if engine.session.jobs:
        return N_("Blender stays free: go on working, or press Generate for one more")
    if entry is None or entry.title != " ".join(settings.prompt.split()):
        return N_("Press Generate")
    if not entry.has_mesh:
        return N_("Press Build This below the one that you like")
    if pictures.is_open(entry.sheet):
        return N_("Paint in the Image Editor, then press Rebuild as Painted")
    kept = [view.pinned for view in properties.state(context).views]
    if any(kept) and not all(kept):
        return N_("Press Redraw the Others")
    return N_("Change it by Views or History below, or take it out by Export")


def _draw_queue(layout: Layout, context: bpy.types.Context) -> None:
    """What runs, what waits, and what has ended, the newest last."""
    session = engine.session
    past = session.past[-_SHOWN:]
    if not session.jobs and not any(job.state == "failed" for job in past):
        return
    box = layout.box()
    column = box.column(align=True)
    for job in past:
        _draw_ended(column, job)
    for job in session.jobs:
        _draw_job(column, context, job)
    row = box.row()
    if len(session.jobs) > 1:
        row.operator("modelsheet.cancel", text="Cancel All", icon="CANCEL")
    elif not session.jobs:
        row.operator("modelsheet.clear_jobs", icon="X")


def _draw_waiting(layout: Layout, context: bpy.types.Context) -> None:
    """That a result is there and why it is not in the scene yet, with the button that helps."""
    obstacle = pump.obstacle() if pump.ready else ""
    if obstacle:
        box = layout.box()
        box.label(
            text=translate(N_("{name} is done"), name=pump.ready[0].title), icon="INFO", translate=False
        )
        wrapped(box, context, translate(obstacle))
        box.operator("modelsheet.import_now", icon=with_room(context, "IMPORT"))


def _draw_job(layout: Layout, context: bpy.types.Context, job: Job) -> None:
    """A job that waits or runs: its phase, how far it is and how long it takes."""
    waits = job.state == "waiting" and not (job is engine.session.jobs[0] and not engine.session.running)
    phase = translate(N_("Cancelling") if job.state == "cancelling" else PHASES.get(job.phase, PHASES[""]))
    if not waits and len(engine.session.jobs) > 1:
        layout.label(text=job.title, icon="PLAY", translate=False)
    text = translate(N_("{seconds} s left"), seconds=round(job.eta)) if job.eta >= 1 else ""
    if units(context) >= NARROW:
        text = f"{phase}   {text}".strip()
    elif not waits:  # the bar has no room for both
        layout.label(text=phase, translate=False)
    row = layout.row(align=True)
    if waits:
        row.label(text=job.title, icon=_ICONS["waiting"], translate=False)
    else:
        row.progress(factor=job.fraction, text=text)
    row.operator("modelsheet.cancel", text="", icon="X").job = job.id


def _draw_ended(layout: Layout, job: Job) -> None:
    row = layout.row(align=True)
    row.label(text=job.title, icon=_ICONS[job.state], translate=False)
    if job.state != "done":
        row.operator("modelsheet.retry", text="", icon="FILE_REFRESH").job = job.id


CLASSES = (MODELSHEET_PT_main,)
