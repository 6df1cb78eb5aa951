# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the engine and Blender: one timer that takes in what has happened.

`Pump.poll_once` is all of it, for tests and for Blender without a window, where timers never fire. No
Blender data is held between two calls: jobs know their scene by name and their file by a number.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from . import history, pictures, preferences, properties
from .engine import Engine, engine
from .engine.session import Job, Problem
from .locale import N_

_BUSY, _IDLE = 0.05, 0.5  # seconds between two looks


@dataclass(frozen=True)
class Target:
    """Where a result goes: a scene of the file that was open when its job began."""

    file: int
    scene: str


class Pump:
    """Takes in what the engine says, shows it, and imports what is done."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.ready: list[Job] = []  # done, to be imported as soon as Blender is in a state for it
        self._imported: list[Job] = []  # before they were done
        self._changes = 0  # of the history, as far as thumbnails follow it
        self._file = 0  # counts the files that were opened
        self._drawn: tuple[Any, ...] | None = None  # what the panel showed last
        self._selected = ""  # the entry of the object that was selected last

    def poll_once(self) -> float:
        """Take in events, show and import what is new; returns the seconds until the next call."""
        for job in self.engine.poll():
            self._choose(job)
            if job.request.get("do") == "texture":
                self.engine.notice = N_("Painted: look at it, then press Apply Texture")
            elif job not in self._imported and not job.request.get("views_only"):
                self.ready.append(job)
        self._imported = [job for job in self._imported if not job.ended]
        self.engine.session.unload_after(60 * preferences.get().unload)
        self.engine.cutouts.poll(properties.settings(bpy.context).picture_paths)
        self._import_ready()
        self._import_early()
        self._follow_selection()
        new_views = self._show_views()
        state = self._state()
        if new_views or state != self._drawn:
            self._drawn = state
            _redraw()
        session = self.engine.session
        return _BUSY if session.jobs or session.asking or self.engine.task or self.ready else _IDLE

    def submit(self, request: history.Request, place: history.Place, scene: str) -> Problem | None:
        """Have a job done for a scene; returns why that can't be, if so."""
        trouble = self.engine.submit(request, place, Target(self._file, scene))
        self.wake()
        return trouble

    def submit_file(self, path: Path, shape: history.Request, place: history.Place, scene: str) -> None:
        """Have the rows of a jobs file done, side by side. shape: what holds where a row says nothing."""
        target = Target(self._file, scene)

        def take(rows: list[history.Request]) -> None:
            for number, row in enumerate(rows):
                self.engine.submit({"do": "generate", **shape, **row}, {**place, "number": number}, target)

        self.engine.read_jobs(path, take)
        self.wake()

    def retry(self, job: Job) -> Problem | None:
        """Have a job done once more."""
        trouble = self.engine.retry(job)
        self.wake()
        return trouble

    def wake(self) -> None:
        """Look at once, not when the timer would."""
        if bpy.app.timers.is_registered(_tick):
            bpy.app.timers.unregister(_tick)
            bpy.app.timers.register(_tick, first_interval=0, persistent=True)

    def forget(self) -> None:
        """There is nothing to import any more."""
        self.ready.clear()
        self._imported.clear()

    def next_file(self) -> None:
        """Another file was opened: what was begun in the last one waits in the history."""
        self._file += 1

    def _choose(self, job: Job) -> None:
        """What was made is the history's chosen entry, unless that loses pins."""
        state = properties.state(bpy.context)
        pinned = any(view.pinned for view in state.views)
        if self.engine.history.find(job.id) and (job.request.get("pin") or not pinned):
            properties.choose(bpy.context, job.id)

    def _follow_selection(self) -> None:
        """Whoever selects a generated object sees its entry, unless that loses pins."""
        active = bpy.context.view_layer.objects.active
        name = str(active.get("modelsheet_entry", "")) if active is not None and active.select_get() else ""
        if name == self._selected:
            return
        self._selected = name
        pinned = any(view.pinned for view in properties.state(bpy.context).views)
        if self.engine.history.find(name) and not pinned:
            properties.choose(bpy.context, name)

    def _import_ready(self) -> None:
        """Import what is done, one result a call; it waits while the user edits, moves things or renders."""
        if not self.ready or self.obstacle():
            return
        job = self.ready.pop(0)
        scene = self._scene(job)
        if scene is None:
            self.engine.notice = N_("A result belongs to another file or scene: it waits in the history")
        elif trouble := _import(job, scene, job.folder):
            self.engine.problem = Problem(trouble)

    def _import_early(self) -> None:
        """Import a mesh whose pictures are still being made, where nothing but the mesh is needed."""
        job = self.engine.session.running
        if (
            job is None
            or job.mesh is None
            or job in self._imported
            or job.place["as_asset"]
            or job.request.get("do") == "texture"
            or self.obstacle()
        ):
            return
        scene = self._scene(job)
        if scene is None or job.state != "running" or not job.mesh.is_file():
            return
        if not _import(job, scene, job.mesh.parent):  # else its files are in their place: see `_import_ready`
            self._imported.append(job)

    @staticmethod
    def obstacle() -> str:
        """Why nothing is imported now, as an undo step would come in the way; empty where that is not so."""
        running: Any = bpy.app.is_job_running
        if running("RENDER") or running("OBJECT_BAKE"):
            return N_("It is imported after the render")
        if bpy.context.mode != "OBJECT":
            return N_("It is imported when you are back in Object Mode")
        windows = bpy.context.window_manager.windows
        moving = any(
            o.bl_idname.startswith("TRANSFORM_OT") for window in windows for o in window.modal_operators
        )
        return N_("It is imported when nothing is being moved") if moving else ""

    def _scene(self, job: Job) -> bpy.types.Scene | None:
        """Where a result goes; None where it is not in the file that is open."""
        target = job.target
        assert isinstance(target, Target)
        return bpy.data.scenes.get(target.scene) if target.file == self._file else None

    def _show_views(self) -> bool:
        """The sheets of the running job as they form, else of the chosen entry; tells whether any is new."""
        if self._changes != self.engine.history.changes:
            self._changes = self.engine.history.changes
            pictures.current().forget({entry.preview for entry in self.engine.history.entries})
        state, job = properties.state(bpy.context), self.engine.session.running
        entry = properties.entry()
        drawing, candidates = None, []
        if job is not None:
            drawing, candidates = job.drawing, [job.candidates[n] for n in sorted(job.candidates)]
        elif entry is not None:
            drawing, candidates = entry.drawing, list(entry.candidates)
        properties.name_views(state, drawing.names if drawing else ())
        return pictures.current().show(drawing, candidates)

    def _state(self) -> tuple[Any, ...]:
        """All that the panel shows and that may change by itself."""
        session, task = self.engine.session, self.engine.task
        jobs = [
            (job.id, job.state, job.phase, round(job.fraction, 2), round(job.eta)) for job in session.jobs
        ]
        past = [job.id for job in session.past]
        doing = (task.kind, task.phase, round(task.fraction, 3), task.detail) if task else None
        said = (self.engine.problem, self.engine.notice, len(self.engine.checks))
        routes = self.engine.routes
        fetched = (routes.download.route, round(routes.download.fraction, 3)) if routes.download else None
        waiting = (len(self.ready), self.ready and self.obstacle(), self.engine.cutouts.all)
        return jobs, past, doing, said, fetched, routes.all, self.engine.python, session.pid, waiting


pump = Pump(engine)
"""That of this Blender."""


def _import(job: Job, scene: bpy.types.Scene, mesh: Path) -> str:
    """Add the object from the folder `mesh`; returns why that can't be, if so."""
    window = next((w for w in bpy.context.window_manager.windows if w.scene == scene), None)
    operators: Any = bpy.ops
    try:
        with bpy.context.temp_override(**({"window": window} if window else {"scene": scene})):
            operators.modelsheet.import_result("EXEC_DEFAULT", True, entry=str(job.folder), mesh=str(mesh))
    except RuntimeError as error:
        return str(error).removeprefix("Error: ").strip()
    return ""


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
            elif area.type == "PREFERENCES":
                area.tag_redraw()


def _tick() -> float:
    try:
        return pump.poll_once()
    except Exception:  # a timer that raises is gone for good
        traceback.print_exc()
        return _IDLE


@bpy.app.handlers.persistent
def _on_load(*_: object) -> None:
    pump.next_file()


def register() -> None:
    """Called by the package."""
    preferences.take_along()
    engine.open(preferences.engine_python, preferences.home(), preferences.history_folder())
    bpy.app.handlers.load_post.append(_on_load)
    bpy.app.timers.register(_tick, first_interval=_IDLE, persistent=True)


def unregister() -> None:
    """Called by the package, and by Blender as it exits."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    bpy.app.handlers.load_post.remove(_on_load)
    engine.close()
    pump.forget()
