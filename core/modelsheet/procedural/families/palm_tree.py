"""Palm trees: a ringed trunk, straight or bent, under a tuft of long leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import leaf
from ..shape import Part, cone, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    high, bend, bark = v["height"], v["bend"], v["trunk"].color
    pieces = 8
    part = high / pieces

    def place(share: float) -> tuple[float, float]:
        return bend * share**2, high * share

    for i in range(pieces):
        (x, z), (after, _) = place(i / pieces), place((i + 1) / pieces)
        radius = 0.2 - 0.09 * i / pieces
        lean = np.rad2deg(np.arctan2(after - x, part))
        ringed = cone(radius, part * 1.12, darker(bark, 1.0 if i % 2 else 0.85), 8, top=radius * 1.25)
        tilted = ringed.turned(lean, "y").moved(x, 0, z)
        yield tilted if i else tilted.standing()
    x, z = place(1.0)
    length, count = v["leaf_length"], v["leaves"]
    green = v["leaf"].color
    frond = leaf(length, length * 0.3, length * 0.55, green, 0.04)
    for i, one in enumerate(ring(frond, count)):
        yield one.painted(darker(green, (1.0, 0.88)[i % 2])).moved(x, 0, z + 0.05)
    yield sphere(0.2, darker(green, 0.9), 8).moved(x, 0, z + 0.05)
    if v["coconuts"]:
        yield from (
            nut.moved(x, 0, z - 0.12) for nut in ring(sphere(0.17, (112, 72, 46), 10).moved(0, -0.22), 3)
        )
    if v["island"]:
        yield cone(1.3, 0.25, (230, 208, 152), 14, top=0.7)


FAMILY = Family(
    "palm tree",
    "palm_tree",
    (
        Count("leaves", "leaves", 5, 9),
        Color(
            "leaf",
            of="leaves",
            words=(
                "green",
                "green",
                "green",
                "olive",
                "teal",
                "yellow",
                "orange",
                "pink",
                "purple",
                "blue",
                "red",
            ),
        ),
        Color("trunk", of="trunk", words=("brown", "brown", "tan", "beige", "gray", "black", "white")),
        Proportion("height", 2.2, 5.0, ("short", "tall")),
        Proportion("bend", 0.0, 1.3, ("straight", "bent"), of="trunk"),
        Proportion("leaf_length", 1.1, 2.0, ("short", "long"), of="leaves"),
        Flag("coconuts", "with coconuts"),
        Flag("island", "on a patch of sand"),
    ),
    _build,
    aliases=("coconut palm",),
)
