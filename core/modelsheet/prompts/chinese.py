"""Chinese prompts in the words of the captions, by a lexicon and a little grammar.

Chinese puts everything that describes a thing before it, English does so with words and puts
phrases behind: 石桥旁边的松树, "stone bridge beside 的 pine tree", is "a pine tree next to a stone bridge".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .english import article, plural

LEXICON = Path(__file__).with_name("chinese.txt")
_IDEOGRAPH = r"\u3400-\u4dbf\u4e00-\u9fff"
_NOUNS = ("noun", "mass noun", "plural noun", "part")
_AFTER_PLACE = "的有是，,。.!！ "  # a single character is a place only before these, or at the end


@dataclass(frozen=True)
class Word:
    """A piece of the prompt and what it means. kind: a section of the lexicon, `english` or `unknown`."""

    chinese: str
    english: str
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """words: Chinese to the word. measures: what may stand between number and noun.
    traditional: characters to their simplified ones, for str.translate."""

    words: dict[str, Word]
    measures: frozenset[str]
    traditional: dict[int, str]


def is_chinese(prompt: str) -> bool:
    """Whether it has Chinese characters, and no Japanese ones beside them."""
    return bool(re.search(f"[{_IDEOGRAPH}]", prompt)) and not re.search(r"[\u3040-\u30ff]", prompt)


def translate(prompt: str) -> tuple[str, tuple[str, ...]]:
    """The prompt in English, and what of it is in no lexicon. Nothing understood gives an empty text."""
    words = split(prompt)
    unknown = tuple(word.chinese for word in words if word.kind == "unknown")
    clauses: list[list[Word]] = [[]]
    for word in words:
        if word.kind == "stop":
            clauses.append([])
        elif word.kind not in ("filler", "unknown") or word.chinese == "的":
            clauses[-1].append(word)
    return ", ".join(filter(None, map(_clause, clauses))), unknown


def split(prompt: str) -> list[Word]:
    """The words of a prompt, the longest that the lexicon knows first."""
    lexicon = _lexicon()
    text = prompt.translate(lexicon.traditional)
    longest = max(map(len, lexicon.words))
    words: list[Word] = []
    at = 0
    while at < len(text):
        latin = re.compile(r"[A-Za-z0-9][A-Za-z0-9' -]*").match(text, at)
        if latin:
            word = Word(latin[0], latin[0].strip().lower(), "english")
        elif not re.match(f"[{_IDEOGRAPH}、]", text[at]):
            word = Word(text[at], "", "filler" if text[at].isspace() else "stop")
        elif words and words[-1].kind == "number" and text[at] in lexicon.measures and text[at + 1 :]:
            word = Word(text[at], "", "filler")
        else:
            word = _longest(text, at, longest) or Word(prompt[at], "", "unknown")
        at += len(word.chinese)
        if word.kind == "unknown" and words and words[-1].kind == "unknown":
            word = Word(words.pop().chinese + word.chinese, "", "unknown")
        words.append(word)
    return words


def _longest(text: str, at: int, longest: int) -> Word | None:
    words = _lexicon().words
    for end in range(min(at + longest, len(text)), at, -1):
        word = words.get(text[at:end])
        if word is None:
            continue
        if word.kind == "place" and end == at + 1 and text[end : end + 1] not in _AFTER_PLACE:
            continue
        return word
    return None


def _clause(words: list[Word]) -> str:
    """Where a thing is, what it has, and what stands beside it; then the thing itself."""
    for kind, rule in _RULES.items():
        places = [i for i, word in enumerate(words) if word.kind == kind]
        found = rule(words, places) if places else None
        if found:
            return found
    return _thing(words)


def _place(words: list[Word], places: list[int]) -> str | None:
    """A旁边的B, A旁边有B and B在A旁边: B next to A."""
    place = places[-1]
    ground, figure = words[:place], _trim(words[place + 1 :])
    at = next((i for i, word in enumerate(ground) if word.kind == "at"), None)
    if at is not None:
        figure = ground[:at] + figure
        ground = ground[at + 1 :]
    parts = [_clause(figure), words[place].english, _clause(ground)]
    return " ".join(parts) if parts[0] and parts[2] else None


def _has(words: list[Word], places: list[int]) -> str | None:
    """带A的B and B带A: B with A."""
    at = places[0]
    end = _end_of_held(words, at)
    held = words[at + 1 : end]
    if words[at].english.endswith("of"):  # crates hold apples, not an apple
        held = [Word("", "some", "number"), *held]
    parts = [_clause(words[:at] + words[end:]), words[at].english, _clause(held)]
    return " ".join(parts) if parts[0] and parts[2] else None


def _end_of_held(words: list[Word], at: int) -> int:
    """Where what follows 带 or 有 ends: at the last 的 behind a noun, else at the last 的 or, where the
    thing itself has been named already (B有红色的A), at the end.
    """
    after = (i for i, word in enumerate(words) if i > at and word.kind == "with")
    stop = min(next(after, len(words)), len(words) - 1)
    ends = [i for i in range(at + 1, stop) if words[i].chinese == "的"]
    behind = [i for i in ends if words[i - 1].kind in _NOUNS]
    if not behind and any(word.kind in _NOUNS for word in words[:at]):
        return len(words)
    return max(behind or ends, default=len(words))


def _and(words: list[Word], places: list[int]) -> str | None:
    """A和B, each a thing; between two colours the word belongs to one thing, in 带A和B的C to what C has."""
    held = next((i for i, word in enumerate(words) if word.kind == "with"), len(words))
    end = _end_of_held(words, held)
    for at in places:
        if held < at < end < len(words):
            continue
        if any(word.kind in _NOUNS for word in words[:at]):
            return f"{_clause(words[:at])} and {_clause(words[at + 1 :])}"
    return None


_RULES: dict[str, Callable[[list[Word], list[int]], str | None]] = {
    "place": _place,
    "and": _and,
    "with": _has,
}


def _thing(words: list[Word]) -> str:
    """Number, describing words, nouns: 两只红色的小狐狸, two red small foxes."""
    spoken = [word for word in words if word.english and word.kind not in ("at", "place", "with")]
    told = next((word.english for word in spoken if word.kind == "number"), "")
    number = told or "a"
    rest = [word for word in spoken if word.kind != "number"]
    while rest and rest[-1].kind == "and":
        rest.pop()
    if not rest:
        return ""
    parts: list[str] = []
    for i, word in enumerate(rest):
        before = rest[i - 1].kind if i else ""
        if word.kind == before == "colour" and rest[i - 1].english not in ("dark", "light"):
            parts.append("and")
        parts.append(word.english)
    parts[-1] = _ALONE.get(parts[-1], parts[-1])
    text, kind = " ".join(parts), rest[-1].kind
    if kind in ("adjective", "colour"):
        return text
    if kind == "part" and not told:  # a horse has wings, a table legs
        return plural(text)
    many = number not in ("a", "one")
    if many and kind not in ("mass noun", "plural noun"):
        text = plural(text)
    if number == "some" or (number == "a" and kind in ("mass noun", "plural noun")):
        return text
    return f"{article(text)} {text}" if number == "a" else f"{number} {text}"


# What is described is not named.
_ALONE = {"wooden": "wood", "snowy": "snow", "striped": "stripes", "patterned": "patterns"}


def _trim(words: list[Word]) -> list[Word]:
    """Without the 的 or 有 that leads to what follows."""
    while words and words[0].chinese in ("的", "有", "有着"):
        words = words[1:]
    return words


@cache
def _lexicon() -> Lexicon:
    words: dict[str, Word] = {}
    measures: frozenset[str] = frozenset()
    traditional: dict[int, str] = {}
    kind = ""
    for line in LEXICON.read_text("utf-8").splitlines():
        if section := re.fullmatch(r"\[(.+)\]", line):
            kind = section[1]
        elif line and not line.startswith("#"):
            english, chinese = line.split(" = ")
            if kind == "measure":
                measures = frozenset(chinese.split())
            elif kind == "traditional":
                traditional |= {ord(letter): english for letter in chinese.split()}
            else:
                spoken = "" if kind == "filler" else english
                words |= {text: Word(text, spoken, kind) for text in chinese.split()}
    return Lexicon(words, measures, traditional)
