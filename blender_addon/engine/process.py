# SPDX-License-Identifier: GPL-3.0-or-later
"""A child process that speaks JSON lines; its events are read in a thread and collected by polling."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
from pathlib import Path

ENDED = "ended"
"""The event that follows the last: {"event": "ended", "code": the exit code}."""


def engine_environment() -> dict[str, str]:
    """This process's environment, without what would lead another Python astray."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONUTF8": "1"}


class LineProcess:
    """Start `command`; what it writes to stderr goes to the file `log`. Raises OSError."""

    def __init__(self, command: list[str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stream:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                env=engine_environment(),
                cwd=log.parent,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self._events = queue.SimpleQueue[dict]()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def events(self) -> list[dict]:
        """What it has said since the last call; never waits."""
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return found

    def send(self, **request: object) -> None:
        """Write a line. Where nobody reads any more the `ended` event will tell."""
        line = json.dumps(request).encode("ascii") + b"\n"
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def close(self) -> None:
        """Let it end: its stdin closes."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def kill(self) -> None:
        """End it now; its memory is freed as it goes, which nobody waits for."""
        self.close()
        self._process.kill()

    def _read(self) -> None:
        for line in self._process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # cut off, as the process was killed
            if isinstance(event, dict) and isinstance(event.get("event"), str):
                self._events.put(event)
        self._events.put({"event": ENDED, "code": self._process.wait()})


def tail(log: Path, lines: int = 200) -> str:
    """The end of a log file; empty when there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 64_000))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
