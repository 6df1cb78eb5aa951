"""How large a thing usually is, by the noun of its prompt: the table is `sizes.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import understand
from .english import singular

SIZES = Path(__file__).with_name("sizes.txt")
_BREAK = re.compile(r",|\b(?:with|of|on|in|for|and|at|from|under|beside|next to|made)\b")


@dataclass(frozen=True)
class TypicalSize:
    """word: the noun that was found. longest: its longest side, metres."""

    word: str
    longest: float


def typical_size(prompt: str) -> TypicalSize | None:
    """The size of what a prompt, English or Chinese, asks for; None where its noun is not in the table."""
    text = " ".join(re.findall(r"[\w'-]+|,", understand(prompt).text.lower()))
    sizes, pattern = _table()
    whole = [found for found in pattern.finditer(text) if _BREAK.search(found[0])]
    if whole and whole[0].start() <= len("a "):  # "slice of pizza" is in the table
        return _size(whole[0][0], sizes)
    head = _BREAK.split(text)[0]
    ends = list(pattern.finditer(head)) or list(pattern.finditer(text))[:1]  # "a pair of boots": boots
    return _size(ends[-1][0], sizes) if ends else None


def _size(found: str, sizes: dict[str, float]) -> TypicalSize:
    word = found if found in sizes else singular(found)
    return TypicalSize(word, sizes[word])


@cache
def _table() -> tuple[dict[str, float], re.Pattern[str]]:
    """Metres by noun, and what to look for, the longest first; plurals too."""
    from .english import plural

    sizes: dict[str, float] = {}
    for line in SIZES.read_text("utf-8").splitlines():
        metres, sign, nouns = line.partition("=")
        if sign and not line.startswith("#"):
            sizes |= {noun.strip(): float(metres) for noun in nouns.split(",")}
    words = {form for noun in sizes for form in (noun, plural(noun))}
    longest = sorted(words, key=len, reverse=True)
    return sizes, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
