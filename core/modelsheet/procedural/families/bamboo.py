"""Bamboo: a clump of ringed stalks with narrow leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import boulder, leaf
from ..shape import Part, cone, cylinder, lathe


def _build(v: Values) -> Iterator[Part]:
    count, high, thick = v["stalks"], v["height"], v["thickness"] / 2
    stalk = list(_stalk(v, thick, high))
    for i in range(count):
        turn = 2 * np.pi * i / count + 0.4
        reach = thick * (0.0 if count == 1 else 1.5 + count * 0.35)
        share = (1.0, 0.78, 0.9, 0.66, 0.84)[i % 5]
        lean = v["lean"] * (1 if count > 1 else 0.3)
        for part in stalk:
            one = part.scaled(1, 1, share).turned(200 * i).turned(lean, "y").turned(float(np.degrees(turn)))
            yield one.moved(np.cos(turn) * reach, np.sin(turn) * reach, 0.05)
    if v["stones"]:
        for k in range(3):
            a = np.deg2rad(-120 + 100 * k)
            stone = boulder(0.13, (142, 142, 146), 0.1, k + high, 1).scaled(1.2, 1, 0.8)
            yield stone.moved(np.cos(a) * thick * 5, np.sin(a) * thick * 5, 0.13)
    yield cone(thick * 7, 0.1, v["ground"].color, 14, top=thick * 5.5)


def _stalk(v: Values, thick: float, tall: float) -> Iterator[Part]:
    """One stalk on the ground, with leaves on its upper half."""
    pieces, color = v["joints"] + 1, v["stalk"].color
    part = tall / pieces
    for k in range(pieces):
        size = thick * (1 - 0.07 * k)
        yield cylinder(size, part + 0.02, darker(color, (1.0, 0.93)[k % 2]), 6).moved(z=k * part)
        if k:
            yield lathe([(size, -0.05), (size * 1.28, 0), (size, 0.05)], darker(color, 0.72), 6).moved(
                z=k * part
            )
    for k in range(3):
        z = tall * (0.58 + 0.17 * k)
        long = tall * (0.26 if v["shape"] == "long" else 0.17)
        blade = leaf(long, long * 0.24, long * 0.5, darker(v["leaf"].color, (1.0, 0.88)[k % 2]), 0.018)
        yield blade.turned(100 * k).moved(z=z)


FAMILY = Family(
    "bamboo",
    "grass_plant",
    (
        Count("stalks", "stalks", 1, 5),
        Color(
            "stalk", of="stalks", words=("green", "green", "olive", "yellow", "tan", "black", "teal", "brown")
        ),
        Count("joints", "joints", 3, 6),
        Color("leaf", of="leaves", words=("green", "green", "olive", "teal", "yellow", "red")),
        Choice("shape", ("long", "short"), of="leaves"),
        Color("ground", of="ground", words=("brown", "green", "gray", "tan")),
        Proportion("height", 1.6, 3.0, ("short", "tall")),
        Proportion("thickness", 0.12, 0.22, ("thin", "thick"), of="stalks"),
        Proportion("lean", 2.0, 9.0),
        Flag("stones", "with stones around it"),
    ),
    _build,
)
