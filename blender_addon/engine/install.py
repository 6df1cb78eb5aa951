# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by the Python that the engine is made with: install.py VENV WHEEL CONSTRAINTS [INDEX].

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
import threading
import venv
from pathlib import Path

PIP = "pip>=25.1,<27"  # the first that shows its progress as plain lines and resumes downloads
NEEDED = 4 * 2**30  # bytes, with what pip downloads
_DOWNLOADING = re.compile(r"\s*Downloading ([^\s(/]*/)*([A-Za-z0-9_.]+?)-\d\S*(?: \((.+)\))?")
_child: subprocess.Popen[str] | None = None


def main(folder: Path, wheel: Path, constraints: Path, index: str = "") -> None:
    """Make the environment and install the wheel with everything that it needs."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder.parent).free
    except OSError as error:
        fail("The engine's folder can't be written ({reason}): choose another", reason=error.strerror)
    if free < NEEDED and not (folder / "pyvenv.cfg").exists():
        fail("The disk is too full for the engine: free {need} or choose another folder", need="4 GB")
    say("progress", phase="environment", fraction=0.0, detail="")
    python = environment(folder)
    say("progress", phase="download", fraction=0.02, detail="pip")
    pip(python, "--upgrade", PIP)
    pins = sum("==" in line for line in constraints.read_text("utf-8").splitlines())
    options = ["--progress-bar", "raw", "--resume-retries", "5", "--constraint", str(constraints)]
    if index:
        options += ["--extra-index-url", index]
    pip(python, *options, str(wheel), packages=pins)
    pip(python, "--force-reinstall", "--no-deps", str(wheel))  # the same version may hold other code
    say("done")


def environment(folder: Path) -> Path:
    """The Python of the virtual environment, made or mended where needed."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    whole = python.exists() and not subprocess.run([python, "-m", "pip", "--version"], stdout=2).returncode
    if not whole:
        try:
            venv.create(folder, clear=True, symlinks=os.name != "nt", with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr, flush=True)
            fail("This Python can't make environments: choose another (on Debian, install python3-venv)")
    return python


def pip(python: Path, *arguments: str, packages: int = 0) -> None:
    """Run `pip install`; `packages` is about how many it will install, for the progress."""
    global _child
    command = [str(python), "-u", "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    _child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=2,
        encoding="utf-8",
        errors="replace",
    )
    seen, name, lines = 0, "", []
    assert _child.stdout is not None
    for line in _child.stdout:
        done = re.fullmatch(r"Progress (\d+) of (\d+)\s*", line)
        if done and int(done[2]):
            size = f"{name}  {int(done[1]) / 1e6:.0f} / {int(done[2]) / 1e6:.0f} MB"
            part = (seen - 1 + int(done[1]) / int(done[2])) / max(packages, 1)
            say("progress", phase="download", fraction=min(part, 1) * 0.7, detail=size)
            continue
        print(line, end="", file=sys.stderr, flush=True)
        lines.append(line)
        if packages and line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            name = re.split(
                r"[\s=<>!~;@\[(]",
                line.removeprefix("Collecting ").removeprefix("Requirement already satisfied: "),
            )[0]
            say("progress", phase="download", fraction=min(seen / packages, 1) * 0.7, detail=name)
        elif found := _DOWNLOADING.match(line):
            name = found[2]
        elif packages and line.startswith("Installing collected packages"):
            say("progress", phase="install", fraction=0.75, detail="")
    if _child.wait() == 0:
        return
    if "No space left" in "".join(lines):
        fail("The disk is full: free some space, then set it up again; it goes on where it was")
    fail("The set-up did not finish: check the connection, then set it up again; it goes on where it was")


def say(event: str, **values: object) -> None:
    """One line to the parent."""
    print(json.dumps({"event": event, **values}), flush=True)


def fail(message: str, **values: object) -> None:
    """Say why there is no engine, and end."""
    say("error", message=message, values=values)
    sys.exit(1)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    if _child is not None:
        _child.kill()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(*map(Path, sys.argv[1:4]), *sys.argv[4:])
