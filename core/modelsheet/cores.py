"""How much of the machine this process may take, and work on two cores at once."""

from __future__ import annotations

import functools
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_WAITING = 4  # threads; two compute at a time, others may be within their work

Result = TypeVar("Result")


def cores() -> int:
    """The cores that the process may run on, at least one."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def threads() -> int:
    """The threads to compute with: one a core, unless OMP_NUM_THREADS says else, as to a batch's workers.

    One where memory is limited: each takes some of it, and libraries crash where it ends.
    """
    if _memory_is_limited():
        return 1
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(said) if said.isdigit() and int(said) > 0 else cores()


def _memory_is_limited() -> bool:
    """Whether the process may take only so much address space (`ulimit -v`)."""
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def blas_on_one_thread() -> None:
    """For a process in which numpy is not imported yet: let its OpenBLAS compute on one thread, unless the
    user says else. Its other threads wait by turning in circles, on the core that the second half of our
    work needs: a run took a tenth longer.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def side_by_side(work: Callable[..., Result], *items: Iterable) -> list[Result]:
    """`list(map(work, *items))`, two at a time if `threads` allows; the result is the same.

    `work` must not write to what the others read. This thread takes items too, and all of them where no
    other has begun, so that calls may lie within each other.
    """
    given = list(zip(*items, strict=False))
    if threads() == 1 or len(given) < 2:
        return [work(*each) for each in given]
    results: dict[int, Result] = {}
    left = iter(range(len(given)))  # `next` of it is one step of the interpreter: no two threads get the same

    def take() -> None:
        for number in left:
            results[number] = work(*given[number])

    other = _others().submit(take)
    try:
        take()
    finally:
        deque(left, 0)  # where this thread is stopped, the other begins no more
        if not other.cancel():
            other.result()
    return [results[number] for number in range(len(given))]


def meanwhile(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` beside what follows, if `threads` allows. Call what comes back once, for the result.

    `work` must not write to what others read.
    """
    if threads() == 1:
        return work
    begun = _others().submit(work)
    return lambda: work() if begun.cancel() else begun.result()


@functools.cache
def _others() -> ThreadPoolExecutor:
    """Threads that stay, for to start one takes some milliseconds."""
    return ThreadPoolExecutor(_WAITING)
