"""What a program stands in, and does without: streams, a working folder, memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .errors import ModelsheetError

TOO_LITTLE_MEMORY = (
    "there is too little memory, about 1 GB is needed: close other programs, or choose a smaller texture"
)

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
    file that is opened later takes their place. Raises ModelsheetError when the working folder is gone.
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
        raise ModelsheetError("the working folder is gone: change to another (cd) and try again") from error


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
