"""What a family of procedural assets is: parameters that words name, and how they become parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..prompts.colors import PALETTE as PALETTE  # the families have it from here
from .shape import RGB, Part

MATERIALS: dict[str, tuple[RGB, ...]] = {  # what things of a material look like when no colour is told
    "wooden": ((150, 104, 64), (176, 124, 78), (120, 82, 54), (196, 148, 98)),
    "stone": ((136, 138, 142), (158, 156, 150), (112, 116, 122)),
    "metal": ((150, 156, 164), (118, 124, 134), (176, 180, 186)),
    "iron": ((84, 88, 96), (104, 106, 112)),
    "golden": ((224, 178, 62), (236, 194, 84)),
    "brick": ((172, 86, 66), (156, 76, 60)),
    "glass": ((176, 214, 226), (160, 200, 216)),
    "clay": ((188, 108, 74), (172, 96, 68)),
    "marble": ((230, 228, 224), (216, 214, 212)),
    "plastic": ((236, 236, 232), (90, 150, 210), (230, 90, 80)),
    "leather": ((112, 66, 42), (84, 54, 40)),
    "straw": ((218, 186, 104), (202, 168, 88)),
}
Values = dict[str, Any]
"""What a family's parameters are set to, by their names: words (str), numbers, colours as Paint."""


@dataclass(frozen=True)
class Paint:
    """A colour or material by its word, and the shade of it that is meant. word "" is told to nobody."""

    word: str
    color: RGB


@dataclass(frozen=True)
class Choice:
    """One of some words. `of` names the part that it describes, "" the whole thing.

    `say` puts it into words where it is no adjective: "with a {} roof"; a word "" stays unsaid.
    """

    name: str
    words: tuple[str, ...]
    of: str = ""
    say: str = "{}"

    def sample(self, rng: np.random.Generator) -> str:
        """Any of the words."""
        return str(rng.choice(self.words))


@dataclass(frozen=True)
class Count:
    """How many there are of a part, `low` to `high`. `part` is its plural: "legs"; 0 stays unsaid."""

    name: str
    part: str
    low: int
    high: int

    def sample(self, rng: np.random.Generator) -> int:
        """Any number in the range."""
        return int(rng.integers(self.low, self.high + 1))


@dataclass(frozen=True)
class Proportion:
    """A length in metres, a ratio or an angle in a range; its low and high third have words, "" for none."""

    name: str
    low: float
    high: float
    words: tuple[str, str] = ("", "")
    of: str = ""

    def sample(self, rng: np.random.Generator) -> float:
        """Anywhere in the range."""
        return float(rng.uniform(self.low, self.high))

    def word(self, value: float) -> str:
        """The word for a value in the low or the high third, else ""."""
        share = (value - self.low) / (self.high - self.low)
        return self.words[0] if share < 1 / 3 else self.words[1] if share > 2 / 3 else ""


@dataclass(frozen=True)
class Color:
    """The colour of a part, or of the whole thing where `of` is "". `words`: of PALETTE; () means all."""

    name: str
    of: str = ""
    words: tuple[str, ...] = ()

    def sample(self, rng: np.random.Generator) -> Paint:
        """Any of the colours, in a shade near that of PALETTE."""
        word = str(rng.choice(self.words or tuple(PALETTE)))
        return Paint(word, shade(PALETTE[word], rng))


@dataclass(frozen=True)
class Material:
    """What a part, or the whole thing, is made of: words of MATERIALS; it gives the colour."""

    name: str
    words: tuple[str, ...]
    of: str = ""

    def sample(self, rng: np.random.Generator) -> Paint:
        """Any of the materials, in one of its shades."""
        word = str(rng.choice(self.words))
        shades = MATERIALS[word]
        return Paint(word, shade(shades[int(rng.integers(len(shades)))], rng))


@dataclass(frozen=True)
class Finish:
    """A colour word or a material word, as people mix them: "a red car", "a wooden table"."""

    name: str
    materials: tuple[str, ...]
    of: str = ""
    colors: tuple[str, ...] = ()

    def sample(self, rng: np.random.Generator) -> Paint:
        """A material as often as a colour."""
        if rng.random() < 0.5:
            return Material(self.name, self.materials, self.of).sample(rng)
        return Color(self.name, self.of, self.colors).sample(rng)


@dataclass(frozen=True)
class Flag:
    """Something that is there or not. `say`: how it is told when it is there, "with an open lid"."""

    name: str
    say: str

    def sample(self, rng: np.random.Generator) -> bool:
        """As often yes as no."""
        return bool(rng.random() < 0.5)


Parameter = Choice | Count | Proportion | Color | Material | Finish | Flag


@dataclass(frozen=True)
class Family:
    """A family of things: "table". One file of `families/` each.

    name: its singular noun, as people type it. category: one of the training data's. parameters: five or
    more. build: values to parts, in metres, Z up, standing on the ground, front to -y. aliases: other
    nouns for it. adjust: changes sampled values that don't fit together (a stool has no back).
    symmetric: whether all four sides look alike, so that it has no front.
    """

    name: str
    category: str
    parameters: tuple[Parameter, ...]
    build: Callable[[Values], Iterable[Part]]
    aliases: tuple[str, ...] = ()
    adjust: Callable[[Values], Values] | None = None
    symmetric: bool = False

    def sample(self, rng: np.random.Generator) -> Values:
        """Random values of all parameters; the same generator state gives the same ones."""
        values: Values = {parameter.name: parameter.sample(rng) for parameter in self.parameters}
        return self.adjust(values) if self.adjust else values

    def parts(self, values: Values) -> list[Part]:
        """The closed parts that these values make."""
        return list(self.build(values))


def unsaid(values: Values, **missing: bool) -> Values:
    """The values, with the colours of parts that are missing told to nobody: `label=not v["labelled"]`."""
    paints = {name: replace(values[name], word="") for name, gone in missing.items() if gone}
    return values | paints


def special(family: Family, name: str, aliases: tuple[str, ...] = (), **fixed: object) -> Family:
    """A family with some values fixed and never told: a unicorn is a horse with a horn."""
    adjust = family.adjust or (lambda values: values)
    return replace(
        family,
        name=name,
        aliases=aliases,
        parameters=tuple(p for p in family.parameters if p.name not in fixed),
        build=lambda values: family.build(values | fixed),
        adjust=lambda values: adjust(values | fixed),
    )


def shade(color: RGB, rng: np.random.Generator, spread: float = 9.0) -> RGB:
    """A colour near this one: brighter or darker, and a little to each side. spread: sRGB levels."""
    moved = np.array(color) + rng.normal(0, spread) + rng.normal(0, spread / 3, 3)
    red, green, blue = (int(value) for value in moved.clip(0, 255))
    return red, green, blue


def darker(color: RGB, factor: float = 0.75) -> RGB:
    """The colour times a factor: for the undersides and seams that nobody names."""
    red, green, blue = (int(min(255, value * factor)) for value in color)
    return red, green, blue
