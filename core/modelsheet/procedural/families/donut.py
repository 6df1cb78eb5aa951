"""Donuts: a ring with icing and sprinkles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, beam, ellipsoid, ring, torus


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    tube = r * v["thickness"]
    middle, high = r - tube, 0.85
    yield torus(middle, tube, v["dough"].color, 28, 12).scaled(1, 1, high).standing()
    z = tube * high
    yield (
        torus(middle, tube * 1.03, v["icing"].color, 28, 12).scaled(1, 1, high * 0.7).moved(z=z + tube * 0.32)
    )
    if v["dripping"]:
        drop = ellipsoid(tube * 0.75, tube * 0.5, tube * 1.0, v["icing"].color, 8)
        yield from ring(drop.moved(x=r * 0.96, z=z + tube * 0.1), 9)
    top = z + tube * 0.92
    if v["sprinkled"]:
        for i in range(18):
            x, y = arc(middle + tube * 0.45 * np.sin(i * 2.1), i * 20, i * 20, 1)[0]
            reach = (tube * 0.24, 0, 0)
            yield (
                beam(np.negative(reach), reach, tube * 0.16, v["sprinkle"].color)
                .turned(i * 77)
                .moved(x, y, top + tube * 0.08)
            )
    if v["drizzled"]:
        for turn in range(0, 360, 45):
            yield (
                ellipsoid(tube * 1.6, tube * 0.24, tube * 0.4, v["drizzle"].color, 8)
                .moved(x=middle, z=top)
                .turned(turn)
            )


def _adjust(v: Values) -> Values:
    return unsaid(v, sprinkle=not v["sprinkled"], drizzle=not v["drizzled"])


FAMILY = Family(
    "donut",
    "food_drink",
    (
        Proportion("width", 0.08, 0.12, ("small", "big")),
        Proportion("thickness", 0.28, 0.42, ("thin", "thick")),
        Color("dough", "dough", ("tan", "brown", "gold", "beige", "black")),
        Color("icing", "icing"),
        Flag("dripping", "with dripping icing"),
        Flag("sprinkled", "with sprinkles"),
        Color("sprinkle", "sprinkles"),
        Flag("drizzled", "with stripes"),
        Color("drizzle", "stripes"),
    ),
    _build,
    adjust=_adjust,
    aliases=("doughnut",),
    symmetric=True,
)
