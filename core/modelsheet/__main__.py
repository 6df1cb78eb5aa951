"""The command `modelsheet`, and `python -m modelsheet`."""

import atexit
import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from .cores import blas_on_one_thread

STOPPED = 130
"""The exit code after Ctrl-C."""


def main() -> NoReturn:
    """Run it, and end the process. Ctrl-C while the command line itself is imported is answered as it is
    later; when all is done it changes nothing any more.
    """
    blas_on_one_thread()
    try:
        from .cli import main as run

        code = run()
    except KeyboardInterrupt:
        print("modelsheet: stopped", file=sys.stderr)
        code = STOPPED
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process at once: to take PyTorch apart first takes Python up to half a second."""
    if code != STOPPED:
        atexit._run_exitfuncs()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
