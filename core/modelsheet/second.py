"""A second process that computes beside this one.

Python runs one thread at a time but for numpy's long loops, so of work that takes many short steps two
threads do little more than one. A process of its own has a core of its own. It is started once, imports
meanwhile what its work needs, and ends with this process, for then its input ends.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import IO, Any, TypeVar

from .cores import meanwhile, threads

Result = TypeVar("Result")
_Answer = tuple[bool, Any]  # whether the work was done, and its result


def start(warm_up: Callable[[], None]) -> None:
    """Start the process, if `threads` allows and it does not run yet. warm_up: what it does first."""
    global _second
    if threads() > 1 and (_second is None or not _second.alive):
        with suppress(OSError):  # a machine that has no room for it does without
            _second = _Second(warm_up)


def stop() -> None:
    """End the process, and let go of its memory; what it was asked is done here."""
    global _second
    if _second is not None:
        _second.end()
        _second = None


def beside(work: Callable[..., Result], *given: Any, in_steps: bool = False) -> Callable[[], Result]:
    """Begin `work(*given)` in the second process; where there is none, or none yet, as `cores.meanwhile`.

    Call what comes back once, for the result. `work` is a function of a module, or a method; it, what it is
    given and its result can be pickled. What fails there is done again here, and fails here. in_steps: it
    takes many short steps of Python, which a thread would only slow down: without the process it is done when
    its result is asked for.
    """
    if threads() == 1 or _second is None or not _second.ready:
        return partial(work, *given) if in_steps else meanwhile(lambda: work(*given))
    answer = _second.ask(work, *given)

    def result() -> Result:
        done, value = answer.result()
        return value if done else work(*given)

    return result


class _Second:
    """The process, from this side. Two threads write and read, so that nothing is left half written where the
    main thread is interrupted.
    """

    def __init__(self, warm_up: Callable[[], None]) -> None:
        self.alive = True
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],  # -P: nothing is imported from the current folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._asked: queue.SimpleQueue[tuple[Any, Future[_Answer]] | None] = queue.SimpleQueue()
        self._waiting: queue.SimpleQueue[Future[_Answer] | None] = queue.SimpleQueue()
        threading.Thread(target=self._write, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()
        self._warm = self.ask(warm_up)

    @property
    def ready(self) -> bool:
        """Whether it has warmed up, and still lives."""
        return self.alive and self._warm.done()

    def ask(self, work: Callable[..., Any], *given: Any) -> Future[_Answer]:
        """The answer to come; answers come in the order of the questions."""
        answer: Future[_Answer] = Future()
        self._asked.put(((work, given), answer))
        return answer

    def end(self) -> None:
        """Kill it."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        self._asked.put(None)  # which ends the threads

    def _write(self) -> None:
        assert self._process.stdin is not None
        while asked := self._asked.get():
            question, answer = asked
            try:
                data = _pickled(question)
            except Exception:  # whatever pickling raises
                answer.set_result((False, None))
                continue
            self._waiting.put(answer)
            try:
                self._process.stdin.write(data)
                self._process.stdin.flush()
            except OSError:
                self.alive = False  # `_read` answers
        self._waiting.put(None)

    def _read(self) -> None:
        assert self._process.stdout is not None
        answer: _Answer
        try:
            while True:
                answer = pickle.load(self._process.stdout)
                asked = self._waiting.get()
                assert asked is not None
                asked.set_result(answer)
        except Exception:  # the process has ended, in the middle of an answer perhaps
            self.alive = False
        while asked := self._waiting.get():
            asked.set_result((False, None))


_second: _Second | None = None


def _pickled(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _answer(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Until the questions end, or nobody reads any more."""
    while True:
        try:
            work, given = pickle.load(questions)
        except (EOFError, pickle.UnpicklingError):
            return
        try:
            data = _pickled((True, work(*given)))
        except Exception:  # the process that asks does it again, and raises it
            data = _pickled((False, None))
        try:
            answers.write(data)
            answers.flush()
        except OSError:
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    _answer(sys.stdin.buffer, stdout)
