"""Torches: a stick with a burning head, held upright, on a stand or on a wall."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, box, cone, cylinder, hoop, lathe, ring, torus


def _build(v: Values) -> Iterator[Part]:
    length, r = v["length"], v["length"] * v["thickness"]
    wood, metal = v["wood"].color, v["metal"].color
    base = 0.0
    if v["mount"] == "stand":
        base = length * 0.06
        yield lathe([(r * 4, 0), (r * 3.6, base * 0.5), (r * 1.2, base * 1.6)], metal, 12)
    yield cone(r * 0.75, length, wood, 10, r * 1.1).moved(z=base)
    if v["mount"] == "wall bracket":
        yield box(r * 4, r * 1.1, length * 0.5, metal).moved(y=r * 2.6, z=length * 0.3)
        for z in (0.38, 0.66):
            yield box(r * 1.2, r * 3.4, r * 1.0, metal).moved(y=r * 1.4, z=length * z)
            yield hoop(r * 1.5, r * 0.7, r * 1.0, metal, 12).moved(z=length * z)
    top = base + length
    head = r * 2.2
    if v["head"] == "wrapped":
        for i in range(3):
            yield torus(r * 1.15, r * 0.55, v["cloth"].color, 14, 6).moved(z=top - r * 0.2 + i * r * 0.75)
        yield cylinder(r * 1.3, r * 2.2, v["cloth"].color, 12).moved(z=top - r * 0.4)
    elif v["head"] == "caged":
        yield cone(r * 1.2, r * 2.4, metal, 10, head).moved(z=top - r * 0.5)
        yield from ring(cone(r * 0.4, r * 1.3, metal, 6).moved(y=-head * 0.88, z=top + r * 1.5), 6)
    else:
        yield cone(r * 1.2, r * 1.6, metal, 14, head).moved(z=top - r * 0.3)
        yield hoop(head * 1.1, head * 0.3, r * 0.6, metal, 14).moved(z=top + r * 1.0)
    for i in range(v["bands"]):
        yield cylinder(r * 1.3, length * 0.035, metal, 10).moved(z=base + length * (0.15 + 0.12 * i))
    if v["lit"]:
        z, tall = top + r * 1.2, r * 2 * v["flame"]
        outer, inner = v["fire"].color, PALETTE["yellow"]
        flame = np.array([(0.55, 0.0), (0.95, 0.22), (0.8, 0.48), (0.35, 0.78), (0.0, 1.0)])
        yield lathe(flame * (r * 1.8, tall * 1.7), outer, 8).moved(z=z)
        yield from ring(lathe(flame * (r * 0.8, tall), outer, 6).moved(y=-r * 1.3, z=z + r * 0.1), 3)
        yield from ring(
            lathe(flame * (r * 0.6, tall * 0.7), inner, 6).moved(y=-r * 1.55, z=z - r * 0.1), 3, 60
        )


def _adjust(v: Values) -> Values:
    v = v if v["lit"] else v | {"flame": 1.8}
    return unsaid(v, fire=not v["lit"], cloth=v["head"] != "wrapped")


FAMILY = Family(
    "torch",
    "candle_torch",
    (
        Proportion("length", 0.45, 1.0, ("short", "long")),
        Proportion("thickness", 0.045, 0.075, ("thin", "thick")),
        Choice("mount", ("", "stand", "wall bracket"), say="on a {}"),
        Choice("head", ("wrapped", "caged", "bowl-shaped"), of="head"),
        Flag("lit", "with a flame"),
        Proportion("flame", 1.2, 2.4, ("small", "big"), of="flame"),
        Color("fire", "flame", ("orange", "orange", "red", "blue", "green", "purple", "teal", "pink")),
        Count("bands", "bands", 0, 3),
        Finish("wood", ("wooden", "iron"), of="stick"),
        Color("metal", "fittings", ("gray", "black", "gold", "silver", "brown")),
        Color("cloth", "cloth", ("tan", "brown", "white", "red", "beige")),
    ),
    _build,
    adjust=_adjust,
)
