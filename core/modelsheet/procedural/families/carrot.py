"""Carrots: a pointed root under a tuft of leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..shape import Part, cone, ellipsoid, hoop, lathe


def _build(v: Values) -> Iterator[Part]:
    length, r = v["length"], v["length"] * v["width"] / 2
    profile = np.array(
        [(0.06, 0.0), (0.35, 0.2), (0.7, 0.55), (0.95, 0.85), (1.0, 0.93), (0.72, 0.99), (0.2, 1.0)]
    )
    yield lathe(profile * (r, length), v["root"].color, 12)
    for i in range(v["grooves"]):
        z = length * (0.35 + 0.5 * i / max(1, v["grooves"] - 1) if v["grooves"] > 1 else 0.6)
        size = np.interp(z / length, profile[:, 1], profile[:, 0]) * r
        yield hoop(size * 1.04, size * 0.3, length * 0.025, darker(v["root"].color, 0.7), 12).moved(z=z)
    tall = length * v["tuft"]
    for i in range(v["leaves"]):
        angle = i * 360 / v["leaves"]
        if v["foliage"] == "bushy":
            yield (
                ellipsoid(r * 1.0, r * 0.8, tall, v["leaf"].color, 8)
                .moved(z=tall * 0.45)
                .turned(25, "x")
                .turned(angle)
                .moved(z=length * 0.98)
            )
        else:
            blade = cone(r * 0.36, tall, v["leaf"].color, 6)
            yield blade.turned(18, "x").moved(y=-r * 0.1).turned(angle).moved(z=length * 0.96)


FAMILY = Family(
    "carrot",
    "fruit_vegetable",
    (
        Proportion("length", 0.14, 0.24),
        Proportion("width", 0.25, 0.5, ("thin", "thick")),
        Count("grooves", "grooves", 0, 4),
        Color("root", "", ("orange", "orange", "orange", "purple", "yellow", "white", "red", "pink")),
        Choice("foliage", ("bushy", "spiky"), of="leaves"),
        Proportion("tuft", 0.4, 0.75, ("short", "long"), of="leaves"),
        Count("leaves", "leaves", 3, 6),
        Color("leaf", "leaves", ("green", "olive", "teal", "yellow")),
    ),
    _build,
    symmetric=True,
)
