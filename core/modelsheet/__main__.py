"""The command `modelsheet`, and `python -m modelsheet`."""

import signal
import sys


def main() -> int:
    """Run it. Ctrl-C while the command line itself is imported is answered as it is later; when all is done
    it changes nothing any more.
    """
    try:
        from .cli import main as run

        code = run()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        print("modelsheet: stopped", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
