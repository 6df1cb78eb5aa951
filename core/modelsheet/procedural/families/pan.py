"""Frying pans: a shallow pan on a long handle."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, arc, beam, cylinder, ellipsoid, lathe, sweep


def _build(v: Values) -> Iterator[Part]:
    r, height = v["width"] / 2, v["width"] * v["depth"]
    wall, body, sides = r * 0.09, v["body"].color, {"round": 28, "octagonal": 8}[v["outline"]]
    yield lathe([(r * 0.85, 0), (r, height), (r - wall, height), (r * 0.85 - wall, wall)], body, sides)
    yield cylinder(r * 0.82, wall * 1.3, v["inside"].color, sides).moved(z=wall * 0.2)
    length = v["width"] * v["length"]
    end = r + length
    yield beam((r * 0.93, 0, height * 0.7), (r + length * 0.4, 0, height * 0.95), r * 0.12, body, 8)
    path = [(r + length * 0.3, 0, height * 0.9), (r + length * 0.6, 0, height * 1.1), (end, 0, height * 1.3)]
    yield sweep(path, [r * 0.09, r * 0.12, r * 0.1], v["handle"].color, 8)
    for i in range(v["eggs"]):
        x, y = (0, 0) if v["eggs"] == 1 else arc(r * 0.42, 0, 360, v["eggs"])[i]
        size = r * (0.5 if v["eggs"] == 1 else 0.36)
        yield cylinder(size, wall * 0.6, PALETTE["white"], 10).scaled(1.1, 0.9, 1).moved(x, y, wall * 1.2)
        yield ellipsoid(size, size, size * 0.6, (244, 186, 48), 10).moved(x, y, wall * 1.8)


FAMILY = Family(
    "pan",
    "kitchenware",
    (
        Proportion("width", 0.2, 0.34, ("small", "big")),
        Proportion("depth", 0.12, 0.24, ("shallow", "deep")),
        Proportion("length", 0.55, 1.0, ("short", "long"), of="handle"),
        Choice("outline", ("round", "octagonal")),
        Count("eggs", "eggs", 0, 3),
        Finish("body", ("iron", "metal"), colors=("red", "blue", "black", "teal", "green", "orange", "gray")),
        Color("inside", "inside", ("black", "gray", "silver", "white")),
        Finish("handle", ("wooden",), of="handle"),
    ),
    _build,
    aliases=("frying pan", "skillet"),
)
