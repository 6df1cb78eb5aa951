"""Fish: a flat body with fins and a tail, striped or plain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import goggle_eyes, trunk
from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..shape import Part, both, ellipsoid, extrude, grounded, hoop, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The fish about the origin."""
    long = v["length"]
    high, wide = long * v["height"], long * v["width"]
    body, fin = v["body"].color, v["fin"].color
    yield trunk(long, wide, high, body)
    yield trunk(long * 0.8, wide * 0.9, high * 0.6, v["belly"].color).moved(y=-long * 0.02, z=-high * 0.22)
    for i in range(v["stripes"]):
        y = long * (-0.14 + 0.17 * i)
        girth = np.interp(abs(y / long), [0, 0.18, 0.36, 0.46], [1, 0.97, 0.8, 0.52])
        yield (
            hoop(0.52 * girth, 0.08, long * 0.07, v["stripe"].color, 16)
            .turned(90, "x")
            .scaled(wide, 1, high)
            .moved(y=y)
        )
    tails = {
        "forked": [(0, -0.05), (0.34, -0.32), (0.24, 0.0), (0.34, 0.32), (0, 0.05)],
        "fan-shaped": [
            (0, -0.05),
            (0.24, -0.28),
            (0.32, -0.12),
            (0.34, 0.0),
            (0.32, 0.12),
            (0.24, 0.28),
            (0, 0.05),
        ],
        "pointed": [(0, -0.06), (0.2, -0.2), (0.42, 0.0), (0.2, 0.2), (0, 0.06)],
    }[v["tail"]]
    thick = long * 0.045
    yield upright(np.array(tails) * long, thick, v["rear"].color).turned(90).moved(y=long * 0.44)
    rise = v["sail"] * long
    back = (
        np.array(
            [(-0.24, 0), (0.26, 0), (0.3, rise / long * 0.5), (0.1, rise / long), (-0.12, rise / long * 0.7)]
        )
        * long
    )
    yield upright(back, thick, fin).turned(90).moved(z=high * 0.42)
    under = np.array([(0.0, 0.05), (0.2, -0.16), (0.22, 0.05)]) * long
    yield upright(under, thick, fin).turned(90).moved(z=-high * 0.42)
    side = extrude(np.array([(0, -0.07), (0.2, 0.04), (0.22, 0.16), (0, 0.09)]) * long, thick, fin)
    yield from both(side.turned(28, "y").moved(wide * 0.42, -long * 0.1, -high * 0.06))
    yield from goggle_eyes(wide * 0.36, -long * 0.34, high * 0.1, long * 0.1)
    yield ellipsoid(wide * 0.4, long * 0.07, long * 0.07, darker(body, 0.6), 8).moved(
        y=-long * 0.49, z=-high * 0.08
    )


FAMILY = Family(
    "fish",
    "fish_sea",
    (
        Proportion("length", 0.2, 0.5),
        Proportion("height", 0.36, 0.75, ("low", "tall")),
        Proportion("width", 0.22, 0.38, ("thin", "fat")),
        Proportion("sail", 0.1, 0.26, ("short", "tall"), of="back fin"),
        Choice("tail", ("forked", "fan-shaped", "pointed"), of="tail"),
        Count("stripes", "stripes", 0, 3),
        Color("stripe", "stripes"),
        Color("body"),
        Color("belly", "belly"),
        Color("fin", "fins"),
        Color("rear", "tail"),
    ),
    _build,
)
