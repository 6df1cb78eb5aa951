"""Context: what a stage is given besides its input; through it the stage says how far it is.

Everything that is told about a run travels as one stream of events to one listener: the bar of the command
line, the worker's lines, the batch's record and the report all read it. What the listener raises ends the
run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import Message

if TYPE_CHECKING:
    from .asset import Asset
    from .generation import KnownParts
    from .sheet import ModelSheet

_MAKING = ("reconstruct", "simplify", "unwrap", "bake", "lods", "collision", "report", "save")
PHASES = ("load", "picture", "draw", *_MAKING)
"""What a run may go through, in order."""


@dataclass(frozen=True)
class Phase:
    """A phase begins (fraction 0), goes on, or ends (1). seconds: since it began."""

    name: str
    fraction: float
    seconds: float


@dataclass(frozen=True)
class Pictured:
    """A picture of the words is drawn and lies at `path`; the views are drawn from it."""

    path: Path


@dataclass(frozen=True)
class Forming:
    """The sheet as it stands, while it is drawn: `sheet()` costs time, so call it only to show it. candidate:
    its number from 1 where several are drawn, else 0."""

    sheet: Callable[[], ModelSheet]
    candidate: int = 0


@dataclass(frozen=True)
class Drawn:
    """The sheet is finished. candidate: its number from 1 where it is one of several; 0 where it goes on."""

    sheet: ModelSheet
    candidate: int = 0


@dataclass(frozen=True)
class Meshed:
    """The mesh is whole, with all that lies beside it. It is not measured yet, and nothing is written."""

    asset: Asset


@dataclass(frozen=True)
class Notice:
    """A remark for the user, on how the prompt was taken for example."""

    message: Message


@dataclass(frozen=True)
class Done:
    """All files are in `folder`; `main` is the first to open. seconds: by phase."""

    folder: Path
    main: Path
    seconds: dict[str, float]


Event = Phase | Pictured | Forming | Drawn | Meshed | Notice | Done
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener that does not listen."""


@dataclass
class Context:
    """Of one run.

    known: what the drawing has to keep, where it is not to be taken from the request. seconds: of each phase
    so far; the only clock of a run. candidate, candidates: which of how many is drawn, where one is drawn
    after the other.
    """

    listen: Listener = ignore
    known: KnownParts | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    candidate: int = 1
    candidates: int = 1
    _phase: str = ""
    _begun: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """The block is a phase; its seconds are kept when it ends well."""
        self._phase, self._begun = name, time.perf_counter()
        self.listen(Phase(name, 0.0, 0.0))
        yield
        spent = time.perf_counter() - self._begun
        self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)
        self.listen(Phase(name, 1.0, spent))

    def progress(self, fraction: float) -> None:
        """How much of the phase is done, 0 to 1."""
        part = (self.candidate - 1 + fraction) / self.candidates
        self.listen(Phase(self._phase, part, time.perf_counter() - self._begun))

    def forming(self, step: int, count: int, *sheets: Callable[[], ModelSheet]) -> None:
        """For a generator, after each of its `count` steps, from 1 on: the sheet, or all that it draws."""
        self.progress(step / count)
        several = len(sheets) > 1 or self.candidates > 1
        for number, sheet in enumerate(sheets, self.candidate):
            self.listen(Forming(sheet, number if several else 0))
