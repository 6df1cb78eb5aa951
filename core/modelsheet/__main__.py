"""The command `modelsheet`, and `python -m modelsheet`."""

import sys


def main() -> int:
    """Run it. Ctrl-C while the command line itself is imported is answered as it is later."""
    try:
        from .cli import main as run
    except KeyboardInterrupt:
        print("modelsheet: stopped", file=sys.stderr)
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
