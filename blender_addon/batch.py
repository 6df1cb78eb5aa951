# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch as an asset library, from the command line; see `library`.

    blender -b --python blender_addon/batch.py -- JOBS OUT.blend [--engine PYTHON] [options of the batch]
    python blender_addon/batch.py JOBS OUT.blend            with the bpy wheel

JOBS is the folder of a batch, or a jobs file. The jobs of a file are made first by the engine, with
`modelsheet batch`, in a folder beside OUT.blend; what is there already is not made again.
"""

import importlib
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    package = Path(__file__).resolve().parent  # whose `locale` must not stand before Python's own
    sys.path[:] = [str(package.parent), *(path for path in sys.path if Path(path).resolve() != package)]
    given = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    code = importlib.import_module(f"{package.name}.library").main(given)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # Blender as a module may hang at exit, and as a program forgets the code
