"""Logs: a trunk that lies on the ground, with stubs of branches, moss and mushrooms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import MUSHROOM_COLORS, lying, profile
from ..shape import Part, both, cylinder, lathe


def _build(v: Values) -> Iterator[Part]:
    length, radius, bark, wood = v["length"], v["thickness"] / 2, v["bark"].color, v["wood"].color
    rim = [
        (radius * 0.92, 0),
        (radius, 0.05),
        (radius * 0.97, length / 2),
        (radius, length - 0.05),
        (radius * 0.92, length),
    ]
    yield lying(lathe(rim, bark, 12)).standing()
    for size, tint, out in ((0.84, 1.0, 0.02), (0.58, 0.82, 0.03), (0.44, 1.0, 0.04), (0.18, 0.82, 0.05)):
        if v["hollow"] and size < 0.8:
            tint = 0.25
            if size < 0.5:
                continue
        disc = lying(cylinder(radius * size, 0.1, darker(wood, tint), 12))
        yield from both(disc.moved(length / 2 - 0.05 + out, 0, radius))
    for i in range(v["stubs"]):
        x = length * (-0.3 + 0.27 * i)
        stub = lathe([(radius * 0.34, 0), (radius * 0.26, radius * 1.7)], bark, 8)
        end = lathe([(radius * 0.19, 0), (radius * 0.19, 0.03)], wood, 8).moved(z=radius * 1.68)
        for part in (stub, end):
            yield part.turned((38, -32, 20)[i], "x").moved(x, 0, radius)
    if v["moss"]:
        yield _moss(length * 0.5, radius, (106, 146, 68)).moved(-length * 0.08, 0, radius)
    for i in range(v["mushrooms"]):
        x = length * (0.36 - 0.17 * i)
        for part in _mushroom(radius * (0.55 - 0.1 * (i % 2)), v["cap"].color):
            yield part.turned(34, "x").moved(x, -radius * 0.52, radius * 1.8)


def _moss(length: float, radius: float, color: tuple[int, int, int]) -> Part:
    """A cover over the upper side of the trunk."""
    angle = np.deg2rad(np.linspace(25, 155, 8))
    outer = np.stack([np.cos(angle), np.sin(angle)], 1) * radius * 1.07
    inner = np.stack([np.cos(angle), np.sin(angle)], 1)[::-1] * radius * 0.8
    return profile(np.concatenate([outer, inner]), length, color)


def _mushroom(size: float, cap: tuple[int, int, int]) -> list[Part]:
    stem = lathe([(size * 0.22, -size * 0.3), (size * 0.18, size * 0.6)], (236, 226, 206), 8)
    return [stem, lathe([(size * 0.5, size * 0.5), (size * 0.42, size * 0.75), (0, size * 0.95)], cap, 10)]


FAMILY = Family(
    "log",
    "stump_log",
    (
        Color("bark", words=("brown", "brown", "brown", "tan", "gray", "black", "maroon", "white")),
        Color("wood", of="ends", words=("tan", "tan", "beige", "cream", "yellow", "orange", "red")),
        Count("stubs", "branch stubs", 0, 3),
        Count("mushrooms", "mushrooms", 0, 3),
        Color("cap", of="mushrooms", words=MUSHROOM_COLORS),
        Proportion("length", 1.2, 2.6, ("short", "long")),
        Proportion("thickness", 0.3, 0.6, ("thin", "thick")),
        Flag("moss", "with moss on top"),
        Flag("hollow", "hollow at both ends"),
    ),
    _build,
    aliases=("tree trunk",),
)
