"""Race cars: a slim open-wheel body with wings and a driver's helmet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..parts import HUB_COLORS, STEEL, axles, lying
from ..shape import RGB, Part, beam, both, box, cylinder, loft, sphere

_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint, wide = v["length"] / 2, v["body"].color, v["tyre_width"]
    tip = 0.08 if v["nose"] == "pointed" else 0.3
    rings = [
        (-a, tip, 0.22, 0.36),
        (-a * 0.4, 0.28, 0.2, 0.55),
        (-a * 0.1, 0.4, 0.18, 0.66),
        (a * 0.5, 0.38, 0.18, 0.7),
        (a * 0.92, 0.2, 0.25, 0.5),
    ]
    body = [[(-x, y, low), (x, y, low), (x * 0.8, y, top), (-x * 0.8, y, top)] for y, x, low, top in rings]
    yield loft(np.array(body)[:, ::-1], paint)
    pod = [
        [(x - 0.2, y, 0.16), (x, y, 0.16), (x - 0.05, y, z), (x - 0.2, y, z)]
        for y, x, z in ((-0.25, 0.62, 0.4), (a * 0.3, 0.72, 0.5), (a * 0.7, 0.4, 0.45))
    ]
    yield from both(loft(np.array(pod)[:, ::-1], darker(paint, 0.88)))
    stripe = [
        [(-0.1, y, top - 0.1), (0.1, y, top - 0.1), (0.1, y, top + 0.025), (-0.1, y, top + 0.025)]
        for y, _, _, top in rings[:3]
    ]
    yield loft(np.array(stripe)[:, ::-1], v["stripe"].color)
    yield box(0.44, 0.8, 0.1, _DARK).moved(0, a * 0.12, 0.62)
    yield sphere(0.2, v["helmet"].color, 14).moved(0, a * 0.16, 0.82)
    yield box(0.3, 0.1, 0.1, _DARK).moved(0, a * 0.16 - 0.16, 0.78)
    fin = [
        [(-w, y, 0.6), (w, y, 0.6), (w * 0.7, y, z), (-w * 0.7, y, z)]
        for y, w, z in ((a * 0.3, 0.16, 1.08), (a * 0.85, 0.06, 0.66))
    ]
    yield loft(np.array(fin)[:, ::-1], paint)
    wings = v["wings"].color
    yield box(1.7, 0.36, 0.09, wings).moved(0, -a + 0.05, 0.2)
    yield from both(box(0.08, 0.42, 0.26, wings).moved(0.84, -a + 0.05, 0.14))
    for k in range(v["flaps"]):
        yield box(1.4, 0.26, 0.08, wings).turned(14, "x").moved(0, a * 0.9 + 0.08 * k, 1.02 - 0.2 * k)
    yield from both(box(0.08, 0.5, 0.6, wings).moved(0.7, a * 0.9, 0.55))
    yield box(0.2, 0.2, 0.6, _DARK).moved(0, a * 0.86, 0.45)
    yield from axles(1.7, (-a * 0.58,), 0.34, wide, v["hubs"].color)
    yield from axles(1.8, (a * 0.66,), 0.4, wide * 1.25, v["hubs"].color)
    for y, z in ((-a * 0.58, 0.34), (a * 0.66, 0.4)):
        yield from both(beam((0, y, z + 0.04), (0.75, y, z), 0.09, _DARK))
        yield from both(beam((0, y - 0.3, z + 0.04), (0.75, y, z), 0.07, _DARK))
    for i in range(v["pipes"]):
        x = (i - (v["pipes"] - 1) / 2) * 0.2
        yield lying(cylinder(0.07, 0.5, STEEL, 8), "y").moved(x, a * 0.95, 0.48)


FAMILY = Family(
    "race car",
    "car",
    (
        Color("body"),
        Color("wings", of="wings"),
        Color("helmet", of="helmet"),
        Color("stripe", of="stripe"),
        Choice("nose", ("pointed", "flat"), of="nose"),
        Count("flaps", "rear wing blades", 1, 2),
        Count("pipes", "exhaust pipes", 0, 4),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 3.4, 4.6, ("short", "long")),
        Proportion("tyre_width", 0.24, 0.42, ("narrow", "wide"), of="tyres"),
    ),
    _build,
    aliases=("racing car", "formula car"),
)
