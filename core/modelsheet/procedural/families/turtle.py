"""Turtles: a domed shell over four legs, a head and a tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import goggle_eyes
from ..family import Choice, Color, Count, Family, Proportion, Values
from ..shape import Part, arc, both, cone, cylinder, ellipsoid, extrude, grounded, lathe, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    size, shell, skin = v["size"], v["shell"].color, v["skin"].color
    low = size * 0.16
    high = size * v["dome"]
    angle = np.deg2rad(np.linspace(0, 80, 6))
    dome = [(0.46, 0.0), *np.stack([np.cos(angle) * 0.5, 0.04 + np.sin(angle)], 1)]
    yield lathe(np.array(dome) * (size, high), shell, 16).scaled(0.92, 1.1, 1).moved(z=low)
    yield (
        torus(size * 0.49, size * 0.055, v["rim"].color, 20, 8)
        .scaled(0.92, 1.1, 1)
        .moved(z=low + size * 0.03)
    )
    yield (
        cylinder(size * 0.46, size * 0.1, v["belly"].color, 16)
        .scaled(0.9, 1.08, 1)
        .moved(z=low - size * 0.06)
    )
    count = v["plates"]
    plate = ellipsoid(size * 0.26, size * 0.26, size * 0.1, v["plate"].color, 6)
    yield plate.moved(z=low + high * 1.0)
    for x, y in arc(0.36 * size, 90, 450 - 360 / count, count - 1):
        slope = float(np.rad2deg(np.arctan2(high * 0.9, size * 0.5)))
        flat = plate.scaled(0.85).turned(slope * 0.9, "y").moved(x=size * 0.36, z=low + high * 0.73)
        yield flat.turned(float(np.rad2deg(np.arctan2(y, x)))).scaled(0.92, 1.1, 1)
    if v["feet"] == "flippers":
        front = extrude(
            np.array([(0, -0.1), (0.3, -0.22), (0.42, -0.08), (0.34, 0.06), (0, 0.1)]) * size,
            size * 0.07,
            skin,
        )
        yield from both(front.moved(size * 0.3, -size * 0.28, low * 0.5))
        yield from both(front.scaled(0.7).turned(25).moved(size * 0.28, size * 0.36, low * 0.5))
    else:
        leg = cylinder(size * 0.1, low * 1.4, skin, 10)
        for y in (-0.33, 0.33):
            yield from both(leg.moved(size * 0.3, size * y))
    reach = size * (0.5 + v["neck"])
    yield sweep(
        [(0, -size * 0.4, low + size * 0.06), (0, -reach - size * 0.1, low + size * (0.1 + v["neck"] * 0.7))],
        [size * 0.12, size * 0.09],
        skin,
        10,
    )
    y, z = -reach - size * 0.16, low + size * (0.14 + v["neck"] * 0.7)
    yield ellipsoid(size * 0.27, size * 0.34, size * 0.26, skin, 14).moved(y=y, z=z)
    yield from goggle_eyes(size * 0.09, y - size * 0.09, z + size * 0.06, size * 0.09)
    yield cone(size * 0.06, size * 0.2, skin, 8).turned(-90, "x").moved(y=size * 0.5, z=low)


def _standing(v: Values) -> Iterator[Part]:
    """The turtle, with flippers on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "turtle",
    "animal",
    (
        Proportion("size", 0.3, 0.6),
        Proportion("dome", 0.3, 0.55, ("flat", "high"), of="shell"),
        Proportion("neck", 0.05, 0.3, ("short", "long"), of="neck"),
        Count("plates", "plates around the shell", 5, 8),
        Choice("feet", ("legs", "flippers"), say="with {}"),
        Color("shell", "shell"),
        Color("plate", "plates"),
        Color("rim", "shell rim"),
        Color("belly", "belly", ("cream", "yellow", "tan", "beige", "white")),
        Color("skin", "skin", ("green", "green", "olive", "teal", "tan", "brown", "blue", "gray", "orange")),
    ),
    _standing,
    aliases=("tortoise",),
)
