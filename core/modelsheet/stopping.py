"""Stopping a run from outside, within half a second, whatever it is doing.

The run is in the main thread, where an exception is raised wherever it is, so no stage needs to ask. Where
Python can't raise it in time (in a long call into C, or while modules are imported, which must not stop
half-way) the process ends, and what is half written goes first. C that lets no other thread run keeps even
that waiting: the worker's parent ends it then.
"""

from __future__ import annotations

import _thread
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from .folders import discard_stages

PATIENCE = 0.4  # seconds from the wish to stop to the end of the process


class Stopped(BaseException):
    """Raised where a stopped run is, whatever it is doing."""


class Stopper:
    """Stops what runs within `stoppable`; make it in the main thread.

    last: called before the process has to end. Ctrl-C stops too, where `interrupt` is True.
    """

    def __init__(self, last: Callable[[], None], code: int = 0, interrupt: bool = False) -> None:
        self._last, self._code, self._interrupt = last, code, interrupt
        self._lock = threading.Lock()
        self._running = 0  # the number of the run, 0 between runs
        self._count = 0
        self._wanted = 0  # the number of the run that is to stop
        self._raised = 0  # that of the run in which Stopped was raised: once, what cleans up is let be
        self._main = signal.signal(signal.SIGINT, self._on_signal)
        if interrupt:
            self._listen()

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """The block may be ended by Stopped; nothing interrupts what comes after it.

        What cleans up in it has the rest of the half second.
        """
        with self._lock:
            self._count += 1
            self._running = self._count
        try:
            yield
        finally:
            with self._lock:
                self._running = 0

    def stop(self) -> None:
        """End what runs; from any thread. Does nothing where nothing runs."""
        with self._lock:
            if not self._running or self._wanted == self._running:
                return
            self._wanted = self._running
        threading.Thread(target=self._insist, args=(self._wanted,), daemon=True).start()

    def close(self) -> None:
        """Ctrl-C does what it did before."""
        if self._interrupt:
            signal.set_wakeup_fd(-1)
            self._told.close()  # which ends the thread that listens
        signal.signal(signal.SIGINT, self._main)

    def _insist(self, number: int) -> None:
        """Interrupt the main thread until the run has ended, or end the process with it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._running != number:
                return
            _thread.interrupt_main()
            time.sleep(0.02)
        with self._lock:
            if self._running == number:
                discard_stages()
                self._last()
                os._exit(self._code)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        """In the main thread: raise Stopped where a run may stop."""
        if self._interrupt and not self._running:
            raise KeyboardInterrupt
        if self._wanted != self._running or self._raised == self._running or _importing(frame):
            return
        self._raised = self._running
        raise Stopped

    def _listen(self) -> None:
        """Python calls signal handlers between its own steps only: a thread hears of Ctrl-C at once."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._told = theirs

        def hear() -> None:
            with ours:
                while ours.recv(1):
                    self.stop()

        threading.Thread(target=hear, daemon=True).start()


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
