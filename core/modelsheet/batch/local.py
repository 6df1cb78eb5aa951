"""Jobs on this machine: worker processes, each with a warm model, replaced when they die."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from ..errors import ModelsheetError
from ..routes import find_route
from ..run import Load
from .make import Maker, Outcome, Task
from .record import Record

_MOST_STILLBORN = 5  # workers that die while they load, one after the other
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run_local(
    record: Record, stages: Path, log: Path, workers: int, load: Load
) -> Generator[Outcome, None, None]:
    """Do all waiting jobs; yields what became of each, made in `stages`/NAME.

    A worker computes with one thread, unless the user says more. The caller settles an outcome before
    it asks for the next one; meanwhile the worker is at its next job. Closing the iterator ends the
    workers at once. They print to the file `log`. Raises ModelsheetError when none comes up.
    """
    crew: dict[Connection, _Worker] = {}
    stillborn = 0

    def hire() -> None:
        generator = record.next_generator()
        if generator is not None:
            with _one_thread_each():
                worker = _Worker.start(generator, stages, log, load)
            crew[worker.connection] = worker

    try:
        for _ in range(min(workers, record.counts().waiting)):
            hire()
        while crew:
            for connection in wait(list(crew)):
                worker = crew[connection]  # type: ignore[index]
                try:
                    outcome: Outcome | None = worker.connection.recv()
                except (EOFError, OSError):
                    death = crew.pop(worker.connection).end()
                    stillborn += worker.task is None
                    if stillborn == _MOST_STILLBORN:
                        raise ModelsheetError(
                            f"workers die while they load the model, the last one {death}:"
                            f" look into {log}, or try fewer workers"
                        ) from None
                    if worker.task:
                        yield Outcome(worker.task, error=f"the worker was {death}", lost=True)
                    hire()
                    continue
                stillborn = 0
                if not worker.give(record.claim(worker.generator)):
                    crew.pop(worker.connection).end()
                if outcome:
                    yield outcome
    finally:
        for worker in crew.values():
            worker.end()


@dataclass
class _Worker:
    """A process, the job that it is at, and the generator that it holds."""

    process: BaseProcess
    connection: Connection
    generator: str
    task: Task | None = None

    @classmethod
    def start(cls, generator: str, stages: Path, log: Path, load: Load) -> _Worker:
        context = multiprocessing.get_context("spawn")  # torch's threads don't outlive a fork
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, generator, stages, log, load), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours, generator)

    def give(self, task: Task | None) -> bool:
        """Hand over the next job; False when there is none."""
        self.task = task
        if task is None:
            return False
        self.generator = find_route(task.request).generator
        with suppress(OSError):  # it has died: there will be nothing to receive from it
            self.connection.send(task)
        return True

    def end(self) -> str:
        """Kill it if it lives: what it has not published is for the next try. Returns how it ended."""
        self.connection.close()
        self.process.join(0.2)
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        return (
            f"killed by signal {-code} (too little memory?)" if code < 0 else f"ended with exit code {code}"
        )


def _work(connection: Connection, generator: str, stages: Path, log: Path, load: Load) -> None:
    """The worker's life: say that the model is loaded, then a task in and an outcome out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError), log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    faulthandler.enable()
    maker = Maker(load)
    with suppress(Exception):  # the job that needs it says so
        maker.load(generator)
    connection.send(None)
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(maker.make(task, stages / task.name))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that start in the block compute with one thread: jobs beside each other waste least."""
    mine = {name: "1" for name in _THREADS if name not in os.environ}
    os.environ.update(mine)
    try:
        yield
    finally:
        for name in mine:
            del os.environ[name]
