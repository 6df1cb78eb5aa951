"""Table lamps: a turned or square base with a shade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, box, cone, cylinder, lathe, sphere

BULB = (250, 226, 130)


def _build(v: Values) -> Iterator[Part]:
    base, high, wide = v["base"].color, v["height"], v["width"]
    yield cylinder(0.1, 0.03, base, 24)
    if v["body"] == "round":
        yield sphere(0.1, base, 20).scaled(1, 1, high / 0.2).moved(z=high / 2 + 0.01)
    elif v["body"] == "square":
        yield box(0.13, 0.13, high - 0.02, base).moved(z=0.02)
    elif v["body"] == "slim":
        yield beam((0, 0, 0), (0, 0, high), 0.045, base, 12)
    else:
        share = np.linspace(0, 1, 9)
        radius = np.interp(share, [0, 0.35, 0.75, 1], [0.05, 0.11, 0.04, 0.035])
        yield lathe(np.stack([radius, 0.02 + share * (high - 0.02)], 1), base, 20)
    yield beam((0, 0, high - 0.02), (0, 0, high + 0.1), 0.03, (110, 106, 100), 8)
    yield sphere(0.05, BULB, 12).moved(z=high + 0.08)
    top = wide * {"conical": 0.5, "cylindrical": 0.97, "flared": 0.3}[v["shape"]]
    yield cone(wide, wide * 1.25, v["shade"].color, 28, top=top).moved(z=high + 0.02)
    if v["chain"]:
        yield beam(
            (wide * 0.55, -wide * 0.5, high - 0.09), (wide * 0.55, -wide * 0.5, high + 0.05), 0.014, BULB
        )
        yield sphere(0.018, BULB, 8).moved(wide * 0.55, -wide * 0.5, high - 0.1)


FAMILY = Family(
    "table lamp",
    "lamp",
    (
        Choice("body", ("round", "square", "slim", "vase-shaped"), of="base"),
        Choice("shape", ("conical", "cylindrical", "flared"), of="shade"),
        Proportion("height", 0.16, 0.36, ("low", "tall"), of="base"),
        Proportion("width", 0.13, 0.22, ("narrow", "wide"), of="shade"),
        Finish("base", ("wooden", "metal", "golden", "stone", "clay"), of="base"),
        Color("shade", of="shade"),
        Flag("chain", "with a pull chain"),
    ),
    _build,
    aliases=("lamp", "desk lamp", "bedside lamp"),
)
