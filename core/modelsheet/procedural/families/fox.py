"""Foxes: a pointed snout, big ears and a bushy tail with a tip."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, Beast
from ..family import Choice, Color, Family, Proportion, Values
from ..shape import Part, both, cone, ellipsoid, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, white = v["coat"].color, v["chest"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["sock"].color)
    yield b.throat(coat)
    yield from b.face(coat, white, BLACK, 0.13)
    _x, y, z = b.skull
    yield (
        cone(long * 0.1, long * v["snout"], white, 10, long * 0.03)
        .turned(90, "x")
        .moved(y=y - long * 0.12, z=z - long * 0.05)
    )
    yield sphere(long * 0.035, BLACK, 8).moved(y=y - long * (0.12 + v["snout"]), z=z - long * 0.05)
    yield from both(
        ellipsoid(long * 0.14, long * 0.2, long * 0.16, white, 10).moved(
            long * 0.13, y - long * 0.06, z - long * 0.07
        )
    )
    ear = cone(long * 0.09, long * v["ears"], coat, 6).scaled(1, 0.6, 1)
    yield from both(ear.moved(long * 0.11, y + long * 0.02, z + long * 0.1))
    yield from both(
        ear.painted(v["tip"].color)
        .scaled(0.55, 0.6, 0.55)
        .moved(long * 0.11, y - long * 0.015, z + long * 0.13)
    )
    yield ellipsoid(long * 0.26, long * 0.26, long * 0.26, white, 12).moved(
        y=-long * 0.4, z=b.legs + b.depth * 0.5
    )
    back = b.legs + b.depth * 0.62
    curve = (
        np.array(
            [(0, 0.42, 0), (0, 0.62, 0.02), (0, 0.82, 0.14), (0, 0.96, 0.3)]
            if v["tail"] == "raised"
            else [(0, 0.42, 0), (0, 0.6, -0.06), (0, 0.8, -0.14), (0, 1.0, -0.14)]
        )
        * long
    )
    thick = long * v["bush"]
    yield sweep(curve + (0, 0, back), np.array([0.35, 0.9, 1.0, 0.7]) * thick, coat, 10)
    yield ellipsoid(thick * 1.7, thick * 2.2, thick * 2.0, v["tip"].color, 10).moved(
        *(curve[-1] + (0, 0, back))
    )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * 0.36,
        long * 0.36,
        long * v["legs"],
        long * 0.12,
        long * 0.14,
        45,
        (long * 0.34, long * 0.36, long * 0.32),
        (long * 0.1, long * 0.16, long * 0.13),
    )


FAMILY = Family(
    "fox",
    "animal",
    (
        Proportion("length", 0.5, 0.75),
        Proportion("legs", 0.24, 0.42, ("short", "long"), of="legs"),
        Proportion("snout", 0.14, 0.26, ("short", "long"), of="snout"),
        Proportion("ears", 0.18, 0.34, ("small", "big"), of="ears"),
        Proportion("bush", 0.09, 0.14, ("thin", "bushy"), of="tail"),
        Choice("tail", ("raised", "hanging"), of="tail"),
        Color("coat", "", ("orange", "orange", "red", "brown", "white", "gray", "black", "blue", "gold")),
        Color("chest", "chest and snout", ("white", "white", "cream", "beige", "tan")),
        Color("tip", "tail tip", ("white", "black", "cream", "brown")),
        Color("sock", "feet", ("black", "brown", "white", "maroon")),
    ),
    _build,
)
