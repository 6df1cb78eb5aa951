# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: a Python of its own, outside Blender, and the worker that runs in it.

Nothing here knows Blender.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import history
from ..locale import N_, tell
from . import environment
from .cutouts import Cutouts
from .routes import Routes
from .session import Job, Problem, Session
from .task import Task


class Engine:
    """All that goes on beside Blender: the jobs and their worker, the routes, the set-up, the history, and
    what there is to say.
    """

    def __init__(self) -> None:
        self.session = Session(self._worker_command)
        self.routes = Routes(self.session)
        self.cutouts = Cutouts(self.session)
        self.history = history.History()
        self.task: Task | None = None
        self.checks: list[dict[str, Any]] = []  # the lines of the last check
        self.problem: Problem | None = None
        self.notice = ""
        self.python: Path | None = None  # looked up when something changes, not while drawing
        self._find: Callable[[], Path | None] = lambda: None
        self._logs = Path()

    def open(self, find: Callable[[], Path | None], logs: Path, root: Path) -> None:
        """Begin. `find` says where the engine's Python is; `root` is the history's folder."""
        self._find, self._logs = find, logs
        self.session.log = logs / "worker.log"
        self.find()
        self.history.open(root)

    def close(self) -> None:
        """End all that runs, and forget what was said."""
        self.stop_task()
        self.session.unload()
        for job in self.session.jobs:
            if history.read(job.folder) is None:
                shutil.rmtree(job.folder, ignore_errors=True)
        self.session.forget()
        self.routes.forget()
        self.cutouts.clear()
        self.checks.clear()
        self.problem, self.notice = None, ""

    def find(self) -> None:
        """Look where the engine is."""
        self.python = self._find()

    def submit(self, request: history.Request, place: history.Place, target: object) -> Problem | None:
        """Keep a job's record and hand it to the worker; returns why that can't be, if so.

        target: what the job's `target` is to be.
        """
        self.problem, self.notice = None, ""
        try:
            folder, kept = self.history.create(request, place)
        except history.UnreadablePicture as error:
            message = N_("{path} can't be read ({reason}): choose another image")
            self.problem = Problem(message, values={"path": str(error.path), "reason": error.reason})
        except OSError as error:
            message = N_("{path} can't be used ({reason}): choose another history folder")
            path = error.filename or self.history.root
            self.problem = Problem(message, "FOLDER", {"path": str(path), "reason": str(error.strerror)})
        else:
            if kept.get("sheet"):  # what is drawn anew is the sheet, not the picture it once came from
                kept = {name: v for name, v in kept.items() if name not in ("image", "image_view", "images")}
            self.session.submit(Job(folder.name, kept, folder, target, asked=request, place=place))
        return self.problem

    def read_jobs(self, path: Path, take: Callable[[list[history.Request]], None]) -> None:
        """Have the rows of a jobs file read as requests, and give them to `take`."""

        def answer(event: dict[str, Any]) -> None:
            if event["event"] == "jobs":
                take(event["jobs"])
            else:
                self.problem = event.get("problem") or Problem.of(event)

        self.problem, self.notice = None, ""
        self.session.ask({"do": "jobs", "path": str(path)}, answer)

    def retry(self, job: Job) -> Problem | None:
        """Do a job that has ended once more."""
        self.session.past.remove(job)
        return self.submit(job.asked, job.place, job.target)

    def poll(self) -> list[Job]:
        """Take in what has happened; returns the jobs that ended well since the last call."""
        done = []
        for job in self.session.poll():
            if job.state == "done":
                self.notice = "; ".join(map(tell, job.notices))  # not that of the job before
                done.append(job)
                continue
            shutil.rmtree(job.folder, ignore_errors=True)
            if job.problem is not None:
                self.problem = job.problem
                self.find()
        if done:
            self.history.refresh()
        self._follow_task()
        self.routes.poll()
        if self.routes.problem is not None:
            self.problem, self.routes.problem = self.routes.problem, None
        return done

    def start_task(self, kind: str, command: list[str]) -> None:
        """Run the set-up or the check. Raises OSError."""
        self.problem, self.checks = None, []
        self.task = Task.start(kind, command, self._logs / "setup.log")

    def stop_task(self) -> None:
        """End the set-up; started again it goes on where it was."""
        if self.task is not None:
            self.task.process.close()
            self.task = None
            self.find()

    def dismiss(self) -> None:
        """Forget what was said."""
        self.problem, self.notice = None, ""

    def _follow_task(self) -> None:
        """Take in what the set-up or the check says."""
        task = self.task
        if task is None:
            return
        task.follow()
        if task.ended:
            self.task = None
            self.checks, self.problem = task.checks, task.problem or self.problem
            self.find()
            if task.kind == "SETUP" and task.problem is None and self.python is not None:
                self.start_task("CHECK", environment.check_command(self.python))

    def _worker_command(self) -> list[str] | None:
        self.find()
        return environment.worker_command(self.python) if self.python else None


engine = Engine()
"""That of this Blender."""
