"""Chickens: a round body with a comb, a beak, wings and a tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import eyes
from ..family import Color, Count, Family, Proportion, Values
from ..shape import Part, both, cone, cylinder, ellipsoid, extrude, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    size, body = v["size"], v["body"].color
    leg = size * 0.3
    yield from both(cylinder(size * 0.035, leg * 1.2, v["foot"].color, 8).moved(x=size * 0.13))
    yield from both(
        extrude(
            [
                (-0.02, 0.06),
                (-0.13, -0.16),
                (-0.06, -0.12),
                (0, -0.22),
                (0.06, -0.12),
                (0.13, -0.16),
                (0.02, 0.06),
            ],
            0.05,
            v["foot"].color,
        )
        .scaled(size)
        .moved(x=size * 0.13)
    )
    fat = v["girth"]
    z = leg + size * 0.34
    yield ellipsoid(size * 0.66 * fat, size * 0.84, size * 0.7 * fat, body, 16).turned(-15, "x").moved(z=z)
    yield from both(
        ellipsoid(size * 0.12, size * 0.5, size * 0.34, v["wing"].color, 10)
        .turned(-10, "x")
        .moved(size * 0.3 * fat, size * 0.06, z + size * 0.02)
    )
    neck = v["neck"] * size
    head = np.array([0, -size * 0.3, z + size * 0.28 + neck])
    yield sweep(
        np.array([(0, -size * 0.16, z + size * 0.1), tuple(head)]), [size * 0.24, size * 0.14], body, 12
    )
    yield sphere(size * 0.18, body, 14).moved(*head)
    yield from _face(v, size, head)
    feather = ellipsoid(size * 0.1, size * 0.2, size * v["tail"], v["plume"].color, 8).turned(-38, "x")
    for x in (-0.12, 0.0, 0.12):
        yield feather.turned(x * 120, "y").moved(x * size, size * 0.44, z + size * 0.3)


def _face(v: Values, size: float, head: np.ndarray) -> Iterator[Part]:
    """Beak, wattle, comb and eyes of the head."""
    _x, y, top = head
    yield (
        cone(size * 0.07, size * 0.2, v["beak"].color, 8)
        .turned(90, "x")
        .moved(y=y - size * 0.14, z=top - size * 0.01)
    )
    yield ellipsoid(size * 0.08, size * 0.08, size * 0.16, v["comb"].color, 8).moved(
        y=y - size * 0.16, z=top - size * 0.14
    )
    for i, dy in enumerate(np.linspace(-0.1, 0.12, v["points"])):
        yield ellipsoid(size * 0.08, size * 0.13, size * (0.24 - 0.03 * i), v["comb"].color, 8).moved(
            y=y + dy * size, z=top + size * 0.19
        )
    yield from eyes(size * 0.13, y - size * 0.1, top + size * 0.05, size * 0.06)


FAMILY = Family(
    "chicken",
    "animal",
    (
        Proportion("size", 0.35, 0.5),
        Proportion("girth", 0.85, 1.15, ("thin", "fat")),
        Proportion("neck", 0.0, 0.2, ("short", "long"), of="neck"),
        Proportion("tail", 0.4, 0.7, ("short", "long"), of="tail"),
        Count("points", "points on the comb", 2, 4),
        Color("comb", "comb", ("red", "red", "orange", "pink", "maroon", "purple")),
        Color(
            "body",
            "",
            ("white", "brown", "orange", "black", "yellow", "tan", "gray", "cream", "pink", "blue"),
        ),
        Color("wing", "wings"),
        Color("plume", "tail"),
        Color("beak", "beak", ("yellow", "orange", "gold", "black")),
        Color("foot", "feet", ("yellow", "orange", "gold", "red")),
    ),
    _build,
    aliases=("hen",),
)
