"""What a program stands in, and does without: streams, a working folder, memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .errors import Message, ModelsheetError

TOO_LITTLE_MEMORY = Message("no-memory")

_LEAST = 1_500_000_000  # bytes of address space; with less, libraries hang or abort as they are loaded

_SAID = (
    "out of memory",
    "not enough memory",
    "allocate memory",  # torch, and the system's own words
    "failed to map segment",  # of a library that is being loaded
    "bad_alloc",
    "can't start new thread",
)


def check() -> None:
    """Give the process what others take for granted; call it before anything else.

    Services and `pythonw` start programs without stdout and stderr; both are replaced by nothing, so that no
    file that is opened later takes their place. Raises ModelsheetError when the working folder is gone, and
    where less memory is allowed than the libraries take.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    try:
        Path.cwd()
    except OSError as error:
        raise ModelsheetError("folder-gone") from error
    if sys.platform != "win32":
        from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit

        allowed = getrlimit(RLIMIT_AS)[0]
        if allowed != RLIM_INFINITY and allowed < _LEAST:
            raise ModelsheetError("no-memory")


def is_out_of_memory(error: BaseException | None) -> bool:
    """True when too little memory is what caused the error, in whatever words a library says so.

    An error that was raised `from None` speaks for itself.
    """
    while error is not None:
        text = str(error).lower()
        if isinstance(error, MemoryError) or any(words in text for words in _SAID):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False
