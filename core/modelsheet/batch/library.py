"""A batch as a Blender asset library: Blender makes it, in a process of its own (blender_addon/batch.py)."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import ModelsheetError


def write_library(folder: str | Path, out: str | Path, blender: str | None = None) -> str:
    """All assets of a batch's folder in one .blend file; returns what Blender says of it.

    blender: the program, else the bpy wheel, else `blender` on the path. Raises ModelsheetError.
    """
    arguments = [str(_script()), "--", str(folder), str(out)]
    if blender is None and importlib.util.find_spec("bpy"):
        command = [sys.executable, *arguments]
    else:
        program = shutil.which(blender or "blender")
        if program is None:
            raise ModelsheetError(
                f"{blender or 'Blender'} is not there: pip install 'modelsheet[blender]',"
                " or name the program with --blender PATH"
            )
        command = [program, "-b", "--factory-startup", "--python-exit-code", "1", "--python", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    said = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    if done.returncode:
        reason = next((line for line in reversed(said) if line.startswith("modelsheet: error: ")), "")
        raise ModelsheetError(
            reason.removeprefix("modelsheet: error: ")
            or f"Blender ended with exit code {done.returncode}: {said[-1] if said else 'it said nothing'}"
        )
    counted = [line for line in said if " assets: " in line]
    if not counted:
        raise ModelsheetError("Blender wrote no library: name one of 4.2 or newer with --blender PATH")
    return counted[-1]


def _script() -> Path:
    """In the wheel, or in the checkout."""
    here = Path(__file__)
    installed = here.parents[1] / "_blender_addon" / "batch.py"
    return installed if installed.is_file() else here.parents[3] / "blender_addon" / "batch.py"
