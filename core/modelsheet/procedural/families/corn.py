"""Corn: a cob of kernels between its husks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, cylinder, ellipsoid, lathe, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    high, r = v["length"], v["length"] * v["thickness"]
    rows, around = 12, v["rows"]
    profile = np.array([(0.7, 0.0), (1.0, 0.15), (1.0, 0.55), (0.8, 0.8), (0.45, 0.95), (0.1, 1.0)])
    base = high * 0.12
    yield lathe(profile * (r * 0.9, high), darker(v["kernel"].color, 0.8), 14).moved(z=base)
    for i in range(rows):
        share = 0.16 + 0.8 * i / rows
        reach = np.interp(share, profile[:, 1], profile[:, 0]) * r
        size = reach * 2 * np.pi / around
        kernel = ellipsoid(r * 0.3, size * 0.95, high * 0.07, v["kernel"].color, 4).moved(
            x=reach * 0.88, z=base + share * high
        )
        yield from ring(kernel, around, (i % 2) * 180 / around)
    tall = high * v["husk_length"]
    for i in range(v["husks"]):
        path = np.array(
            [(0.4, 0, 0.0), (1.08, 0, 0.25), (1.25, 0, 0.6), (1.6 if v["open"] else 1.25, 0, 1.0)]
        ) * (r, r, tall)
        husk = sweep(path, np.array([0.5, 0.75, 0.55, 0.1]) * r, v["husk"].color, 8).scaled(1, 1.15, 1)
        yield husk.moved(z=base * 0.5).turned(i * 360 / v["husks"])
    yield cylinder(r * 0.4, base * 1.2, v["husk"].color, 10)


FAMILY = Family(
    "corn",
    "fruit_vegetable",
    (
        Proportion("length", 0.16, 0.24, ("short", "long")),
        Proportion("thickness", 0.12, 0.18, ("thin", "thick")),
        Count("rows", "rows of kernels", 8, 12),
        Color("kernel", "kernels", ("yellow", "yellow", "gold", "white", "orange", "purple", "red", "blue")),
        Count("husks", "husks", 3, 5),
        Proportion("husk_length", 0.45, 0.85, ("short", "long"), of="husks"),
        Color("husk", "husks", ("green", "green", "olive", "tan", "teal")),
        Flag("open", "with open husks"),
    ),
    _build,
    aliases=("corn cob",),
    symmetric=True,
)
