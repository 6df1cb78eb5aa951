"""How much of the machine this process may take, and work on two cores at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_AT_ONCE = 2  # more would wait for each other: between numpy's long loops the interpreter runs one

Result = TypeVar("Result")


def cores() -> int:
    """The cores that the process may run on, at least one."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def threads() -> int:
    """The threads to compute with: one a core, unless OMP_NUM_THREADS says else, as to a batch's workers."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(said) if said.isdigit() and int(said) > 0 else cores()


def side_by_side(work: Callable[..., Result], *items: Iterable) -> list[Result]:
    """`list(map(work, *items))`, two at a time if `threads` allows; the result is the same.

    `work` must not write to what the others read.
    """
    if threads() == 1:
        return list(map(work, *items))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(work, *items))


def meanwhile(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` beside what follows, if `threads` allows. Call what comes back once, for the result.

    `work` must not write to what others read.
    """
    if threads() == 1:
        return work
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(work)
    pool.shutdown(wait=False)
    return begun.result
