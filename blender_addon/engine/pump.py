# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the worker and Blender: one timer that takes in what has happened.

`poll_once` is all of it, for tests and for Blender without a window, where timers never fire. No
Blender data is held between two calls: jobs know their scene by name and their file by a number.
"""

from __future__ import annotations

import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

import bpy

from .. import history, pictures, preferences
from ..locale import N_, tell
from . import environment
from .process import ENDED, LineProcess
from .session import Job, Problem, Session

_BUSY, _IDLE = 0.1, 0.5  # seconds between two looks
_UNFINISHED = N_(
    "The set-up did not finish: check the connection, then set it up again; it goes on where it was"
)
_BROKEN = N_("The engine does not run: set it up again, or look at the log")
session = Session()
problem: Problem | None = None
notice = ""
python: Path | None = None  # the engine's; looked up when something changes, not while drawing
_drawn: tuple | None = None  # what the panel showed last
_file = 0  # counts the files that were opened
_ready: list[Job] = []  # done, to be imported as soon as Blender is in a state for it


@dataclass(frozen=True)
class Destination:
    """Where a result goes: a scene of the file that was open when its job began."""

    file: int
    scene: str


@dataclass
class Task:
    """A set-up or a check of the engine that runs beside Blender."""

    kind: str
    process: LineProcess
    phase: str = ""
    fraction: float = 0.0
    detail: str = ""


task: Task | None = None
checks: list[dict] = []  # the lines of the last check


def poll_once() -> float:
    """Take in events, show and import what is new; returns the seconds until the next call."""
    global _drawn
    for job in session.poll():
        _end(job)
    if task is not None:
        _follow(task)
    _import_ready()
    path, names = _wanted_views()
    new_views = pictures.show_views(path)
    _name_views(names)
    state = _state()
    if new_views or state != _drawn:
        _drawn = state
        _redraw()
    return _BUSY if session.jobs or task or _ready else _IDLE


def submit(request: dict, destination: dict, scene: str) -> Problem | None:
    """Keep a job's record and hand it to the worker; returns why that can't be, if so."""
    global problem, notice
    problem, notice = None, ""
    try:
        folder, request = history.create(preferences.history_folder(), request, destination)
    except history.UnreadablePicture as error:
        values = {"path": str(error.path), "reason": error.reason}
        problem = Problem(N_("{path} can't be read ({reason}): choose another image"), values=values)
        return problem
    except OSError as error:
        path = error.filename or preferences.history_folder()
        values = {"path": str(path), "reason": str(error.strerror)}
        problem = Problem(
            N_("{path} can't be used ({reason}): choose another history folder"), "FOLDER", values
        )
        return problem
    if request.get("sheet"):  # what is drawn anew is the sheet, not the picture that it once came from
        request = {name: value for name, value in request.items() if name not in ("image", "image_view")}
    session.submit(Job(folder.name, request, folder, Destination(_file, scene)))
    return None


def find_engine() -> None:
    """Look where the engine is."""
    global python
    python = preferences.engine_python()


def start_task(kind: str, command: list[str]) -> None:
    """Run the set-up or the check. Raises OSError."""
    global task, problem, checks
    problem, checks = None, []
    task = Task(kind, LineProcess(command, preferences.log_file("setup")))


def stop_task() -> None:
    """End the set-up; started again it goes on where it was."""
    global task
    if task is not None:
        task.process.close()
        task = None
        find_engine()


def report(trouble: Problem | None) -> None:
    """Show a problem in the panel, or none."""
    global problem
    problem = trouble
    _redraw()


def dismiss() -> None:
    """Hide what the panel says."""
    global notice
    notice = ""
    report(None)


def _end(job: Job) -> None:
    """A job is over: keep what it made, or nothing."""
    global problem, notice
    if job.state == "done":
        notice = "; ".join(map(tell, job.notices)) or notice
        _ready.append(job)
        pictures.refresh_history(preferences.history_folder())
        state = bpy.context.window_manager.modelsheet
        pinned = any(view.pinned for view in state.views)
        awaited = bool(job.request.get("pin")) or not pinned  # no pin is lost by the way
        if pictures.entry(job.id) and awaited:
            state.entry = job.id
        return
    shutil.rmtree(job.folder, ignore_errors=True)
    if job.problem is not None:
        problem = job.problem
        find_engine()


def _state() -> tuple:
    """All that the panel shows and that may change by itself."""
    jobs = [(job.id, job.state, job.phase, round(job.fraction, 2), round(job.eta)) for job in session.jobs]
    doing = (task.kind, task.phase, round(task.fraction, 3), task.detail) if task else None
    return jobs, doing, problem, notice, len(checks), python


def _import_ready() -> None:
    """Import what is done, one result a call; it waits while the user edits, moves things or renders."""
    global problem, notice
    if not _ready or _occupied():
        return
    job = _ready.pop(0)
    scene = bpy.data.scenes.get(job.destination.scene)
    if job.destination.file != _file or scene is None:
        notice = N_("A result belongs to another file or scene: it waits in the history")
        return
    window = next((w for w in bpy.context.window_manager.windows if w.scene == scene), None)
    try:
        with bpy.context.temp_override(**({"window": window} if window else {"scene": scene})):
            bpy.ops.modelsheet.import_result("EXEC_DEFAULT", True, entry=str(job.folder))
    except RuntimeError as error:
        problem = Problem(str(error).removeprefix("Error: ").strip())


def _occupied() -> bool:
    """True while an undo step would come in the way of what the user does."""
    windows = bpy.context.window_manager.windows
    rendering = any(map(bpy.app.is_job_running, ("RENDER", "OBJECT_BAKE")))
    if rendering or bpy.context.mode != "OBJECT":
        return True
    return any(o.bl_idname.startswith("TRANSFORM_OT") for window in windows for o in window.modal_operators)


def _follow(running: Task) -> None:
    """Take in what the set-up or the check says."""
    global task, problem, checks
    for event in running.process.events():
        kind = event["event"]
        if kind == "progress":
            running.phase, running.fraction, running.detail = (
                event["phase"],
                event["fraction"],
                event["detail"],
            )
        elif kind == "error":
            problem = Problem(event["message"], "SETUP", event["values"])
        elif kind == "checked":
            checks = event["checks"]
            if not event["ready"]:
                problem = Problem(N_("Something that the engine needs is missing: set it up again"), "SETUP")
        elif kind == ENDED:
            task = None
            find_engine()
            if event["code"] and problem is None:
                problem = Problem(_UNFINISHED if running.kind == "SETUP" else _BROKEN, "SETUP")
            elif running.kind == "SETUP" and not event["code"] and python is not None:
                start_task("CHECK", environment.check_command(python))


def _wanted_views() -> tuple[Path | None, tuple[str, ...]]:
    """The sheet to show and its views' names: of the running job as it forms, else of the chosen entry."""
    job = session.running
    if job is not None:
        return job.views, job.view_names
    chosen = pictures.entry(bpy.context.window_manager.modelsheet.entry)
    return (chosen.views, chosen.view_names) if chosen else (None, ())


def _name_views(names: tuple[str, ...]) -> None:
    """The views that can be pinned; what is pinned stays so while the names stay."""
    views = bpy.context.window_manager.modelsheet.views
    if tuple(view.name for view in views) != names:
        views.clear()
        for name in names:
            views.add().name = name


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
            elif area.type == "PREFERENCES":
                area.tag_redraw()


def _worker_command() -> list[str] | None:
    find_engine()
    return environment.worker_command(python) if python else None


def _tick() -> float:
    try:
        return poll_once()
    except Exception:  # a timer that raises is gone for good
        traceback.print_exc()
        return _IDLE


@bpy.app.handlers.persistent
def _on_load(*_: object) -> None:
    """Another file was opened: what was begun in the last one waits in the history."""
    global _file
    _file += 1


def register() -> None:
    """Called by the package."""
    session.prepare(_worker_command, preferences.log_file("worker"))
    find_engine()
    pictures.refresh_history(preferences.history_folder())
    bpy.app.handlers.load_post.append(_on_load)
    bpy.app.timers.register(_tick, first_interval=_IDLE, persistent=True)


def unregister() -> None:
    """Called by the package, and by Blender as it exits."""
    global problem, notice
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    bpy.app.handlers.load_post.remove(_on_load)
    stop_task()
    session.unload()
    for job in session.jobs:
        if history.read(job.folder) is None:
            shutil.rmtree(job.folder, ignore_errors=True)
    session.jobs.clear()
    _ready.clear()
    checks.clear()
    problem, notice = None, ""
