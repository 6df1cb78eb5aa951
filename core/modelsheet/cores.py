"""How much of the machine this process may take."""

from __future__ import annotations

import os
import sys


def cores() -> int:
    """The cores that the process may run on, at least one."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def threads() -> int:
    """The threads to compute with: one a core, unless OMP_NUM_THREADS says else, as to a batch's workers."""
    said = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(said) if said.isdigit() and int(said) > 0 else cores()
