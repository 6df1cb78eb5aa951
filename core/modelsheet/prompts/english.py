"""English prompts in the words of the captions: articles, plurals, synonyms, and what a bare noun lacks."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

SYNONYMS = Path(__file__).with_name("synonyms.txt")
TYPICAL = Path(__file__).with_name("typical.json")
_PLURALS = (
    (r"\b(sheep|fish)$", r"\1"),
    (r"man$", "men"),
    (r"(kni|wol|shel|lea|scar|loa)(fe|f)$", r"\1ves"),
    (r"(potato|tomato)$", r"\1es"),
    (r"([^aeiou])y$", r"\1ies"),
    (r"(s|x|z|ch|sh)$", r"\1es"),
)


def article(noun: str) -> str:
    """`an` before a vowel that is heard as one."""
    return "an" if re.match(r"(?!one|uni|uz|eu)[aeiou]", noun) else "a"


def plural(noun: str) -> str:
    """The English plural of a noun phrase."""
    for ending, many in _PLURALS:
        if re.search(ending, noun):
            return re.sub(ending, many, noun)
    return f"{noun}s"


def use_known_words(prompt: str) -> str:
    """The prompt with words that no caption has replaced by those that the captions use."""
    pattern, known = _synonyms()

    def replace(found: re.Match) -> str:
        first, word = found["article"] or "", known[found["word"].lower()]
        return f"{article(word)} {word}" if first else word

    return pattern.sub(replace, prompt)


def expand(prompt: str) -> str:
    """The most typical caption of a bare noun, `barrel` or `a barrel`; any other prompt as it is."""
    noun = re.sub(r"^(an?|the) ", "", prompt.strip().lower())
    return _typical().get(noun, prompt)


@cache
def _synonyms() -> tuple[re.Pattern, dict[str, str]]:
    """What to look for, longest first, and for each word, singular and plural, the word to use."""
    known: dict[str, str] = {}
    for line in SYNONYMS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, others = line.split(" = ")
            for other in others.split(", "):
                known |= {other: word, plural(other): plural(word)}
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"\b(?P<article>an? )?(?P<word>{words})(?![\w-])", re.IGNORECASE), known


@cache
def _typical() -> dict[str, str]:
    return json.loads(TYPICAL.read_text("utf-8"))
