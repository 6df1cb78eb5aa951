"""Strawberries: a pointed berry with seeds and a leafy cap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Proportion, Values
from ..shape import Part, arc, ellipsoid, lathe, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    high = v["width"] * v["height"]
    profile = np.array(
        [(0.08, 0.0), (0.4, 0.12), (0.78, 0.42), (1.0, 0.72), (0.94, 0.88), (0.6, 0.98), (0.1, 1.0)]
    )
    yield lathe(profile * (r, high), v["skin"].color, 16)
    for row_index, (share, count) in enumerate(((0.25, 5), (0.45, 8), (0.65, 10), (0.82, 9))):
        reach = np.interp(share, profile[:, 1], profile[:, 0]) * r
        for x, y in arc(reach * 0.98, row_index * 20, row_index * 20 + 360 - 360 / count, count - 1):
            yield ellipsoid(r * 0.09, r * 0.09, r * 0.13, v["seed"].color, 6).moved(x, y, share * high)
    leaf = (
        ellipsoid(r * 0.95, r * 0.4, r * 0.12, v["leaf"].color, 8)
        .turned(14, "y")
        .moved(x=r * 0.46, z=high * 0.99)
    )
    yield from ring(leaf, v["leaves"])
    tall = r * v["stalk"]
    yield sweep(
        [(0, 0, high * 0.97), (0, 0, high + tall * 0.5), (r * 0.15, 0, high + tall)],
        r * 0.09,
        v["stem"].color,
        6,
    )


FAMILY = Family(
    "strawberry",
    "fruit_vegetable",
    (
        Proportion("width", 0.03, 0.05),
        Proportion("height", 0.9, 1.4, ("short", "tall")),
        Count("leaves", "leaves", 4, 7),
        Color("leaf", "leaves", ("green", "green", "olive", "teal")),
        Color("skin", "", ("red", "red", "pink", "maroon", "white", "orange", "purple", "blue")),
        Color("seed", "seeds", ("yellow", "gold", "cream", "black", "white")),
        Proportion("stalk", 0.2, 0.7, ("short", "long"), of="stem"),
        Color("stem", "stem", ("green", "olive", "brown")),
    ),
    _build,
)
