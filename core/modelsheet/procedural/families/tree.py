"""Broad-leaved trees: a trunk with branches under a crown, sometimes with fruit or blossoms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import boulder, spread
from ..shape import RGB, Part, box, lathe, sphere, sweep

_LEAVES = (
    "green",
    "green",
    "green",
    "olive",
    "orange",
    "yellow",
    "red",
    "pink",
    "teal",
    "purple",
    "blue",
    "white",
)


def _build(v: Values) -> Iterator[Part]:
    high, wide, bark = v["height"], v["width"], v["trunk"].color
    foot = high * v["trunk_length"]
    thick = 0.07 * high**0.5 * (1.6 if v["shape"] != "cube-shaped" else 1.8)
    profile = [(thick * 1.6, 0), (thick * 1.05, foot * 0.2), (thick * 0.8, foot + (high - foot) * 0.35)]
    yield lathe(profile, bark, 8)
    if v["branch"]:
        for turn, share in ((20, 0.7), (200, 0.85)):
            start, end = (
                np.array((0, 0, foot * share)),
                np.array((wide * 0.34, 0, foot + (high - foot) * 0.3)),
            )
            path = [start, start * 0.3 + end * 0.7 - (0, 0, foot * 0.12), end]
            yield sweep(path, [thick * 0.55, thick * 0.45, thick * 0.35], bark, 6).turned(turn)
    whole = _crown(v["shape"], wide, high - foot, v["leaves"].color, high)
    crown = [part.moved(z=foot + (high - foot) / 2) for part in whole]
    yield from crown
    if v["fruit"]:
        yield from _fruit(v["fruit"], crown, wide)


def _crown(shape: str, wide: float, tall: float, color: RGB, seed: float) -> Iterator[Part]:
    """A crown of these sides about the origin."""
    ball = boulder(0.5, color, 0.05, seed)
    if shape == "round":
        size = (wide + tall) / 2
        yield ball.scaled(size, size, tall)
    elif shape == "oval":
        yield ball.scaled(wide * 0.75, wide * 0.75, tall * 1.05)
    elif shape == "cube-shaped":
        yield box(wide * 0.8, wide * 0.8, tall * 0.85, color).moved(z=-tall * 0.4)
        yield box(wide * 0.5, wide * 0.5, tall * 0.25, darker(color, 1.1)).moved(wide * 0.08, 0, tall * 0.4)
    else:
        yield (
            boulder(0.5, color, 0.06, seed, 1)
            .scaled(wide * 0.72, wide * 0.72, tall * 0.72)
            .moved(z=tall * 0.16)
        )
        for i in range(5):
            a = 2 * np.pi * i / 5 + seed
            lump = boulder(0.5, darker(color, 0.9 + 0.05 * (i % 3)), 0.06, seed + i, 1).scaled(
                wide * 0.55, wide * 0.55, tall * 0.55
            )
            yield lump.moved(np.cos(a) * wide * 0.3, np.sin(a) * wide * 0.3, -tall * 0.16)


def _fruit(kind: str, crown: list[Part], wide: float) -> Iterator[Part]:
    size = wide * (0.075 if kind.endswith("blossoms") else 0.065)
    for spot in spread(crown, 26):
        yield sphere(size, PALETTE[kind.split()[0]], 8).moved(*spot)


FAMILY = Family(
    "tree",
    "tree",
    (
        Choice("shape", ("round", "oval", "cloud-shaped", "cube-shaped"), of="crown"),
        Color("leaves", of="leaves", words=_LEAVES),
        Color(
            "trunk", of="trunk", words=("brown", "brown", "brown", "tan", "gray", "white", "black", "maroon")
        ),
        Choice(
            "fruit",
            (
                "",
                "",
                "red apples",
                "orange fruit",
                "yellow lemons",
                "purple plums",
                "pink blossoms",
                "white blossoms",
            ),
            say="with {}",
        ),
        Proportion("height", 3.0, 6.0, ("short", "tall")),
        Proportion("width", 1.8, 3.4, ("narrow", "wide"), of="crown"),
        Proportion("trunk_length", 0.25, 0.5, ("short", "long"), of="trunk"),
        Flag("branch", "with two big branches"),
    ),
    _build,
    aliases=("leafy tree", "broad-leaved tree"),
)
