"""Sharks: a long body, a back fin, a crescent tail and teeth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE, eyes
from ..family import Color, Count, Family, Proportion, Values, darker
from ..shape import Part, both, box, cone, ellipsoid, extrude, grounded, loft, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The shark about the origin."""
    long, back = v["length"], v["back"].color
    wide = long * v["girth"]
    share = [-0.5, -0.42, -0.25, 0.0, 0.25, 0.42]
    radius = np.array([0.12, 0.34, 0.48, 0.5, 0.28, 0.1])
    side = 16
    turn = np.arange(side) * 2 * np.pi / side
    rings = [
        [(np.cos(a) * r * wide, y * long, np.sin(a) * r * wide * 1.05) for a in -turn]
        for y, r in zip(share, radius, strict=True)
    ]
    yield loft(rings, back)
    under = [[(x * 0.94, y, z * 0.72 - wide * 0.16) for x, y, z in section] for section in rings]
    yield loft(under[1:5], v["belly"].color)
    thick = long * 0.035
    tall = v["fin"] * long
    yield (
        upright(
            np.array([(-0.1, -0.04), (0.1, -0.04), (0.14, 0.0), (0.1, tall / long)]) * long,
            thick,
            v["fins"].color,
        )
        .turned(90)
        .moved(z=wide * 0.48)
    )
    tail = np.array([(0, -0.03), (0.12, -0.16), (0.1, -0.02), (0.2, 0.26), (0.0, 0.04)]) * long
    yield upright(tail, thick, v["fins"].color).turned(90).moved(y=long * 0.38)
    flipper = extrude(
        np.array([(0, -0.08), (0.26, 0.08), (0.24, 0.14), (0, 0.08)]) * long, thick, v["fins"].color
    )
    yield from both(flipper.turned(22, "y").moved(wide * 0.36, -long * 0.1, -wide * 0.12))
    yield from eyes(wide * 0.35, -long * 0.34, wide * 0.14, wide * 0.13)
    yield ellipsoid(wide * 0.56, long * 0.12, wide * 0.2, (120, 40, 44), 12).moved(
        y=-long * 0.39, z=-wide * 0.2
    )
    for i in range(v["teeth"]):
        a = np.deg2rad(-58 + 116 * i / (v["teeth"] - 1))
        yield (
            cone(wide * 0.045, wide * 0.13, WHITE, 4)
            .mirrored("z")
            .moved(np.sin(a) * wide * 0.25, -long * 0.4 - np.cos(a) * long * 0.045, -wide * 0.1)
        )
    for i in range(v["gills"]):
        yield from both(
            box(wide * 0.05, long * 0.015, wide * 0.26, darker(back, 0.6)).moved(
                wide * 0.46, -long * (0.24 - 0.035 * i), -wide * 0.08
            )
        )


FAMILY = Family(
    "shark",
    "fish_sea",
    (
        Proportion("length", 1.6, 3.5),
        Proportion("girth", 0.24, 0.36, ("slim", "fat")),
        Proportion("fin", 0.14, 0.28, ("small", "tall"), of="back fin"),
        Count("teeth", "teeth", 5, 8),
        Count("gills", "gills on each side", 2, 4),
        Color(
            "back",
            "",
            ("gray", "gray", "blue", "navy", "teal", "black", "silver", "purple", "brown", "pink", "orange"),
        ),
        Color("belly", "belly", ("white", "white", "cream", "silver", "beige", "yellow")),
        Color("fins", "fins"),
    ),
    _build,
)
