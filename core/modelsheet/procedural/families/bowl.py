"""Bowls: a round dish on a foot, empty or full."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Finish, Proportion, Values
from ..shape import Part, arc, cone, cylinder, ellipsoid, hoop, lathe, sphere


def _build(v: Values) -> Iterator[Part]:
    r, height = v["width"] / 2, v["width"] * v["height"]
    wall, foot, sides = r * 0.08, r * 0.45, {"round": 24, "octagonal": 8, "square": 4}[v["outline"]]
    rise = r * 0.15
    share = np.linspace(0.15, 1, 7)
    curve = np.stack(
        [foot + (r - foot) * np.sqrt(1 - (1 - share) ** 2), rise + height * share - height * 0.15], 1
    )
    inner = curve[::-1] * (1, 1) - (wall, 0)
    yield lathe([(foot * 1.1, rise * 0.8), *curve, *inner], v["body"].color, sides)
    yield lathe([(foot * 1.2, 0), (foot * 1.1, rise * 1.6)], v["foot"].color, sides)
    top = curve[-1][1]
    yield hoop(r + wall * 0.4, wall * 1.6, height * 0.1 + wall * 0.3, v["rim"].color, sides).moved(
        z=top - height * 0.1
    )
    yield from _content(v["content"], r - wall, top - height * 0.12, sides)


def _content(word: str, r: float, level: float, sides: int) -> Iterator[Part]:
    """What is in the bowl, up to a level."""
    if word == "soup":
        yield cone(r * 0.86, r * 0.12, (220, 120, 46), sides, r).moved(z=level - r * 0.1)
        for x, y in arc(r * 0.45, 20, 260, 2):
            yield cylinder(r * 0.14, r * 0.1, PALETTE["green"], 8).moved(x, y, level - r * 0.04)
    elif word == "rice":
        wide = r * 1.88 * np.cos(np.pi / sides)
        yield ellipsoid(wide, wide, r * 1.1, PALETTE["white"], 14).moved(z=level - r * 0.05)
    elif word == "apples":
        yield cylinder(r * 0.9, r * 0.1, (90, 66, 48), sides).moved(z=level - r * 0.2)
        for x, y in [*arc(r * 0.48, 45, 315, 3), (0, 0)]:
            yield sphere(r * 0.38, PALETTE["red"], 10).moved(x, y, level + (r * 0.1 if x else r * 0.45))


FAMILY = Family(
    "bowl",
    "kitchenware",
    (
        Proportion("width", 0.14, 0.3, ("small", "big")),
        Proportion("height", 0.25, 0.5, ("shallow", "deep")),
        Choice("outline", ("round", "octagonal", "square")),
        Choice("content", ("", "soup", "rice", "apples"), say="with {} in it"),
        Finish("body", ("wooden", "metal", "clay")),
        Color("rim", "rim"),
        Color("foot", "foot"),
    ),
    _build,
    symmetric=True,
)
