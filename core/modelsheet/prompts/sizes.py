"""How large a thing usually is, by the noun of its prompt: the table is `sizes.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import understand
from .english import plural

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
        return sizes[whole[0][0]]
    head = _BREAK.split(text)[0]
    ends = list(pattern.finditer(head)) or list(pattern.finditer(text))[:1]  # "a pair of boots": boots
    return sizes[ends[-1][0]] if ends else None


@cache
def _table() -> tuple[dict[str, TypicalSize], re.Pattern[str]]:
    """Sizes by noun and by its plural, and what to look for, the longest first."""
    sizes: dict[str, TypicalSize] = {}
    for line in SIZES.read_text("utf-8").splitlines():
        metres, sign, nouns = line.partition("=")
        if sign and not line.startswith("#"):
            for noun in map(str.strip, nouns.split(",")):
                sizes |= {form: TypicalSize(noun, float(metres)) for form in (plural(noun), noun)}
    longest = sorted(sizes, key=len, reverse=True)
    return sizes, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
