"""Apples: a fruit with a dent, a stalk and leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Color, Count, Family, Flag, Proportion, Values
from ..shape import Part, ellipsoid, lathe, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    height = r * 2 * v["height"]
    profile = np.array(
        [
            (0.25, 0.02),
            (0.55, 0.0),
            (0.85, 0.2),
            (1.0, 0.5),
            (0.98, 0.72),
            (0.75, 0.95),
            (0.4, 1.0),
            (0.12, 0.88),
        ]
    )
    yield lathe(profile * (r, height), v["skin"].color, 16)
    if v["bitten"]:
        yield ellipsoid(r * 0.5, r * 1.1, height * 0.55, PALETTE["cream"], 12).moved(
            x=r * 0.82, z=height * 0.55
        )
    stalk = [(0, 0, height * 0.85), (0, 0, height * 1.02), (r * 0.12, 0, height * (1.05 + v["stalk"]))]
    yield sweep(stalk, [r * 0.07, r * 0.07, r * 0.1], v["stem"].color, 6)
    leaf = (
        ellipsoid(r * 0.85, r * 0.42, r * 0.14, v["leaf"].color, 8)
        .turned(-22, "y")
        .moved(x=r * 0.42, z=height * 1.06)
    )
    yield from ring(leaf, v["leaves"], 20) if v["leaves"] else ()


FAMILY = Family(
    "apple",
    "fruit_vegetable",
    (
        Proportion("width", 0.07, 0.1, ("small", "big")),
        Proportion("height", 0.75, 1.1, ("flat", "tall")),
        Color(
            "skin", "", ("red", "green", "yellow", "red", "green", "maroon", "gold", "pink", "purple", "blue")
        ),
        Proportion("stalk", 0.05, 0.3, ("short", "long"), of="stem"),
        Color("stem", "stem", ("brown", "black", "green")),
        Count("leaves", "leaves", 0, 2),
        Color("leaf", "leaves", ("green", "olive", "teal", "orange", "red")),
        Flag("bitten", "with a bite taken out"),
    ),
    _build,
)
