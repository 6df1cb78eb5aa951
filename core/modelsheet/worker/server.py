"""Jobs one after the other in the main thread; requests are read beside it, so a job can be cancelled.

A cancelled job is ended by an exception that a signal raises in the main thread, wherever it is, so
no phase needs to ask. Where Python can't raise it within a second (in a long call into C, or while
modules are imported, which must not stop half-way) the process ends: its parent starts another.
"""

from __future__ import annotations

import _thread
import os
import queue
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

from .. import __version__
from ..errors import ModelsheetError
from ..surroundings import TOO_LITTLE_MEMORY, check, is_out_of_memory
from . import PROTOCOL
from .protocol import BadRequest, Channel, Job, Order, lines, parse

if TYPE_CHECKING:
    from ..pipeline import Pipeline, WarmPipeline

_PATIENCE = 0.7  # seconds from the request to cancel to the end of the process


class Cancelled(BaseException):
    """Raised where a cancelled job is, whatever it is doing."""


class Server:
    """Reads requests, runs jobs and keeps the generator that was used last."""

    def __init__(self, requests: IO[bytes], channel: Channel) -> None:
        self._requests, self._channel = requests, channel
        self._lock = threading.Lock()
        self._news = queue.SimpleQueue[None]()  # one for each job that was added, and one to end
        self._waiting: list[Job] = []
        self._running: Job | None = None
        self._cancelled = ""  # the id of the running job once it has been cancelled
        self._closing = False
        self._warm: WarmPipeline | None = None

    def serve(self) -> None:
        """Greet, then work until there is nobody left to work for. Call it in the main thread."""
        from .estimate import Estimate

        parent = os.getppid()  # asked before the greeting, after which it may be gone
        signal.signal(signal.SIGINT, self._on_signal)
        self._estimate = Estimate()
        self._channel.send("hello", protocol=PROTOCOL, version=__version__, pid=os.getpid())
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._watch_parent, args=(parent,), daemon=True).start()
        while True:
            self._news.get()
            with self._lock:
                if self._closing:
                    return
                job = self._running = self._waiting.pop(0) if self._waiting else None
            if job is not None:
                self._run(job)

    def _run(self, job: Job) -> None:
        """Do a job and say how it ended: with one event, done, cancelled or error."""

        def progress(phase: str, fraction: float) -> None:
            if self._cancelled == job.id:
                raise Cancelled
            overall, eta = self._estimate.update(phase, fraction)
            values: dict[str, Any] = {"phase": phase, "fraction": round(fraction, 4)}
            self._channel.send("progress", id=job.id, **values, overall=round(overall, 4), eta=round(eta, 1))

        def load(generator: str) -> Pipeline:
            if generator != warm.generator:
                progress("load", 0.0)
            return warm(generator)

        def seen(path: Path, names: list[str]) -> None:
            self._channel.send("sheet", id=job.id, path=str(path), names=names)

        try:  # imports too take time in which the job may be cancelled
            from ..pipeline import WarmPipeline
            from .jobs import perform, phases

            warm = self._warm = self._warm or WarmPipeline()
            self._estimate.start(phases(job, warm=job.generator == warm.generator))
            notice = perform(job, load, progress, seen)
            self._estimate.finish()
            self._end(job, "done", folder=job.folder, notice=notice)
        except Cancelled:
            self._end(job, "cancelled")
        except ModelsheetError as error:
            said = TOO_LITTLE_MEMORY if is_out_of_memory(error) else " ".join(str(error).split())
            self._end(job, "error", message=said)
        except Exception as error:
            traceback.print_exc()
            self._end(job, "error", message=_explained(error))

    def _end(self, job: Job, event: str, **values: Any) -> None:
        """Nothing interrupts the job from here on."""
        with self._lock:
            self._running, self._cancelled = None, ""
        self._channel.send(event, id=job.id, **values)

    def _read(self) -> None:
        """The reading thread."""
        for line in lines(self._requests):
            if not line.strip():
                continue
            try:
                request = parse(line)
                if isinstance(request, Job):
                    self._add(request)
                elif request.do == "shutdown":
                    break
                else:
                    self._obey(request)
            except BadRequest as error:
                self._channel.send("error", id=error.id, message=str(error))
        self._close()

    def _add(self, job: Job) -> None:
        with self._lock:
            taken = [other.id for other in (*self._waiting, self._running) if other]
            if job.id in taken:
                raise BadRequest(f"there is a job {job.id!r} already", None)
            self._waiting.append(job)
        self._news.put(None)

    def _obey(self, order: Order) -> None:
        if order.do == "status":
            with self._lock:
                running = self._running.id if self._running else None
                waiting = [job.id for job in self._waiting]
            loaded = self._warm.generator if self._warm else None
            self._channel.send("status", id=order.id, generator=loaded, job=running, waiting=waiting)
        elif not self._cancel(order.job):
            raise BadRequest(f"there is no job {order.job!r}", order.id)

    def _cancel(self, id: str) -> bool:
        """End a job, waiting or running; False when there is none of this id."""
        with self._lock:
            for job in self._waiting:
                if job.id == id:
                    self._waiting.remove(job)
                    self._channel.send("cancelled", id=id)
                    return True
            if self._running is None or self._running.id != id:
                return False
            if not self._cancelled:
                self._cancelled = id
                threading.Thread(target=self._insist, args=(id,), daemon=True).start()
        return True

    def _insist(self, id: str) -> None:
        """Interrupt the main thread until the job has ended, or end the process with it."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if self._cancelled != id:
                return
            _thread.interrupt_main()
            time.sleep(0.02)
        with self._lock:
            if self._cancelled == id:
                self._channel.send("cancelled", id=id)
                os._exit(0)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """In the main thread: raise Cancelled where a job may stop."""
        job = self._running
        if job is None or self._cancelled != job.id or _importing(frame):
            return
        self._running = None  # once; what cleans up after it is not interrupted
        raise Cancelled

    def _watch_parent(self, parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        self._close()

    def _close(self) -> None:
        """End the process: the running job first, in a way that leaves nothing behind."""
        with self._lock:
            self._closing = True
            running = self._running
            self._waiting.clear()
        if running:
            self._cancel(running.id)
        self._news.put(None)


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes to stderr."""
    check()
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Server(sys.stdin.buffer, Channel(events)).serve()
    events.flush()
    os._exit(0)  # threads of libraries may not want to end


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _explained(error: Exception) -> str:
    """One line for a failure that nobody foresaw."""
    first = (str(error).strip().splitlines() or [""])[0]
    if is_out_of_memory(error):
        return TOO_LITTLE_MEMORY
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or first}: choose another folder"
    return f"the engine failed ({type(error).__name__}: {first}): the log says more"
