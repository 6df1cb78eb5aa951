# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine takes for the object in the pictures that were chosen."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .process import ENDED
from .session import Problem, Session


@dataclass(frozen=True)
class Cutout:
    """Of a picture: a PNG of the object alone, or why there is none. stamp: when the picture was written."""

    stamp: int
    path: Path | None = None
    problem: Problem | None = None


class Cutouts:
    """Those of the pictures that were asked for, by their paths."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Cutout] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def find(self, picture: str) -> Cutout:
        """What is known of a picture by now."""
        return self._known.get(picture, Cutout(0))

    @property
    def all(self) -> tuple[Cutout, ...]:
        """All that are known."""
        return tuple(self._known.values())

    def poll(self, pictures: Iterable[str]) -> None:
        """Ask for those that are new or were changed, where a worker is there to answer."""
        for picture in pictures if self._session.greeted else ():
            try:
                stamp = Path(picture).stat().st_mtime_ns
            except OSError:
                stamp = -1  # the worker says what is wrong with it
            if self.find(picture).stamp != stamp:
                self._ask(picture, stamp)

    def clear(self) -> None:
        """Forget all, and remove the files."""
        self._known.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _ask(self, picture: str, stamp: int) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="modelsheet-")
        name = hashlib.sha256(f"{picture} {stamp}".encode()).hexdigest()[:16]
        to = Path(self._folder.name) / f"{name}.png"

        def take(event: dict[str, Any]) -> None:
            if event["event"] == "cutout":
                self._known[picture] = Cutout(stamp, to)
            elif event["event"] == "error":
                problem = event.get("problem") or Problem.of(event)
                self._known[picture] = Cutout(stamp, problem=problem)
            elif event["event"] == ENDED:
                self._known.pop(picture, None)

        self._known[picture] = Cutout(stamp)
        self._session.ask({"do": "cutout", "path": picture, "to": str(to)}, take)
