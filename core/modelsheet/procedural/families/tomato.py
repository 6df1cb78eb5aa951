"""Tomatoes: a ribbed round fruit with a star of leaves."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Proportion, Values
from ..shape import Part, ellipsoid, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    r, ribs = v["width"] / 2, v["ribs"]
    high = v["width"] * v["height"]
    rib = ellipsoid(r * 1.3, r * 1.5, high, v["skin"].color, 12).moved(x=r * 0.34, z=high / 2)
    yield from ring(rib, ribs)
    leaf = ellipsoid(r * v["leaf_length"], r * 0.26, r * 0.12, v["leaf"].color, 8)
    yield from ring(leaf.turned(12, "y").moved(x=r * v["leaf_length"] * 0.46, z=high * 0.97), v["leaves"])
    tall = r * v["stalk"]
    yield sweep(
        [(0, 0, high * 0.9), (0, 0, high + tall * 0.5), (r * 0.14, 0, high + tall)],
        r * 0.09,
        v["stem"].color,
        6,
    )


FAMILY = Family(
    "tomato",
    "fruit_vegetable",
    (
        Proportion("width", 0.06, 0.1, ("small", "big")),
        Proportion("height", 0.7, 0.95, ("flat", "tall")),
        Count("ribs", "ribs", 5, 8),
        Count("leaves", "leaves", 4, 7),
        Proportion("leaf_length", 0.5, 0.95, ("short", "long"), of="leaves"),
        Color("leaf", "leaves", ("green", "green", "olive", "teal")),
        Color("skin", "", ("red", "red", "orange", "yellow", "green", "maroon", "purple")),
        Proportion("stalk", 0.2, 0.6, ("short", "long"), of="stem"),
        Color("stem", "stem", ("green", "olive", "brown")),
    ),
    _build,
)
