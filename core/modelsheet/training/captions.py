"""A small grammar of captions: what is said about an asset, in the ways people say it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from ..prompts.english import article, is_plural, plural, with_article

_HUES = {"red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "gold", "golden"}
COLORS = _HUES | {"white", "gray", "grey", "black", "tan", "beige", "silver", "light", "dark", "olive"}
SIZES = {"tall", "wide", "flat", "thin", "long", "small", "large", "big", "tiny", "short", "medium"}
_NUMBERS = {2: "two", 3: "three", 4: "four"}
_STYLES = ("{}, low poly", "low poly {}", "{}, game asset", "{} 3d model", "a 3d model of {}", "stylized {}")
_WORDS = {  # for what the captions say, what people also type
    "car": ("automobile",),
    "rock": ("boulder", "stone"),
    "bush": ("shrub",),
    "house": ("home", "cottage"),
    "spaceship": ("space ship", "starship"),
    "sofa": ("couch",),
    "bookcase": ("bookshelf",),
    "crate": ("wooden box",),
    "trash": ("garbage",),
    "gray": ("grey",),
    "fridge": ("refrigerator",),
    "barrel": ("cask", "keg"),
}


def without_colors(noun: str) -> str:
    """The noun without its colour words, if something is left."""
    return _without(noun, COLORS)


def without_sizes(noun: str) -> str:
    """The noun without its words of size, if something is left."""
    return _without(noun, SIZES)


def colored(noun: str, colors: Sequence[str]) -> list[str]:
    """Phrases for an object of one or two colours, the plainest first."""
    first, *rest = colors
    phrases = [with_article(f"{first} {noun}"), f"{first} {noun}", f"{with_article(noun)}, {first}"]
    for second in rest:
        both = f"{first} and {second}"
        phrases += [with_article(f"{both} {noun}"), f"{with_article(noun)} in {both}"]
    return phrases


def with_parts(noun: str, color: str, parts: str) -> list[str]:
    """Phrases for an object of one colour with parts of another."""
    plain = without_colors(noun)
    return [
        f"{with_article(f'{color} {plain}')} with {parts} parts",
        f"{with_article(plain)} with {parts} details",
        with_article(f"{color} and {parts} {plain}"),
    ]


def sized(noun: str, word: str, colors: Sequence[str]) -> list[str]:
    """Phrases for an object of an unusual shape."""
    phrases = [with_article(f"{word} {noun}"), f"{word} {noun}", f"{with_article(noun)}, {word}"]
    if colors and not COLORS & set(noun.split()):
        phrases.append(with_article(f"{word} {colors[0]} {noun}"))
    return phrases


def joined(first: str, second: str, relations: Sequence[str]) -> list[str]:
    """Phrases for two objects, one for each word of their relation."""
    return [f"{with_article(first)} {word} {with_article(second)}" for word in relations]


def counted(noun: str, count: int, how: str) -> list[str]:
    """ "three barrels in a row"."""
    many = noun if is_plural(noun) else plural(noun)
    return [f"{_NUMBERS[count]} {many} {how}", f"a row of {_NUMBERS[count]} {many}", f"a row of {many}"]


def stacked(noun: str, count: int) -> list[str]:
    """ "a stack of two crates"."""
    many = noun if is_plural(noun) else plural(noun)
    return [f"a stack of {_NUMBERS[count]} {many}", f"{_NUMBERS[count]} {many} on top of each other"]


def varied(phrases: Sequence[str], rng: np.random.Generator, count: int = 5) -> list[str]:
    """The first phrase as it is, then up to `count` others: synonyms, styles, slips of the keys."""
    found = dict.fromkeys([phrases[0]])
    for _ in range(2 * count):
        phrase = phrases[int(rng.integers(len(phrases)))]
        words = [_synonym(word, rng) for word in phrase.split()]
        if rng.random() < 0.15:
            words = [word for word in words if word not in ("a", "an", "the")]
        phrase = _fluent(" ".join(words))
        if rng.random() < 0.25:
            phrase = _STYLES[int(rng.integers(len(_STYLES)))].format(phrase)
        if rng.random() < 0.1:
            phrase = _mistyped(phrase, rng)
        found.setdefault(phrase)
    return list(found)[: count + 1]


def _synonym(word: str, rng: np.random.Generator) -> str:
    choices = _WORDS.get(word)
    return str(rng.choice(choices)) if choices and rng.random() < 0.2 else word


def _fluent(phrase: str) -> str:
    """After words were replaced: none twice in a row, and the articles that they ask for."""
    words = [word for word, _ in itertools.groupby(phrase.split())]
    following = [*words[1:], ""]
    pairs = zip(words, following, strict=True)
    return " ".join(article(after) if word in ("a", "an") else word for word, after in pairs)


def _mistyped(phrase: str, rng: np.random.Generator) -> str:
    """Two neighbouring letters change places, or one is lost."""
    i = int(rng.integers(1, max(2, len(phrase) - 2)))
    if rng.random() < 0.5:
        return phrase[:i] + phrase[i + 1 :]
    return phrase[:i] + phrase[i + 1 : i + 2] + phrase[i] + phrase[i + 2 :]


def _without(noun: str, words: set[str]) -> str:
    left = [word for word in noun.split() if word not in words]
    return " ".join(left) if left and left[0] not in ("of", "with", "on", "in") else noun
