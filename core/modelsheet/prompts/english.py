"""English prompts in the words of the captions: articles, plurals, synonyms."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SYNONYMS = Path(__file__).with_name("synonyms.txt")
_IRREGULAR = {
    "man": "men",
    "knife": "knives",
    "shelf": "shelves",
    "leaf": "leaves",
    "wolf": "wolves",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "axe": "axes",
    "foot": "feet",
    "hoof": "hooves",
    "tooth": "teeth",
}
_SEVERAL = re.compile(
    r"\b(two|three|four|five|six|several|many)\b(?![- ]?(seat|hand|stor|post|wheel|leg|door))"
    r"|\b(group|row|stack|pile|pair|set|bunch) of\b|\bin a row\b|\b(next to|beside|near|surrounded by)\b"
    r"|(\b(and|behind|inside|in front of)|,) (an?|the|his|her|its)\b"
)
_NO_PLURAL = ("sheep", "fish", "grass", "bread", "cheese")


def article(noun: str) -> str:
    """`an` before a vowel that is heard as one."""
    return "an" if re.match(r"(?!one|uni|use|uz|eu)[aeiou]|hour", noun) else "a"


def with_article(phrase: str) -> str:
    """ "a barrel", "an axe"; a plural has none."""
    return phrase if is_plural(phrase) else f"{article(phrase)} {phrase}"


def is_plural(phrase: str) -> bool:
    """By its last noun: that before the first preposition."""
    head = _head(phrase)
    one = head.endswith(("ss", "us", "is", "lens"))
    return head.endswith(("feet", "teeth")) or (head.endswith("s") and not one)


def plural(phrase: str) -> str:
    """ "pine trees", "chests with lids"."""
    words = phrase.split()
    head = _head(phrase)
    i = words.index(head)
    ending = next((end for end in _IRREGULAR if head.endswith(end)), None)
    if ending:
        words[i] = head.removesuffix(ending) + _IRREGULAR[ending]
    elif head.endswith(("x", "ch", "sh", "z", "ss", "us")) and not head.endswith(_NO_PLURAL):
        words[i] = f"{head}es"
    elif head.endswith("y") and head[-2:-1] not in tuple("aeiou"):
        words[i] = f"{head[:-1]}ies"
    elif not head.endswith(("s", *_NO_PLURAL)):
        words[i] = f"{head}s"
    return " ".join(words)


def singular(phrase: str) -> str:
    """ "pine tree" of "pine trees"; a phrase that is no plural stays."""
    if not is_plural(phrase):
        return phrase
    head = _head(phrase)
    stems = [head.removesuffix(many) + one for one, many in _IRREGULAR.items() if head.endswith(many)]
    stems += [head[:-3] + "y"] if head.endswith("ies") else []
    stems += [head.removesuffix("es"), head.removesuffix("s")]
    fits = (stem for stem in stems if stem != head and not stem.endswith("ous") and plural(stem) == head)
    return phrase.replace(head, next(fits, head), 1)


def use_known_words(prompt: str) -> str:
    """The prompt with words that no caption has replaced by those that the captions use."""
    pattern, known = _synonyms()

    def replace(found: re.Match) -> str:
        first, word = found["article"] or "", known[found["word"].lower()]
        return with_article(word) if first else word

    return pattern.sub(replace, prompt)


def names_several(prompt: str) -> bool:
    """Whether it speaks of more than one object: "two crates", "a barrel next to a tree", "red and white
    barrels"; not of one that has several parts: "a table with four legs".
    """
    whole = re.split(r"[.;]| with ", prompt.lower())[0].strip()
    what = re.sub(r"\w+ and (?!an? |the )", "", whole.split(",")[0])  # two colours
    if what and not re.match(r"an? ", what) and is_plural(what):
        return True
    return bool(_SEVERAL.search(whole))


def _head(phrase: str) -> str:
    words = phrase.split()
    for i, word in enumerate(words):
        if i and word in ("of", "with", "on", "in", "for", "and"):
            return words[i - 1]
    return words[-1]


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
