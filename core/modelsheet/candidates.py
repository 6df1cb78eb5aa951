"""Several drawings of one request, of which the best is built and the others stay on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .sheet import ModelSheet

FOLDER = "candidates"
LIST = "candidates.json"


@dataclass(frozen=True)
class Candidates:
    """Sheets, each of its own seed. scores: what speaks for each, by name; () where nobody judged them. best:
    the place of the one that goes on, from 0."""

    sheets: tuple[ModelSheet, ...]
    scores: tuple[dict[str, float], ...] = ()
    best: int = 0

    @property
    def chosen(self) -> ModelSheet:
        """The best of them."""
        return self.sheets[self.best]

    def save(self, folder: Path) -> None:
        """Write `candidates/1`, `candidates/2` ..., each the folder of a sheet, and beside them
        `candidates.json`, which says which one is the best; nothing where there is only one."""
        if len(self.sheets) == 1:
            return
        rows = []
        for number, sheet in enumerate(self.sheets, 1):
            sheet.save(folder / FOLDER / str(number))
            scores = self.scores[number - 1] if self.scores else {}
            rows.append({"number": number, "seed": sheet.seed, "scores": scores})
        text = json.dumps({"best": self.best + 1, "candidates": rows}, indent=2)
        (folder / FOLDER / LIST).write_text(text + "\n", "utf-8")


def seeds(first: int, count: int) -> Sequence[int]:
    """Of the candidates: the first's, and those that follow it."""
    return [(first + i) % 2**63 for i in range(count)]
