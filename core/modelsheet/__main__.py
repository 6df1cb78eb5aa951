"""The command `modelsheet`, and `python -m modelsheet`."""

import os
import signal
import sys
from contextlib import suppress

from .cores import blas_on_one_thread

STOPPED = 130
"""The exit code after Ctrl-C."""


def main() -> int:
    """Run it. Ctrl-C while the command line itself is imported is answered as it is later; when all is done
    it changes nothing any more.
    """
    blas_on_one_thread()
    try:
        from .cli import main as run

        code = run()
    except KeyboardInterrupt:
        print("modelsheet: stopped", file=sys.stderr)
        code = STOPPED
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if code == STOPPED:  # what libraries do as they end takes up to half a second
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
