"""Backpacks: a bag with a flap, pockets, straps and a bedroll; its pockets to the front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, arc, box, cylinder, loft, rounded, sweep


def _build(v: Values) -> Iterator[Part]:
    wide, high, deep = v["width"], v["width"] * v["height"], v["width"] * v["depth"]
    body, trim = v["body"].color, v["trim"].color
    corner = min(wide, deep) * (0.45 if v["outline"] == "round" else 0.18)
    base = rounded(wide, deep, corner)
    levels = ((0, 0.9), (0.08, 1.0), (0.7, 1.0), (0.9, 0.9), (1.0, 0.7))
    yield loft([np.column_stack([base * s, np.full(len(base), z * high)]) for z, s in levels], body)
    flap = v["flap"].color
    yield loft(
        [
            np.column_stack([base * s, np.full(len(base), z * high)])
            for z, s in ((0.68, 1.06), (0.8, 1.06), (0.93, 0.96), (1.03, 0.72))
        ],
        flap,
    )
    for x in (-wide * 0.26, wide * 0.26):
        yield box(wide * 0.1, deep * 1.1, high * 0.3, trim).moved(x=x, z=high * 0.5)
        yield box(wide * 0.14, wide * 0.06, wide * 0.1, PALETTE["gold"]).moved(
            x=x, y=-deep * 0.56, z=high * 0.5
        )
    if v["front_pocket"]:
        yield loft(
            [
                np.column_stack([rounded(wide * 0.66, deep * 0.4, deep * 0.12) * s, np.full(20, z * high)])
                for z, s in ((0.08, 1), (0.4, 1), (0.46, 0.8))
            ],
            v["front"].color,
        ).moved(y=-deep * 0.55)
    for i in range(v["side_pockets"]):
        x = wide * 0.55 * (1 if i else -1)
        yield box(wide * 0.22, deep * 0.6, high * 0.36, v["pocket"].color).moved(x=x, z=high * 0.06)
    yield from _straps(wide, high, deep, trim)
    if v["bedroll"]:
        roll = (
            cylinder(deep * 0.3, wide * 1.15, v["roll"].color, 14)
            .turned(90, "y")
            .moved(x=-wide * 0.575, z=high * 1.03 + deep * 0.2)
        )
        yield roll
        for x in (-wide * 0.3, wide * 0.3):
            yield (
                cylinder(deep * 0.33, wide * 0.08, trim, 14)
                .turned(90, "y")
                .moved(x=x - wide * 0.04, z=high * 1.03 + deep * 0.2)
            )


def _straps(wide: float, high: float, deep: float, trim: RGB) -> Iterator[Part]:
    """Two straps at the back and a loop on top."""
    for x in (-wide * 0.26, wide * 0.26):
        path = [
            (x, deep * 0.45, high * 0.9),
            (x, deep * 0.72, high * 0.74),
            (x, deep * 0.74, high * 0.4),
            (x * 1.2, deep * 0.46, high * 0.1),
        ]
        yield sweep(path, wide * 0.05, trim, 6)
    bow = arc(wide * 0.13, 0, 180, 6)
    yield sweep(np.column_stack([bow[:, 0], np.zeros(7), bow[:, 1] + high * 0.99]), wide * 0.03, trim, 6)


def _adjust(v: Values) -> Values:
    return unsaid(v, front=not v["front_pocket"], roll=not v["bedroll"])


FAMILY = Family(
    "backpack",
    "bag_container",
    (
        Choice("outline", ("round", "square")),
        Proportion("width", 0.28, 0.38),
        Proportion("height", 1.05, 1.5, ("short", "tall")),
        Proportion("depth", 0.45, 0.65, ("thin", "thick")),
        Color("body"),
        Color("flap", "flap"),
        Color("trim", "straps"),
        Flag("front_pocket", "with a front pocket"),
        Count("side_pockets", "side pockets", 0, 2),
        Color("pocket", "side pockets"),
        Color("front", "front pocket"),
        Flag("bedroll", "with a bedroll on top"),
        Color("roll", "bedroll"),
    ),
    _build,
    adjust=_adjust,
    aliases=("rucksack", "school bag"),
)
