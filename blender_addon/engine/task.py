# SPDX-License-Identifier: GPL-3.0-or-later
"""A set-up or a check of the engine that runs beside Blender."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..locale import N_
from .process import ENDED, LineProcess
from .session import Problem

_UNFINISHED = N_(
    "The set-up did not finish: check the connection, then set it up again; it goes on where it was"
)
_BROKEN = N_("The engine does not run: set it up again, or look at the log")
_INCOMPLETE = N_("Something that the engine needs is missing: set it up again")


@dataclass
class Task:
    """A process that says how far it is. kind: "SETUP" or "CHECK". checks: the lines of a check."""

    kind: str
    process: LineProcess
    phase: str = ""
    fraction: float = 0.0
    detail: str = ""
    checks: list[dict[str, Any]] = field(default_factory=list)
    problem: Problem | None = None
    ended: bool = False

    @classmethod
    def start(cls, kind: str, command: list[str], log: Path) -> Task:
        """Begin it. Raises OSError."""
        return cls(kind, LineProcess(command, log))

    def follow(self) -> None:
        """Take in what it has said since the last call."""
        for event in self.process.events():
            kind = event["event"]
            if kind == "progress":
                self.phase, self.fraction, self.detail = event["phase"], event["fraction"], event["detail"]
            elif kind == "error":
                self.problem = Problem(event["message"], "SETUP", event["values"], log="setup")
            elif kind == "checked":
                self.checks = event["checks"]
                if not event["ready"]:
                    self.problem = Problem(_INCOMPLETE, "SETUP", log="setup")
            elif kind == ENDED:
                self.ended = True
                if event["code"] and self.problem is None:
                    message = _UNFINISHED if self.kind == "SETUP" else _BROKEN
                    self.problem = Problem(message, "SETUP", log="setup")
