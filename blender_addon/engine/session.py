# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs and the worker that does them: started when it is needed, replaced when it dies.

Everything happens in `poll`, which is called often and never waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..history import Drawing
from ..locale import N_, tell, translate
from .process import ENDED, LineProcess

PROTOCOL = 2
_CANCEL_PATIENCE = 0.9  # seconds until a worker that does not stop is ended
_START_PATIENCE = 120.0
_REMEMBERED = 12  # jobs that have ended, the last of which the list still shows
_FIXES = {  # codes of the engine's messages, or of those in them: the button that helps
    "disk-full": "FOLDER",
    "not-writable": "FOLDER",
    "file-trouble": "FOLDER",
    "engine-failed": "LOG",
    "mend-reinstall": "SETUP",
    "weights-not-there": "SETUP",
    "weights-remedy": "SETUP",
    "model-of-other-generator": "SETUP",
    "sheet-format": "SETUP",
    "encoder-missing": "SETUP",
    "encoder-mend": "SETUP",
    "extra-missing": "SETUP",
    "models-missing": "MODELS",
}


@dataclass
class Problem:
    """What went wrong, in a line; `fix` names the button that helps, if there is one.

    message is a text of the interface, still to be translated; `values` fill its {places}. `said` is the
    engine's message, where it comes from there. log: which one says more, "worker" or "setup".
    """

    message: str
    fix: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] | None = None
    log: str = "worker"

    @classmethod
    def of(cls, said: dict[str, Any]) -> Problem:
        """What the engine says: code, values and text."""
        return cls(said["text"], _fix(said), said=said)

    @property
    def line(self) -> str:
        """In the user's language."""
        return tell(self.said) if self.said else translate(self.message, **self.values)


@dataclass
class Job:
    """A request to the worker and how far it is.

    state: "waiting", "running", "cancelling", then "done", "failed" or "cancelled". drawing, candidates: the
    sheets as they form. picture: what was drawn of the words first, where the route does so. mesh: its file,
    which is there before the job is done. target: whom the result is for, as whoever submits it knows. asked,
    place: what it is done again by.
    """

    id: str
    request: dict[str, Any]
    folder: Path
    target: object = None
    asked: dict[str, Any] = field(default_factory=dict)
    place: dict[str, Any] = field(default_factory=dict)
    state: str = "waiting"
    phase: str = ""
    fraction: float = 0.0
    eta: float = 0.0
    drawing: Drawing | None = None
    candidates: dict[int, Drawing] = field(default_factory=dict)
    picture: Path | None = None
    mesh: Path | None = None
    notices: tuple[dict[str, Any], ...] = ()
    problem: Problem | None = None

    @property
    def ended(self) -> bool:
        """True once nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")

    @property
    def title(self) -> str:
        """The prompt in one line."""
        return " ".join(self.request.get("prompt", "").split()) or self.id


@dataclass
class Order:
    """What the worker is asked beside the jobs. answer: is called with every event that it sends of it."""

    request: dict[str, Any]
    answer: Callable[[dict[str, Any]], None]
    sent: bool = False


class Session:
    """The jobs that wait or run, in order, those that ended last, and one worker.

    command: starts a worker, or is None when there is no engine. log: where its stderr goes.
    """

    def __init__(self, command: Callable[[], list[str] | None], log: Path = Path()) -> None:
        self.jobs: list[Job] = []
        self.past: list[Job] = []
        self.log = log
        self._command = command
        self._orders: dict[str, Order] = {}
        self._asked = 0
        self._used = time.monotonic()  # when there was something to do last
        self._worker: LineProcess | None = None
        self._greeted = False
        self._refused: Problem | None = None  # why the worker does not start, where it says so
        self._deadline = 0.0  # by which the worker must have greeted, or ended a cancelled job

    @property
    def pid(self) -> int | None:
        """The worker's process number, or None when there is none."""
        return self._worker.pid if self._worker else None

    @property
    def greeted(self) -> bool:
        """True when there is a worker and it listens."""
        return self._greeted

    @property
    def running(self) -> Job | None:
        """The job that the worker does."""
        return next((job for job in self.jobs if job.state in ("running", "cancelling")), None)

    def submit(self, job: Job) -> None:
        """Do this after all that wait; a worker that is free hears of it at once."""
        self.jobs.append(job)
        self._advance()

    def ask(self, request: dict[str, Any], answer: Callable[[dict[str, Any]], None]) -> str:
        """Ask something that does not wait for the jobs; returns its id, by which it can be cancelled.

        Where the worker ends before it has answered the last event is `ended`.
        """
        self._asked += 1
        id = f"order {self._asked}"
        self._orders[id] = Order(request, answer)
        self._advance()
        return id

    @property
    def asking(self) -> bool:
        """True while an answer is awaited."""
        return bool(self._orders)

    def cancel_order(self, id: str) -> None:
        """End what was asked; it answers with `cancelled`."""
        if self._worker:
            self._worker.send(id=f"cancel {id}", do="cancel", job=id)

    def start(self) -> None:
        """Start the worker and load its model, for they are about to be needed; where that fails the next job
        will tell.
        """
        self._used = time.monotonic()
        if self._worker is None:
            self.ask({"do": "prepare"}, lambda event: None)

    def cancel(self, job: Job) -> None:
        """End a job; `poll` reports it within a second."""
        if job.state == "waiting":
            job.state = "cancelled"
        elif job.state == "running":
            job.state = "cancelling"
            self._deadline = time.monotonic() + _CANCEL_PATIENCE
            if self._worker:
                self._worker.send(id=f"cancel {job.id}", do="cancel", job=job.id)

    def unload(self) -> None:
        """End the worker and free its memory; a running job is cancelled."""
        for job in self.jobs:
            if not job.ended:
                job.state = "cancelled"
        self._drop_worker()

    def unload_after(self, seconds: float) -> None:
        """End a worker that has had nothing to do for so long; 0 never does."""
        if (
            self._worker
            and not self.jobs
            and not self._orders
            and 0 < seconds < time.monotonic() - self._used
        ):
            self._drop_worker()

    def forget(self) -> None:
        """There are no jobs any more, and were none."""
        self.jobs.clear()
        self.past.clear()
        self._orders.clear()

    def poll(self) -> list[Job]:
        """Take in what has happened; returns the jobs that have ended since the last call."""
        for event in self._worker.events() if self._worker else []:
            self._take(event)
        self._watch()
        self._advance()
        if self.jobs or self._orders:
            self._used = time.monotonic()
        ended = [job for job in self.jobs if job.ended]
        self.jobs = [job for job in self.jobs if not job.ended]
        self.past = (self.past + ended)[-_REMEMBERED:]
        return ended

    def _advance(self) -> None:
        """Give the worker what waits, starting one where there is none."""
        waiting = next((job for job in self.jobs if job.state == "waiting"), None)
        waiting = None if self.running else waiting
        if waiting is None and not self._orders:
            return
        if self._worker is None:
            problem = self._start()
            if problem:
                self._fail_next(problem)
        elif self._greeted:
            for id, order in self._orders.items():
                if not order.sent:
                    order.sent = True
                    self._worker.send(**order.request, id=id)
            if waiting is not None:
                waiting.state = "running"
                self._worker.send(**waiting.request, id=waiting.id, folder=str(waiting.folder))

    def _start(self) -> Problem | None:
        command = self._command()
        if command is None:
            return Problem(N_("The engine is not set up yet"), "SETUP")
        try:
            self._worker = LineProcess(command, self.log)
        except OSError as error:
            values = {"reason": error.strerror or str(error)}
            return Problem(N_("The engine can't be started ({reason}): set it up again"), "SETUP", values)
        self._greeted, self._refused = False, None
        self._deadline = time.monotonic() + _START_PATIENCE
        return None

    def _take(self, event: dict[str, Any]) -> None:
        kind, job = event["event"], self.running
        if kind == "hello":
            self._greet(event)
        elif kind == ENDED:
            self._lost(event["code"])
        elif kind == "error" and not self._greeted:
            self._refused = Problem.of(event)
        elif event.get("id") in self._orders:
            self._answer(event["id"], event)
        elif job is None or event.get("id") != job.id:
            return
        elif kind == "progress":
            job.phase, job.fraction, job.eta = event["phase"], event["overall"], event["eta"]
        elif kind == "sheet":
            drawing = Drawing(Path(event["path"]), tuple(event["names"]), event.get("seed", 0))
            if "candidate" in event:
                job.candidates[event["candidate"]] = drawing
            else:
                job.drawing = drawing
        elif kind == "picture":
            job.picture = Path(event["path"])
        elif kind == "mesh":
            job.mesh = Path(event["path"])
        elif kind == "done":
            job.state, job.notices = "done", tuple(event["notices"])
        elif kind == "cancelled":
            job.state = "cancelled"
        elif kind == "error":
            self._fail(job, Problem.of(event))

    def _answer(self, id: str, event: dict[str, Any]) -> None:
        """Pass an event on to whoever asked."""
        order = self._orders[id]
        if event["event"] in ("done", "cancelled", "error", ENDED, order.request["do"]):
            del self._orders[id]
        order.answer(event)

    def _greet(self, event: dict[str, Any]) -> None:
        if event["protocol"] == PROTOCOL:
            self._greeted = True
            return
        self._drop_worker()
        self._fail_next(Problem(N_("The engine is of another version: set it up again"), "SETUP"))

    def _lost(self, code: int) -> None:
        """The worker has ended without being asked to."""
        greeted, job = self._greeted, self.running
        self._drop_worker()
        if job is not None and job.state == "cancelling":
            job.state = "cancelled"
        elif job is not None:
            message = N_("The engine stopped while it worked (code {code}): the next job starts it again")
            self._fail(job, Problem(message, "LOG", {"code": code}))
        elif not greeted:
            message = N_("The engine does not start (code {code}): look at the log or set it up again")
            self._fail_next(self._refused or Problem(message, "SETUP", {"code": code}))

    def _watch(self) -> None:
        """End a worker that does not answer in time."""
        if self._worker is None or time.monotonic() < self._deadline:
            return
        job = self.running
        if job is not None and job.state == "cancelling":
            self._drop_worker()
            job.state = "cancelled"
        elif not self._greeted:
            self._drop_worker()
            self._fail_next(Problem(N_("The engine does not answer: look at the log"), "LOG"))

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
        self._worker, self._greeted = None, False
        for id in [id for id, order in self._orders.items() if order.sent]:
            self._answer(id, {"event": ENDED})

    def _fail_next(self, problem: Problem) -> None:
        for id in list(self._orders):
            self._answer(id, {"event": "error", "problem": problem})
        for job in self.jobs:
            if not job.ended:
                self._fail(job, problem)
                return

    @staticmethod
    def _fail(job: Job, problem: Problem) -> None:
        job.state, job.problem = "failed", problem


def _fix(said: dict[str, Any]) -> str:
    """The button that helps with an error of the engine: by its code, or by that of a message in it."""
    inner = [value for value in said["values"].values() if isinstance(value, dict)]
    return _FIXES.get(said["code"], "") or next(filter(None, map(_fix, inner)), "")
