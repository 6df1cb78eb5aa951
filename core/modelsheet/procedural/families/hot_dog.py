"""Hot dogs: a sausage in a split bun with a line of sauce."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, capsule, ellipsoid, grounded, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    r = long * v["thickness"]
    bun = v["bun"].color
    half = capsule(r * 1.1, long, bun, 14).turned(90, "y").moved(x=-long / 2)
    yield half.scaled(1, 0.8, 1.05).turned(-16, "x").moved(y=-r * 0.85, z=r * 1.15)
    yield half.scaled(1, 0.8, 1.05).turned(16, "x").moved(y=r * 0.85, z=r * 1.15)
    yield box(long * 0.8, r * 1.6, r * 0.8, bun).moved(z=r * 0.1)
    reach = long * v["overhang"]
    link = capsule(r * 0.72, reach, v["sausage"].color, 12).turned(90, "y").moved(x=-reach / 2)
    yield link.moved(z=r * 1.7)
    if v["sauced"]:
        t = np.linspace(-1, 1, 40)
        wave = np.column_stack([t * reach * 0.4, np.sin(t * np.pi * 5) * r * 0.34, np.full(len(t), r * 2.36)])
        yield sweep(wave, r * 0.16, v["sauce"].color, 6)
    if v["salad"]:
        for i in range(9):
            x = (i / 8 - 0.5) * long * 0.8
            yield from both(
                ellipsoid(long * 0.12, r * 0.7, r * 0.3, v["leaf"].color, 8)
                .turned(-20, "x")
                .moved(x, r * 0.72, r * 1.95),
                "y",
            )


def _standing(v: Values) -> Iterator[Part]:
    """The hot dog on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "hot dog",
    "food_drink",
    (
        Proportion("length", 0.14, 0.22),
        Proportion("thickness", 0.13, 0.2, ("thin", "thick")),
        Proportion("overhang", 0.9, 1.25, ("short", "long"), of="sausage"),
        Color("sausage", "sausage", ("brown", "brown", "maroon", "red", "tan", "orange", "pink")),
        Color("bun", "bun", ("tan", "gold", "beige", "brown", "orange", "black")),
        Flag("sauced", "with sauce"),
        Color("sauce", "sauce", ("yellow", "red", "white", "orange", "green")),
        Flag("salad", "with lettuce"),
        Color("leaf", "lettuce", ("green", "olive", "purple")),
    ),
    _standing,
    adjust=lambda v: unsaid(v, sauce=not v["sauced"], leaf=not v["salad"]),
)
