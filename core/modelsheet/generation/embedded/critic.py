"""Which of some drawings is the best: it fits the words, it is whole, its views agree."""

from __future__ import annotations

import numpy as np

from ...prompts.colors import color_shares, colors_in
from ...prompts.english import names_several
from ...sheet import ModelSheet
from .agreement import largest_share
from .reader import Eye

WEIGHTS = {"words": 1.0, "agree": 0.5, "colors": 0.5, "whole": 1.0}
"""What each score counts."""
_SEEN = 0.03  # of a sheet's pixels: a colour that takes less room is not there


def scores(
    sheets: list[ModelSheet], prompt: str, sentence: np.ndarray, eye: Eye
) -> tuple[dict[str, float], ...]:
    """What speaks for each sheet of a prompt, 0 to 1, by the names of WEIGHTS. sentence: the prompt's vector.

    words: how like what is seen is to the prompt. agree: how like what is seen in the views is to each other.
    colors: the share of the prompt's colours that are there. whole: the smallest share of a silhouette that
    its largest piece holds. What can't be asked is left out: colours where none is named, wholeness where
    the prompt names several objects.
    """
    return tuple(_scores(sheet, prompt, sentence, eye) for sheet in sheets)


def best(found: tuple[dict[str, float], ...]) -> int:
    """The place of the sheet for which most speaks; of those alike the first."""
    return int(np.argmax([sum(WEIGHTS[name] * value for name, value in each.items()) for each in found]))


def _scores(sheet: ModelSheet, prompt: str, sentence: np.ndarray, eye: Eye) -> dict[str, float]:
    words, agree = eye.fit([view.rgba for view in sheet], sentence)
    found = {"words": max(words, 0.0), "agree": max(agree, 0.0)}
    if wanted := colors_in(prompt):
        shares = color_shares(np.concatenate([view.rgb[view.mask] for view in sheet]))
        found["colors"] = sum(shares.get(word, 0) >= _SEEN for word in wanted) / len(wanted)
    if not names_several(prompt):
        found["whole"] = largest_share([view.mask for view in sheet])
    return {name: round(value, 4) for name, value in found.items()}
