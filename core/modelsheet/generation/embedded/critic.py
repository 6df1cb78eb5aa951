"""Which of some drawings is the best."""

from __future__ import annotations

import numpy as np

from ...prompts.english import names_several
from ...sheet import ModelSheet
from .agreement import largest_share


def scores(sheets: list[ModelSheet], prompt: str) -> tuple[dict[str, float], ...]:
    """What speaks for each sheet, 0 to 1. whole: the smallest share of a silhouette that its largest piece
    holds; left out where the prompt names several objects."""
    if names_several(prompt):
        return tuple({} for _ in sheets)
    return tuple({"whole": largest_share([view.mask for view in sheet])} for sheet in sheets)


def best(found: tuple[dict[str, float], ...]) -> int:
    """The place of the sheet for which most speaks; of those alike the first."""
    return int(np.argmax([sum(each.values()) for each in found]))
