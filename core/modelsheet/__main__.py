"""`python -m modelsheet` is the command `modelsheet`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
