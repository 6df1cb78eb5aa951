"""Plates: a shallow dish with a coloured rim, bare or with food."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Family, Finish, Proportion, Values
from ..shape import Part, arc, ellipsoid, extrude, halves, hoop, lathe, rounded, sphere


def _build(v: Values) -> Iterator[Part]:
    r, rise = v["width"] / 2, v["width"] * v["depth"]
    sides = {"round": 28, "square": 4, "octagonal": 8}[v["outline"]]
    thick = r * 0.05
    yield lathe(
        [(r * 0.55, 0), (r * 0.62, 0), (r * 0.86, rise), (r * 0.86, rise + thick), (r * 0.6, thick)],
        v["body"].color,
        sides,
    )
    yield hoop(r, r * 0.16, thick * 1.4, v["rim"].color, sides).moved(z=rise - thick * 0.1)
    food, level = v["food"], thick
    if food == "fish":
        yield ellipsoid(r * 0.75, r * 0.3, r * 0.2, (120, 150, 180), 12).moved(z=level + r * 0.06)
        tail = halves([(0.0, -0.05), (0.16, 0.22), (0.0, 0.16)]) * r
        yield extrude(tail, r * 0.1, (96, 124, 156)).turned(-90).moved(x=r * 0.32, z=level)
    elif food == "peas":
        for x, y in arc(r * 0.3, 0, 300, 5):
            yield sphere(r * 0.12, PALETTE["green"], 8).moved(x, y, level + r * 0.08)
        yield sphere(r * 0.14, PALETTE["green"], 8).moved(z=level + r * 0.1)
    elif food == "steak":
        yield extrude(rounded(r * 0.9, r * 0.55, r * 0.25), r * 0.16, (124, 66, 44)).moved(z=level * 0.8)


FAMILY = Family(
    "plate",
    "kitchenware",
    (
        Choice("outline", ("round", "square", "octagonal")),
        Proportion("width", 0.18, 0.32, ("small", "big")),
        Proportion("depth", 0.06, 0.16, ("flat", "deep")),
        Choice("food", ("", "fish", "peas", "steak"), say="with {} on it"),
        Finish("body", ("wooden", "metal", "clay")),
        Color("rim", "rim"),
    ),
    _build,
    aliases=("dish",),
)
