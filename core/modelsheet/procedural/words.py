"""Values into words, and words into values: captions that are true, and prompts that are read exactly.

Every parameter becomes a term: an adjective of a part ("blue" legs), a count of it ("four" legs), that it is
there at all, or a phrase of its own. Telling and reading share the terms, so what is told is read back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from ..errors import ModelsheetError
from ..prompts import understand
from ..prompts.chinese import is_chinese, translate
from ..prompts.english import article, is_plural, plural, singular, with_article
from .families import families
from .family import (
    MATERIALS,
    PALETTE,
    Choice,
    Color,
    Count,
    Family,
    Finish,
    Flag,
    Material,
    Paint,
    Parameter,
    Proportion,
    Values,
    shade,
)

NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
MATERIAL_NOUNS = {"wooden": "wood"}  # others are their own: "of stone"
LONGEST = 25  # words of a caption: more is cut off or ignored by small text encoders
_PREPOSITIONS = ("with", "on", "in", "under", "over", "beside", "behind", "at", "from")


@dataclass(frozen=True)
class Term:
    """How a parameter goes into words.

    kind: "adjective", "count", "presence" (the part is there or not) or "phrase". of: the part, "" for the
    whole thing. before: the preposition that leads to it. text: what is said of a flag or in a phrase.
    """

    parameter: Parameter
    kind: str
    of: str = ""
    before: str = "with"
    text: str = "{}"

    def word(self, value: object) -> str:
        """The value in a word, "" where there is nothing to say."""
        if isinstance(value, Paint):
            return value.word
        if isinstance(self.parameter, Flag):
            return self.text if value else ""
        if isinstance(self.parameter, Count):
            return number(int(str(value))) if value else ""
        if isinstance(self.parameter, Proportion):
            return self.parameter.word(float(str(value)))
        return str(value)


def number(count: int) -> str:
    """ "four"; above twelve in digits."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


@cache
def terms(family: Family) -> tuple[Term, ...]:
    """The terms of its parameters, in their order."""
    counted = {singular(p.part): p.part for p in family.parameters if isinstance(p, Count)}
    simple = [p for p in family.parameters if not isinstance(p, Flag)]
    found = {p.name: _term(p, (), counted) for p in simple}
    parts = {term.of for term in found.values() if term.of}
    found |= {p.name: _term(p, parts, counted) for p in family.parameters if isinstance(p, Flag)}
    return tuple(found[p.name] for p in family.parameters)


def _term(parameter: Parameter, parts: Collection[str], counted: dict[str, str]) -> Term:
    if isinstance(parameter, Count):
        return Term(parameter, "count", parameter.part)
    if isinstance(parameter, Flag):
        before, text = _split(parameter.say)
        part = next((p for p in parts if text == p or text.endswith(f" {p}")), None)
        if part is None:
            return Term(parameter, "phrase", "", "", parameter.say)
        adjective = text.removesuffix(part).strip()
        if len(adjective.split()) > 1:  # "stripes of icing"
            return Term(parameter, "phrase", "", "", parameter.say)
        return Term(parameter, "adjective" if adjective else "presence", part, before, adjective or part)
    of = counted.get(parameter.of, parameter.of)
    if isinstance(parameter, Choice) and parameter.say != "{}":
        before, text = _split(parameter.say)
        noun = re.fullmatch(r"\{\} (?!(?:on|in|at|of|for|to) )([\w -]+)", text)
        if noun is None:
            return Term(parameter, "phrase", of, "", parameter.say)
        return Term(parameter, "adjective", counted.get(noun[1], noun[1]), before)
    return Term(parameter, "adjective", of)


def _split(say: str) -> tuple[str, str]:
    """ "with an open lid" to "with" and "open lid"."""
    before, text = _led(say)
    return before or "with", _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"^an? ", "", text)


def _led(say: str) -> tuple[str, str]:
    """ "with an open lid" to "with" and "an open lid"."""
    first, _, text = say.partition(" ")
    return (first, text) if first in _PREPOSITIONS else ("", say)


def told(family: Family, values: Values) -> dict[str, str]:
    """What can be said truly of these values: the words by parameter name; what isn't there is left out."""
    words = {term.parameter.name: term.word(values[term.parameter.name]) for term in terms(family)}
    gone = {t.of for t in terms(family) if t.kind in ("count", "presence") and not words[t.parameter.name]}
    return {
        t.parameter.name: word
        for t in terms(family)
        if (word := words[t.parameter.name]) and t.of not in gone
    }


@dataclass(frozen=True)
class Form:
    """How a description is put: the noun ("" for the family's own), "a red table with ..." or "red table,
    ...", and whether colours and materials of parts follow them: "legs in blue"."""

    noun: str = ""
    article: bool = True
    listed: bool = False
    behind: bool = False


def describe(
    family: Family, values: Values, names: Collection[str] | None = None, form: Form | None = None
) -> str:
    """One description that tells the named parameters, all of them for None, as far as they have words."""
    form = form or Form()
    words = {n: word for n, word in told(family, values).items() if names is None or n in names}
    groups: dict[str, list[tuple[Term, str]]] = {term.of: [] for term in terms(family)}
    phrases: list[tuple[str, str]] = []
    for term in (term for term in terms(family) if term.parameter.name in words):
        word = words[term.parameter.name]
        if term.kind == "phrase":
            before, text = _led(_articled(term.text.format(word)))
            if (part := _bare(text)) in groups:  # "with lightning", where lightning has its own words
                groups[part].append((term, word))
            else:
                phrases.append((before, text))
        else:
            groups[term.of].append((term, word))
    head = " ".join([*_adjectives(groups.pop("", [])), form.noun or family.name])
    led = {term.of: term.before for term in terms(family) if term.before != "with"}
    ones = {t.of for t in terms(family) if t.kind == "count" and values[t.parameter.name] == 1}
    nouns = {part: singular(part) if part in ones else part for part in groups}
    parts = [(led.get(p, "with"), _part(nouns[p], group, form)) for p, group in groups.items() if group]
    return _sentence(head, [*parts, *phrases], form)


def _sentence(head: str, phrases: list[tuple[str, str]], form: Form) -> str:
    start = with_article(head) if form.article else head
    if form.listed:
        texts = [f"{before} {text}" for before, text in phrases]
        return ", ".join([start, *(re.sub(r"^(with)? (an? )?", "", text) for text in texts)])
    others = [f"{before} {text}".strip() for before, text in phrases if before != "with"]
    mine = [text for before, text in phrases if before == "with"]
    return " ".join([start, *others, *([f"with {_and(mine)}"] if mine else [])])


def _part(noun: str, group: list[tuple[Term, str]], form: Form) -> str:
    """ "four thick blue legs", "a red roof"."""
    adjectives = [(term, word) for term, word in group if term.kind == "adjective"]
    behind = ""
    paints = [word for term, word in adjectives if isinstance(term.parameter, Color | Material | Finish)]
    if form.behind and len(paints) == 1 and paints[0] != "golden":
        adjectives = [(term, word) for term, word in adjectives if word != paints[0]]
        material = paints[0] in MATERIALS
        behind = f" of {MATERIAL_NOUNS.get(paints[0], paints[0])}" if material else f" in {paints[0]}"
    text = " ".join([*_adjectives(adjectives), noun])
    counted = next((word for term, word in group if term.kind == "count"), "")
    if counted and counted != NUMBERS[1]:
        return f"{counted} {text}{behind}"
    return (text if noun in _UNCOUNTED else with_article(text)) + behind


_UNCOUNTED = (  # parts that have no article
    "armor", "bark", "bedding", "bread", "cheese", "cloth", "coal", "cream", "dough", "fabric", "fire",
    "flesh", "foliage", "food", "frosting", "fruit", "fur", "glass", "grass", "hair", "hay", "icing", "ivy",
    "jam", "laundry", "lava", "lettuce", "lightning", "liquid", "masonry", "meat", "metal", "moss",
    "rice", "sand", "sauce", "skin", "smoke", "snow", "soil", "stone", "trim", "upholstery", "water",
    "wax", "wool", "writing",
)  # fmt: skip


def _adjectives(group: list[tuple[Term, str]]) -> list[str]:
    """In the order of English: size, state, shape, colour, material."""

    def rank(said: tuple[Term, str]) -> int:
        parameter, word = said[0].parameter, said[1]
        if isinstance(parameter, Proportion | Flag):
            return 0 if isinstance(parameter, Proportion) else 1
        return 2 if isinstance(parameter, Choice) else 4 if word in MATERIALS else 3

    return [word for _, word in sorted(group, key=rank)]


def _and(texts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _articled(text: str) -> str:
    """With "an" where a vowel follows."""
    return re.sub(r"\ban? (?=(\w+))", lambda found: f"{article(found[1])} ", text)


def captions(family: Family, values: Values, rng: np.random.Generator) -> list[str]:
    """True captions: a short, a plain and a long one, then others in order and form; all different."""
    names = list(told(family, values))
    found = {term.parameter.name: term for term in terms(family)}
    whole = [n for n in names if not found[n].of and found[n].kind == "adjective"]
    paints = [n for n in whole if isinstance(values[n], Paint)]
    parts = list({found[n].of for n in names if found[n].of})
    part = [n for n in names if parts and found[n].of == sorted(parts)[int(rng.integers(len(parts)))]]
    short = paints[:1] if paints and rng.random() < 0.7 else _some(whole or part, 1, rng)
    plain = [*_some(whole, 2, rng), *part]
    long = _fitting(family, values, names, rng)
    some = _some(long, max(2, int(rng.integers(len(long) + 1))), rng)
    bare = [noun for noun in family.aliases if not any(_paint_word(t) for t in _tokens(noun))]
    noun = str(rng.choice([family.name, *bare]))  # no "wooden wagon" for a painted one
    texts = [
        describe(family, values, short),
        describe(family, values, plain),
        describe(family, values, long),
        describe(family, values, some, Form(article=False, listed=True)),
        describe(family, values, _some(long, 3, rng), Form(noun, article=bool(rng.random() < 0.5))),
        describe(family, values, [*whole[:2], *part], Form(noun, behind=True)),
    ]
    return list(dict.fromkeys(texts))


def _some(names: list[str], count: int, rng: np.random.Generator) -> list[str]:
    return [str(n) for n in rng.permutation(np.array(names, dtype=object))[:count]]


def _fitting(family: Family, values: Values, names: list[str], rng: np.random.Generator) -> list[str]:
    """As many of the names as a caption of LONGEST words holds: proportions are left out first."""
    kept = sorted(_some(names, len(names), rng), key=lambda name: isinstance(values[name], float))
    while len(describe(family, values, kept).split()) > LONGEST:
        kept.pop()
    return kept


# Reading ----------------------------------------------------------------------------------------------------

_ARTICLES = ("a", "an", "the")
_STOPS = (  # no adjective reaches over these to a noun
    "a", "an", "the", "with", "as", "on", "in", "of", "at", "to", "from", "under", "over", "beside", "behind",
    "for", "by", "has", "have", "having", "is", "are", "that", "which", "but", "no", "without", "made",
    "its", "whose", "near", "into", "onto",
)  # fmt: skip
_BEFORE = ("in", "of", "from", "is", "are")  # "legs in blue": what follows describes what is before
_SAME_COLOR = {
    "grey": "gray", "violet": "purple", "crimson": "red", "scarlet": "red", "turquoise": "teal",
    "cyan": "teal", "magenta": "pink", "ivory": "cream", "lime": "green", "wood": "wooden",
    "timber": "wooden", "steel": "metal", "metallic": "metal",
}  # fmt: skip
_SAME_SIZE = (
    {"tall", "high"}, {"low", "short"}, {"thin", "slim", "slender", "narrow"},
    {"thick", "fat", "chunky", "bulky"}, {"wide", "broad"}, {"big", "large", "huge"},
    {"small", "little", "tiny"},
)  # fmt: skip
_SHARED = {
    "arms", "back", "base", "cab", "cushion", "cushions", "door", "doors", "drawers", "feet", "fins", "frame",
    "handle", "handles", "head", "headboard", "legs", "lid", "neck", "seat", "seats", "sides", "tail", "top",
    "wings",
}  # fmt: skip
"""Parts that have the colour of the whole thing where the words name no other."""
_TRIES = 64  # samples for what is open, until one fits what is said
_FILLERS = ("3d", "low", "lowpoly", "poly", "game", "asset", "model", "please", "and")


def read(prompt: str, rng: np.random.Generator | None = None) -> tuple[Family, Values] | None:
    """The family that a prompt names and the values that it tells; what it leaves open is sampled.

    None where it names no family. Raises ModelsheetError for a count that the family can't have, and for
    words that don't go together there: "a flat television with antennas".
    """
    chinese = translate(prompt)[0] if is_chinese(prompt) else ""
    for text in (prompt, chinese, understand(prompt).text):
        tokens = _tokens(text)
        if named := _named(tokens):
            family, start, stop = named
            reading = _Reading(family, tokens, (start, stop), rng or np.random.default_rng(0))
            return family, reading.values()
    return None


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.lower().replace("-", " ").replace("'s ", " "))


@cache
def _nouns() -> dict[tuple[str, ...], str]:
    """The tokens of every noun and alias, singular and plural, to its family's name."""
    found: dict[tuple[str, ...], str] = {}
    for family in families().values():
        for noun in (family.name, *family.aliases):
            for form in (noun, plural(noun)):
                found.setdefault(tuple(_tokens(form)), family.name)
    return found


def _named(tokens: list[str]) -> tuple[Family, int, int] | None:
    """The family that is spoken of, and where: the last noun before "with" and the like, else the first."""
    found = [(i, j, name) for i, j, name in _spans(tokens, _nouns()) if _ends_noun(tokens, j)]
    ends = {j for _, j, _ in found}
    stops = (
        i for i, t in enumerate(tokens) if (_is_stop(t) and t not in _ARTICLES) or (i in ends and _opens(t))
    )
    stop = next(stops, len(tokens))
    if not found:
        return None
    head = [span for span in found if span[0] < stop]
    i, j, name = (
        max(head, key=lambda s: (s[1], s[1] - s[0])) if head else min(found, key=lambda s: (s[0], -s[1]))
    )
    return families()[name], i, j


def _spans(tokens: list[str], nouns: dict[tuple[str, ...], str]) -> Iterator[tuple[int, int, str]]:
    longest = max(map(len, nouns), default=0)
    for i in range(len(tokens)):
        for j in range(min(len(tokens), i + longest), i, -1):
            if name := nouns.get(tuple(tokens[i:j])):
                yield i, j, name
                break


def _apart(spans: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Without those that begin within the one before."""
    stop = 0
    for span in spans:
        if span[0] >= stop:
            yield span
            stop = span[1]


def _ends_noun(tokens: list[str], i: int) -> bool:
    """Whether a noun before token i is the thing itself: "a table with ...", not "a table cloth"."""
    if i == len(tokens) or _is_stop(tokens[i]) or tokens[i] in _FILLERS:
        return True
    return _paint_word(tokens[i]) != "" or _opens(tokens[i])


def _opens(token: str) -> bool:
    """Whether it begins what is said behind a noun: "selling apples", "hollow at both ends"."""
    compound = token in ("shaped", "sized", "backed", "headed", "sided", "colored")  # "a heart-shaped box"
    return (token.endswith(("ing", "ed")) and not compound) or token in _openers()


@cache
def _openers() -> frozenset[str]:
    phrases = [term for family in families().values() for term in terms(family) if term.kind == "phrase"]
    return frozenset(_tokens(term.text)[0] for term in phrases) - {*_ARTICLES, "{"}


def _is_stop(token: str) -> bool:
    return token in _STOPS or not token.isalnum()


def _paint_word(token: str) -> str:
    word = _SAME_COLOR.get(token, token)
    return word if word in PALETTE or word in MATERIALS else ""


@dataclass
class _Reading:
    """One prompt being read.

    noun: where its tokens name the family. mentions: (start, stop, part, is one) of the parts, and of the
    whole as "". words: start to (stop, word) of what describes them. said: the values found.
    """

    family: Family
    tokens: list[str]
    noun: tuple[int, int]
    rng: np.random.Generator
    mentions: list[tuple[int, int, str, bool]] = field(default_factory=list)
    words: dict[int, tuple[int, str]] = field(default_factory=dict)
    said: Values = field(default_factory=dict)

    def values(self) -> Values:
        """What is said, then samples for the rest that don't contradict it."""
        self.terms = terms(self.family)
        self.mentions = self._parts()
        taken = set(range(*self.noun)) | self._phrases() | self._compounds()
        parts = [span for span in self.mentions if not taken & set(range(span[0], span[1]))]
        self.mentions = sorted([(*self.noun, "", False), *parts])
        taken.update(i for start, stop, *_ in self.mentions for i in range(start, stop))
        words = _apart(_spans(self.tokens, self._vocabulary()))
        self.words = {i: (j, word) for i, j, word in words if i not in taken}
        bound = [
            (word, part) for i, (_, word) in self.words.items() if (part := self._part_of(i)) is not None
        ]
        left = [(word, part) for word, part in bound if not self._tell(word, part)]
        for word, part in left:
            self._tell_elsewhere(word, part)
        for token in self.tokens[slice(*self.noun)]:  # "a wooden box"
            if _paint_word(token):
                self._tell(token, "")
        self._count()
        return self._sampled([word for word, _ in bound])

    def _sampled(self, said: list[str]) -> Values:
        """The values found, with samples for the rest that fit them."""
        for attempt in range(_TRIES):
            sampled = {p.name: p.sample(self.rng) for p in self.family.parameters}
            if attempt <= _TRIES / 2:
                sampled |= self._alike()
            wanted = self._implied(sampled) | self.said
            values = sampled | wanted
            values = self.family.adjust(values) if self.family.adjust else values
            late = attempt > _TRIES / 2  # then a measure may give way: a bottle as wide as its height allows
            if all(values[n] == wish or (late and isinstance(wish, float)) for n, wish in wanted.items()):
                return values
        name = with_article(self.family.name)
        raise ModelsheetError("family-too-much", family=name, said=", ".join(said))

    def _alike(self) -> Values:
        """The paint of the whole thing, where it is said, for parts of it that usually share it."""
        painted = [p for p in self.family.parameters if isinstance(p, Color | Finish | Material)]
        whole = next((self.said[p.name] for p in painted if not p.of and p.name in self.said), None)
        if not isinstance(whole, Paint):
            return {}
        free = [p for p in painted if p.of in _SHARED and not (isinstance(p, Color) and p.words)]
        return {p.name: whole for p in free if not (isinstance(p, Finish) and p.colors)}

    def _phrases(self) -> set[int]:
        """Finds flags and choices that have phrases of their own; the tokens that they took."""
        taken: set[int] = set()
        for term in (t for t in self.terms if t.kind == "phrase"):
            p = term.parameter
            said: dict[str, object] = {p.say: True} if isinstance(p, Flag) else {}
            if isinstance(p, Choice):
                said = {p.say.format(word): word for word in sorted(p.words, key=len, reverse=True) if word}
            for say, value in said.items():
                place = self._find(_split(say)[1])
                if place and p.name not in self.said:
                    denied = self._denied(place[0])
                    if isinstance(p, Flag) or not denied:
                        self.said[p.name] = value if not denied else False
                    if _split(say)[1] not in {t.of for t in self.terms}:
                        taken.update(place)
        return taken

    def _find(self, text: str) -> list[int] | None:
        """Where the tokens of a text stand, articles aside."""
        wanted = [token for token in _tokens(text) if token not in _ARTICLES]
        places = [i for i, token in enumerate(self.tokens) if token not in _ARTICLES]
        for k in range(len(places) - len(wanted) + 1):
            span = places[k : k + len(wanted)]
            longer = any(i <= span[0] and span[-1] < j and j - i > len(span) for i, j, *_ in self.mentions)
            if (
                [self.tokens[i] for i in span] == wanted
                and not longer
                and not set(span) & set(range(*self.noun))
            ):
                return span
        return None

    def _denied(self, i: int) -> bool:
        """Whether "no" or "without" leads to token i."""
        before = [token for token in self.tokens[max(0, i - 3) : i] if token not in _ARTICLES]
        return any(token in ("no", "without") for token in before)

    def _compounds(self) -> set[int]:
        """Finds "three-legged" and "two-door" before the noun; the tokens that they took."""
        taken: set[int] = set()
        for term in (t for t in self.terms if t.kind == "count"):
            one = _tokens(singular(term.of))
            forms = (one, [*one[:-1], f"{one[-1]}ed"], [*one[:-1], f"{one[-1]}{one[-1][-1]}ed"])
            for i in range(self.noun[0]):
                count = _count(self.tokens[i])
                for form in forms if count is not None else ():
                    stop = i + 1 + len(form)
                    if self.tokens[i + 1 : stop] == form and stop <= self.noun[0]:
                        self.said[term.parameter.name] = count
                        taken.update(range(i, stop))
        return taken

    def _parts(self) -> list[tuple[int, int, str, bool]]:
        """Where parts are named; "board" before the noun is no part but its word in "a board fence"."""
        nouns: dict[tuple[str, ...], str] = {}
        parts = {term.of for term in self.terms if term.of}
        for part in sorted(parts):
            for noun in {part, *part.split(" and ")}:  # "mane and tail" is found by either
                forms = {noun, singular(noun)} if is_plural(noun) else {noun, plural(noun)}
                forms = {form for form in forms if form == part or form not in parts}
                nouns |= {tuple(_tokens(form)): part for form in forms}
        found = [
            (i, j, part, not is_plural(" ".join(self.tokens[i:j])))
            for i, j, part in _apart(_spans(self.tokens, nouns))
            if not (j == self.noun[0] and tuple(self.tokens[i:j]) in self._vocabulary())
        ]
        return [span for span in found if not set(range(*self.noun)) & set(range(span[0], span[1]))]

    def _vocabulary(self) -> dict[tuple[str, ...], str]:
        """The tokens of every word that may describe something, to the word."""
        words = {*PALETTE, *MATERIALS, *_SAME_COLOR, *NUMBERS}.union(*_SAME_SIZE)
        words.update(token for token in self.tokens if token.isdigit())
        for term in (t for t in self.terms if t.kind == "adjective"):
            words.update(
                getattr(term.parameter, "words", ()) if not isinstance(term.parameter, Flag) else (term.text,)
            )
        return {tuple(_tokens(word)): word for word in words if word}

    def _part_of(self, i: int) -> str | None:
        """The part that the word at token i describes: the noun that follows, else the one before."""
        starts = {start: part for start, _, part, _ in self.mentions}
        j, listed = self.words[i][0], False
        after = i > 0 and self.tokens[i - 1] in _BEFORE
        strange = False
        while j < len(self.tokens) and j not in starts:
            token = self.tokens[j]
            if j in self.words:
                j = self.words[j][0]
                continue
            listed = listed or token in ("and", ",")
            if (
                (token == "," and i > self.noun[0])
                or (token == "and" and after)
                or (token != "," and _is_stop(token))
            ):
                break
            strange = strange or token not in ("and", ",")
            j += 1
        if j in starts and not (listed and strange):
            return starts[j]
        before = [part for _, stop, part, _ in self.mentions if stop <= i]
        return before[-1] if before and not strange else None

    def _tell(self, word: str, part: str) -> bool:
        """Sets the part's own parameter that has such a word; whether there is one."""

        def fit(term: Term) -> tuple[bool, bool]:  # the very word before one that means the same
            p = term.parameter
            return word not in getattr(p, "words", ()), isinstance(p, Material) != (word in MATERIALS)

        for term in sorted(self.terms, key=fit):
            if term.of == part and term.kind == "adjective":
                value = self._value(term, word)
                if value is not None:
                    self.said.setdefault(term.parameter.name, value)
                    return True
        return False

    def _tell_elsewhere(self, word: str, part: str) -> None:
        """A word that the part has no parameter for: the whole's, or the only one that has such a word."""
        fits = {t.parameter.name: value for t in self.terms if (value := self._value(t, word)) is not None}
        fits = {name: value for name, value in fits.items() if name not in self.said}
        if part and self._tell(word, ""):
            return
        if not part and (len(fits) == 1 or _paint_word(word)):
            self.said.update(fits)

    def _value(self, term: Term, word: str) -> object:
        """The value that a word means for a term, None where it means nothing there."""
        p = term.parameter
        if term.kind != "adjective":
            return None
        if isinstance(p, Flag):
            return True if word == term.text else None
        if isinstance(p, Choice | Proportion):
            same = next((size for size in _SAME_SIZE if word in size), {word})
            meant = next((w for w in p.words if w == word), None) or next(
                (w for w in p.words if w in same), None
            )
            if meant is None or isinstance(p, Choice):
                return meant
            third = (p.high - p.low) / 3
            low = p.low if meant == p.words[0] else p.high - third
            return float(self.rng.uniform(low + third * 0.01, low + third * 0.99))
        paint = _paint_word(word)
        if not paint:
            return None
        shades = MATERIALS.get(paint) or (PALETTE[paint],)
        return Paint(paint, shade(shades[int(self.rng.integers(len(shades)))], self.rng))

    def _count(self) -> None:
        """Sets the counts: "four blue legs", "a door"."""
        for term in (t for t in self.terms if t.kind == "count"):
            for start, _, part, one in self.mentions:
                if part == term.of and not self._denied(start):
                    before = [self.tokens[i] for i in range(self._phrase_start(start), start)]
                    told = next(
                        (c for token in before if (c := _count(token)) is not None), 1 if one else None
                    )
                    if told is not None:
                        self.said.setdefault(term.parameter.name, told)
            p, said = term.parameter, self.said.get(term.parameter.name)
            if isinstance(p, Count) and said is not None and not p.low <= said <= p.high:
                bounds = {"low": p.low, "high": p.high, "part": p.part, "said": said}
                raise ModelsheetError("family-count", family=with_article(self.family.name), **bounds)

    def _phrase_start(self, i: int) -> int:
        while i > 0 and (not _is_stop(self.tokens[i - 1]) and self.tokens[i - 1] != "and"):
            i -= 1
        return i

    def _can_lack(self, part: str) -> bool:
        """Whether something says if the part is there: a flag, a count from 0, a choice that may be empty."""
        own = [(term.kind, term.parameter) for term in self.terms if term.of == part]
        return any(
            kind == "presence" or getattr(p, "low", 1) == 0 or "" in getattr(p, "words", ())
            for kind, p in own
            if kind == "presence" or isinstance(p, Count | Choice)
        )

    def _implied(self, sampled: Values) -> Values:
        """What a part that is mentioned, or denied, says of the samples: it is there, or it isn't."""
        implied: Values = {}
        for start, _, part, _ in self.mentions[::-1]:
            if part and self._denied(start) and not self._can_lack(part):
                raise ModelsheetError("family-needs", family=with_article(self.family.name), part=part)
            for p, kind in ((t.parameter, t.kind) for t in self.terms if part and t.of == part):
                there = not self._denied(start)
                if kind == "presence":
                    implied[p.name] = there
                elif isinstance(p, Count) and not there:
                    implied[p.name] = 0
                elif isinstance(p, Count) and there:
                    implied[p.name] = max(sampled[p.name], p.low, min(p.high, 2))
                elif isinstance(p, Choice) and "" in p.words:
                    others = [word for word in p.words if word]
                    implied[p.name] = (sampled[p.name] or str(self.rng.choice(others))) if there else ""
        return implied


def _count(token: str) -> int | None:
    return int(token) if token.isdigit() else NUMBERS.index(token) if token in NUMBERS else None
