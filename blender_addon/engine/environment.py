# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the engine's Python is, and the commands that make, check and run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..locale import N_
from .process import engine_environment

OLDEST, NEWEST = (3, 11), (3, 13)
READY = "modelsheet.ready"  # in the environment that the set-up makes, once it is whole
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Build:
    """A build of PyTorch. size: what the whole engine takes on the disk. indexes: where pip finds it, by
    system; where none is named the package index itself has it.
    """

    size: str
    indexes: dict[str, str]


_PYTORCH = "https://download.pytorch.org/whl"
BUILDS = {
    "CPU": Build("3 GB", {"linux": f"{_PYTORCH}/cpu"}),  # 2.6 GB were measured, beside pip's own files
    "CUDA": Build("9 GB", {"win32": f"{_PYTORCH}/cu130"}),  # 4 GB of it are NVIDIA's libraries
}


class NoPython(Exception):
    """There is no Python to set the engine up with: what to do about it."""


def engine_python(chosen: str, home: Path) -> Path | None:
    """The Python of the chosen environment, or of the one that the set-up makes in `home`."""
    if chosen:
        path = Path(chosen)
        return path if path.is_file() else _inside(path)
    made = made_in(home)
    return _inside(made) if (made / READY).is_file() else None


def broken(chosen: str, home: Path) -> str:
    """Why an engine that was there before can't be used: what to do; empty where that is not so."""
    if engine_python(chosen, home) is not None:
        return ""
    if chosen:
        return N_(
            "The existing engine that you chose has no Python any more: choose another, or use your own"
        )
    if (made_in(home) / READY).is_file():
        return N_("The Python that the engine was made with is gone: set the engine up again")
    return ""


def made_in(home: Path) -> Path:
    """The environment that the set-up makes in the extension's folder."""
    return home / "venv"


def set_up_command(chosen: str, home: Path, build: str, mirror: str = "") -> list[str]:
    """Installs the engine into `home`, with a build of `BUILDS`. mirror: one more index. Raises NoPython."""
    wheels = sorted((_HERE / "wheel").glob("modelsheet-*.whl"))
    if not wheels:
        raise NoPython(N_("This copy carries no engine: install the extension from its zip file"))
    command = [str(_base_python(chosen)), str(_HERE / "install.py"), str(made_in(home)), str(wheels[-1])]
    return [*command, str(_HERE / "constraints.txt"), BUILDS[build].indexes.get(sys.platform, ""), mirror]


def worker_command(python: Path) -> list[str]:
    """Serves jobs."""
    return [str(python), "-m", "modelsheet.worker"]


def check_command(python: Path) -> list[str]:
    """Says in one JSON line what is installed and what is missing."""
    return [str(python), str(_HERE / "check.py")]


def _inside(environment: Path) -> Path | None:
    for name in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (environment / name).is_file():
            return environment / name
    return None


def _base_python(chosen: str) -> Path:
    """A Python that can make the environment: the chosen one, Blender's own, or one on the path."""
    if chosen:
        candidates = [chosen]
    else:
        names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
        candidates = [sys.executable, *filter(None, map(shutil.which, names))]
    for candidate in candidates:
        if OLDEST <= _version(candidate) <= NEWEST:
            return Path(candidate)
    if chosen:
        raise NoPython(N_("The chosen Python is not one of 3.11, 3.12 and 3.13: choose another"))
    raise NoPython(
        N_("Blender's Python can't run the engine: install Python 3.11, 3.12 or 3.13 and choose it")
    )


def _version(python: str) -> tuple[int, int]:
    if os.path.normcase(python) == os.path.normcase(sys.executable):
        return sys.version_info[:2]
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=10, env=engine_environment()
        )
        major, minor = map(int, answer.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return (0, 0)
    return (major, minor)
