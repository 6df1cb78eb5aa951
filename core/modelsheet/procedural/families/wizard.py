"""Wizards: a robe, a pointed hat, a beard and a staff."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import SKIN, Figure
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, box, cylinder, ellipsoid, halves, hoop, lathe, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    f = Figure(v["height"], v["stout"], 0.3)
    robe, skin, size = v["robe"].color, v["skin"].color, v["height"] * 0.3
    yield lathe(
        [
            (f.width * 0.78, 0),
            (f.width * 0.66, f.hip * 0.6),
            (f.width * 0.5, f.hip * 1.3),
            (f.width * 0.56, f.neck),
        ],
        robe,
        16,
    ).scaled(1, 0.8, 1)
    yield hoop(f.width * 0.82, f.width * 0.15, f.hip * 0.16, v["trim"].color, 16).scaled(1, 0.8, 1)
    yield (
        hoop(f.width * 0.57, f.width * 0.12, f.hip * 0.14, v["trim"].color, 16)
        .scaled(1, 0.84, 1)
        .moved(z=f.hip * 1.1)
    )
    yield from f.arms(robe, skin, v["arms"])
    yield f.skull(skin)
    yield from f.gaze()
    yield ellipsoid(size * 0.14, size * 0.2, size * 0.16, darker(skin, 0.88), 8).moved(
        y=-size * 0.5, z=f.neck + size * 0.38
    )
    if v["beard"]:
        long = size * v["beard_length"]
        beard = [
            (0.0, -long),
            (size * 0.22, -long * 0.6),
            (size * 0.42, 0.0),
            (size * 0.38, size * 0.22),
            (0.0, size * 0.16),
        ]
        yield upright(halves(beard), size * 0.26, v["hair"].color).moved(
            y=-size * 0.46, z=f.neck + size * 0.1
        )
    yield ellipsoid(size * 1.0, size * 0.55, size * 0.9, v["hair"].color, 12).moved(
        y=size * 0.26, z=f.neck + size * 0.42
    )
    z, high = f.neck + size * 0.72, size * v["hat_height"]
    yield cylinder(size * 0.86, size * 0.09, v["hat"].color, 20).moved(z=z)
    bend = np.array([(0, 0, 0.0), (0, 0, 0.4), (0.06, 0, 0.75), (0.3, 0, 1.0)]) * (size, size, high)
    yield sweep(bend + (0, 0, z), np.array([0.56, 0.36, 0.18, 0.03]) * size, v["hat"].color, 14)
    yield hoop(size * 0.57, size * 0.12, size * 0.14, v["trim"].color, 16).moved(z=z + size * 0.08)
    if v["staff"]:
        x, y = -f.width * 0.86, -f.width * 0.25
        yield cylinder(f.width * 0.07, f.height * 0.95, PALETTE["brown"], 8).moved(x, y)
        yield sphere(f.width * 0.2, v["orb"].color, 12).moved(x, y, f.height * 0.98)
        yield box(f.width * 0.2, f.width * 0.6, f.width * 0.2, robe).moved(x * 0.95, y * 0.4, f.hip * 1.02)


FAMILY = Family(
    "wizard",
    "character",
    (
        Proportion("height", 1.4, 1.8),
        Proportion("stout", 0.9, 1.3, ("thin", "stout")),
        Color("robe", "robe"),
        Color("trim", "trim"),
        Color("hat", "hat"),
        Proportion("hat_height", 0.9, 1.5, ("", "tall"), of="hat"),
        Color("skin", "skin", SKIN),
        Flag("beard", "with a beard"),
        Proportion("beard_length", 0.5, 1.1, ("short", "long"), of="beard"),
        Color("hair", "beard", ("white", "white", "gray", "silver", "brown", "orange", "black")),
        Choice("arms", ("hanging", "raised", "waving"), of="arms"),
        Flag("staff", "with a staff"),
        Color("orb", "staff", ("red", "blue", "green", "purple", "teal", "yellow", "pink")),
    ),
    _build,
    adjust=lambda v: unsaid(v, orb=not v["staff"], hair=not v["beard"]),
    aliases=("mage",),
)
