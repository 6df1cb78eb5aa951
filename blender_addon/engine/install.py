# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by the Python that the engine is made with: install.py VENV WHEEL CONSTRAINTS TORCH MIRROR.

TORCH is the index of the wanted build of PyTorch, MIRROR one more index of everything; both may be empty.

Says how far it is in JSON lines on stdout, logs to stderr, and ends when its stdin closes. Started
again it goes on: what is installed stays, what was downloaded whole comes from pip's cache.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
import venv
from pathlib import Path

PIP = "pip>=25.1,<27"  # the first that shows its progress as plain lines and resumes downloads
NEEDED = 4 * 2**30  # bytes, with what pip downloads
READY = "modelsheet.ready"  # as in environment.py, which this can't import
_RAW = ("--progress-bar", "raw", "--resume-retries", "5")
_BEFORE, _DOWNLOADED = 0.02, 0.6  # of the whole, when the downloads begin and when they end
_PROGRESS = re.compile(r"Progress (\d+) of ([1-9]\d*)\s*")
_COLLECTING = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)")
_child: subprocess.Popen[str] | None = None


def main(folder: Path, wheel: Path, constraints: Path, torch: str = "", mirror: str = "") -> None:
    """Make the environment and install the wheel with everything that it needs."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder.parent).free
        (folder / READY).unlink(missing_ok=True)
    except OSError as error:
        fail(
            "The engine's folder can't be written ({reason}): allow writing there, then set it up again",
            reason=error.strerror,
        )
    if free < NEEDED and not (folder / "pyvenv.cfg").exists():
        fail("The disk is too full for the engine: free {need}, then set it up again", need="4 GB")
    say("progress", phase="environment", fraction=0.0, detail="")
    environment(folder)
    say("progress", phase="download", fraction=_BEFORE, detail="pip")
    pip(folder, "--upgrade", PIP)
    pinned = [line for line in constraints.read_text("utf-8").splitlines() if "==" in line]
    wanted = [pin for pin in pinned if torch and pin.startswith("torch==")]
    if (
        wanted
    ):  # alone, for pip asks an index for every package; where it can't be reached another build comes
        pip(folder, *_RAW, "--no-deps", "--index-url", torch, *wanted, packages=1, needed=False)
    options = [*_RAW, "--constraint", str(constraints), *(["--extra-index-url", mirror] if mirror else [])]
    pip(folder, *options, str(wheel), packages=len(pinned))
    pip(folder, "--force-reinstall", "--no-deps", str(wheel))  # the same version may hold other code
    try:
        (folder / READY).touch()
    except OSError as error:
        fail(
            "The engine's folder can't be written ({reason}): allow writing there, then set it up again",
            reason=error.strerror,
        )
    say("done")


def environment(folder: Path) -> None:
    """Make the virtual environment, or mend it where needed."""
    python = _python(folder)
    whole = python.exists() and not subprocess.run([python, "-m", "pip", "--version"], stdout=2).returncode
    if not whole:
        try:
            venv.create(folder, clear=True, symlinks=os.name != "nt", with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr, flush=True)
            fail("This Python can't make environments: choose another (on Debian, install python3-venv)")


def pip(folder: Path, *arguments: str, packages: int = 0, needed: bool = True) -> None:
    """Run `pip install` in the environment; `packages`: about how many it collects, to tell how far it is.

    Ends the process where it fails and is needed.
    """
    global _child
    command = [str(_python(folder)), "-u", "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    _child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert _child.stdout is not None
    collecting, name, full = 0, "", False
    for line in _child.stdout:
        if found := _PROGRESS.fullmatch(line):
            done, size = int(found[1]), int(found[2])
            detail = f"{name}  {done / 1e6:.0f} / {size / 1e6:.0f} MB"
            _downloading((collecting - 1 + done / size) / packages, detail)
            continue
        print(line, end="", file=sys.stderr, flush=True)
        full |= "No space left" in line
        if packages and (found := _COLLECTING.match(line)):
            collecting, name = collecting + 1, found[1]
            _downloading((collecting - 1) / packages, name)
        elif packages and line.startswith("Installing collected packages"):
            progress = (folder, line.count(",") + 1, _child)
            threading.Thread(target=_installing, args=progress, daemon=True).start()
    if _child.wait() == 0 or not needed:
        return
    if full:
        fail("The disk is full: free some space, then set it up again; it goes on where it was")
    fail("The set-up did not finish: check the connection, then set it up again; it goes on where it was")


def _downloading(part: float, detail: str) -> None:
    fraction = _BEFORE + (_DOWNLOADED - _BEFORE) * min(part, 1)
    say("progress", phase="download", fraction=fraction, detail=detail)


def _installing(folder: Path, count: int, child: subprocess.Popen[str]) -> None:
    """pip is silent while it installs: count what is there, until there are `count` more."""
    place = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    before, there = len(list(place.glob("*.dist-info"))), 0
    while child.poll() is None:
        now = len(list(place.glob("*.dist-info"))) - before
        there = max(there, min(now, count))  # fewer for a while where pip replaces a package
        fraction = _DOWNLOADED + (1 - _DOWNLOADED) * there / count
        say("progress", phase="install", fraction=fraction, detail=f"{there} / {count}")
        time.sleep(1)


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(event: str, **values: object) -> None:
    """One line to the parent, from any thread."""
    sys.stdout.write(json.dumps({"event": event, **values}) + "\n")
    sys.stdout.flush()


def fail(message: str, **values: object) -> None:
    """Say why there is no engine, and end."""
    say("error", message=message, values=values)
    sys.exit(1)


def _end_with_parent() -> None:
    while os.read(0, 1):  # not sys.stdin: a thread that waits for it may crash Python's own end
        pass
    if _child is not None:
        _child.kill()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder, wheel, constraints, *indexes = sys.argv[1:]
    main(Path(folder), Path(wheel), Path(constraints), *indexes)
