"""Pages of small pictures: every asset of a dataset, with what was guessed of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw

_PAGE = 20  # assets
_CELL, _TEXT, _COLUMNS = 96, 34, 2
_GROUND, _DOUBT = (244, 243, 240), (180, 40, 40)
UNSURE = 0.6
"""Of a front: what is less sure is shown in red."""


class Guessed(Protocol):
    """See collect.Guess."""

    @property
    def id(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def sure(self) -> float: ...
    @property
    def metres(self) -> float: ...
    @property
    def keep(self) -> bool: ...


def draw_pages(folder: Path, guesses: Sequence[Guessed], sheets: Sequence[np.ndarray]) -> None:
    """Write contact-01.png ...: front, right, back, left and top (V, 96, 96, 4) of each asset, those first
    whose front is least sure, in red."""
    order = sorted(range(len(guesses)), key=lambda i: guesses[i].sure)
    for page, start in enumerate(range(0, len(order), _PAGE), 1):
        part = order[start : start + _PAGE]
        width, height = 5 * _CELL + 16, _CELL + _TEXT
        size = (_COLUMNS * width, -(-len(part) // _COLUMNS) * height)
        picture = Image.new("RGB", size, _GROUND)
        pen = ImageDraw.Draw(picture)
        for place, i in enumerate(part):
            left, top = place % _COLUMNS * width + 8, place // _COLUMNS * height
            guess = guesses[i]
            said = f"front sure {guess.sure:.2f}, {guess.metres:g} m{'' if guess.keep else ', left out'}"
            pen.text((left, top + 4), f"{guess.id[:60]}: {said}", _DOUBT if guess.sure < UNSURE else "black")
            pen.text((left, top + 18), guess.caption[:78], "black")
            for column, rgba in enumerate(sheets[i][:5]):
                small = Image.fromarray(rgba)
                picture.paste(small, (left + column * _CELL, top + _TEXT), small)
        picture.save(folder / f"contact-{page:02d}.png")
