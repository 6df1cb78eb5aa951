"""Bees: a striped round body with wings, feelers and a sting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, goggle_eyes, trunk
from ..family import Color, Count, Family, Proportion, Values
from ..shape import Part, arc, both, cone, ellipsoid, grounded, hoop, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The bee about the origin."""
    size, coat, dark = v["size"], v["coat"].color, v["stripe"].color
    wide = size * v["girth"]
    yield trunk(size, wide, wide, coat)
    for i in range(v["stripes"]):
        y = size * (-0.1 + 0.44 * (i + 0.5) / v["stripes"])
        girth = np.interp(abs(y / size), [0, 0.18, 0.36, 0.46], [1, 0.97, 0.8, 0.52])
        yield (
            hoop(0.52 * girth, 0.08, size * 0.24 / v["stripes"], dark, 16)
            .turned(90, "x")
            .scaled(wide, 1, wide)
            .moved(y=y)
        )
    yield cone(size * 0.05, size * 0.16, dark, 8).turned(-90, "x").moved(y=size * 0.46)
    yield ellipsoid(wide * 0.8, size * 0.36, wide * 0.78, v["face"].color, 14).moved(y=-size * 0.38)
    yield from goggle_eyes(wide * 0.24, -size * 0.5, wide * 0.1, wide * 0.24)
    grin = arc(wide * 0.13, 205, 335, 5)
    yield sweep(
        np.column_stack([grin[:, 0], np.full(6, -size * 0.555), grin[:, 1] - wide * 0.02]),
        wide * 0.025,
        BLACK,
        6,
    )
    feeler = np.array([(0.1, -0.46, 0.3), (0.14, -0.54, 0.5), (0.18, -0.64, 0.6)]) * (wide, size, wide)
    yield from both(sweep(feeler, size * 0.02, BLACK, 6))
    yield from both(sphere(size * 0.04, BLACK, 8).moved(*feeler[-1]))
    reach = size * v["wings"]
    wing = ellipsoid(reach, reach * 0.55, size * 0.05, v["wing"].color, 12).moved(x=reach * 0.46)
    yield from both(wing.turned(-30, "y").turned(15).moved(wide * 0.12, size * 0.02, wide * 0.42))
    yield from both(wing.scaled(0.7).turned(-22, "y").turned(40).moved(wide * 0.12, size * 0.14, wide * 0.42))
    for y in (-0.16, 0.0, 0.16):
        yield from both(
            sweep(
                [
                    (wide * 0.26, y * size, -wide * 0.36),
                    (wide * 0.36, y * size, -wide * 0.56),
                    (wide * 0.3, y * size, -wide * 0.68),
                ],
                size * 0.02,
                BLACK,
                6,
            )
        )


FAMILY = Family(
    "bee",
    "animal",
    (
        Proportion("size", 0.03, 0.06),
        Proportion("girth", 0.5, 0.75, ("slim", "fat")),
        Proportion("wings", 0.45, 0.75, ("small", "big"), of="wings"),
        Count("stripes", "stripes", 1, 4),
        Color("stripe", "stripes", ("black", "black", "brown", "navy", "maroon")),
        Color("coat", "", ("yellow", "yellow", "gold", "orange", "pink", "blue", "green", "red")),
        Color("face", "face", ("yellow", "gold", "black", "orange", "tan")),
        Color("wing", "wings", ("white", "silver", "teal", "cream", "pink")),
    ),
    _build,
    aliases=("bumblebee",),
)
