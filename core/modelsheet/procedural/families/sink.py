"""Sinks: a basin on a column, a cupboard or legs, with a faucet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import (
    Part,
    both,
    box,
    corners,
    cylinder,
    extrude,
    lathe,
    loft,
    polygon,
    rounded,
    sphere,
    sweep,
    upright,
)

RIM = 0.86


def _build(v: Values) -> Iterator[Part]:
    width, depth, color, base = v["width"], 0.48, v["basin"].color, v["base"].color
    outline = (
        rounded(width, depth, 0.07, 4)
        if v["outline"] == "square"
        else polygon(32, 1.0) * (width / 2, depth / 2)
    )
    rings = [(0.72, -0.2), (1.0, -0.05), (1.0, 0.0), (0.84, 0.0), (0.6, -0.14)]
    yield loft(
        [np.column_stack([outline * size, np.full(len(outline), z)]) for size, z in rings], color
    ).moved(z=RIM)
    yield extrude(outline * 0.64, 0.03, darker(color, 0.85)).moved(z=RIM - 0.16)
    yield cylinder(0.03, 0.04, (90, 92, 96), 12).moved(z=RIM - 0.15)
    if v["support"] == "slim":
        yield lathe([(0.15, 0), (0.15, 0.03), (0.09, 0.1), (0.075, 0.45), (0.12, RIM - 0.17)], base, 20)
    elif v["support"] == "boxy":
        yield box(width * 0.9, depth * 0.84, RIM - 0.1, base).moved(0, 0.02)
        yield from both(
            box(width * 0.4, 0.04, RIM - 0.26, darker(base, 0.86)).moved(width * 0.215, -depth * 0.4, 0.06)
        )
        yield from both(sphere(0.024, (200, 200, 204), 10).moved(0.05, -depth * 0.44, RIM * 0.55))
    else:
        yield from corners(cylinder(0.028, RIM - 0.08, base, 10), width * 0.33, depth * 0.32)
        yield box(width * 0.7, depth * 0.68, 0.03, base).moved(z=0.25)
    metal, y = v["faucet"].color, depth / 2 * 0.86
    yield box(0.12 if v["taps"] else 0.08, 0.07, 0.03, metal).moved(0, y, RIM - 0.01)
    yield sweep(
        [(0, y, RIM), (0, y, RIM + 0.2), (0, y - 0.06, RIM + 0.25), (0, y - 0.17, RIM + 0.21)], 0.022, metal
    )
    for x in {0: (), 1: (0.1,), 2: (-0.11, 0.11)}[v["taps"]]:
        yield cylinder(0.02, 0.07, v["tap"].color, 10).moved(x, y, RIM - 0.02)
        yield box(0.075, 0.03, 0.028, v["tap"].color).moved(x, y, RIM + 0.045)
    if v["mirror"]:
        yield box(0.06, 0.03, 0.46, (150, 156, 164)).moved(0, depth / 2 + 0.015, RIM - 0.06)
        yield upright(polygon(28, 0.3) + (0, RIM + 0.64), 0.05, (150, 156, 164)).moved(y=depth / 2 + 0.015)
        yield upright(polygon(28, 0.26) + (0, RIM + 0.64), 0.065, (190, 222, 234)).moved(y=depth / 2 + 0.015)


FAMILY = Family(
    "sink",
    "toilet_bath",
    (
        Choice("outline", ("round", "square"), of="basin"),
        Choice("support", ("slim", "boxy", "four-legged"), of="base"),
        Proportion("width", 0.55, 0.9, ("narrow", "wide")),
        Finish("basin", ("stone", "marble", "metal"), of="basin"),
        Finish("base", ("wooden", "stone", "marble"), of="base"),
        Finish("faucet", ("metal", "golden"), of="faucet"),
        Count("taps", "taps", 0, 2),
        Color("tap", of="taps"),
        Flag("mirror", "with a round mirror"),
    ),
    _build,
    aliases=("washbasin", "wash basin", "bathroom sink"),
)
