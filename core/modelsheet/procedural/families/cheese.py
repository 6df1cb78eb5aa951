"""Cheeses: a wedge or a wheel with holes and a rind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Flag, Proportion, Values, darker
from ..shape import Part, arc, extrude, sphere


def _build(v: Values) -> Iterator[Part]:
    size, high = v["size"], v["size"] * v["height"]
    paste, rind, hole = v["paste"].color, v["rind"].color, darker(v["paste"].color, 0.72)
    if v["cut"] == "wedge-shaped":
        half = v["angle"] / 2
        rim = arc(size, 90 - half, 90 + half, 6)
        outline = np.concatenate([rim, [(0, 0)]])
        yield extrude(outline, high, paste).moved(y=-size / 2)
        inner = arc(1.0, 91 - half, 89 + half, 6) * size
        shell = np.concatenate([inner * 1.04, inner[::-1] * 0.95])
        yield extrude(shell, high * 1.02, rind).moved(y=-size / 2)
        places = [(0.45, 1.0), (0.62, -0.4), (0.75, 0.6), (0.85, -0.75), (0.3, 0.2)]
        for i in range(5 if v["holes"] else 0):
            far, side = places[i]
            r = size * (0.1 if i % 2 == 0 else 0.07)
            x, y = (
                arc(far * size, 90 - half, 90 - half, 1)[0]
                if i % 2 == 0
                else arc(far * size, 90 + side * half * 0.6, 0, 1)[0]
            )
            z = high * 0.5 if i % 2 == 0 else high
            yield sphere(r, hole, 10).moved(x, y - size / 2, z)
            if i % 2 == 0:
                yield sphere(r, hole, 10).moved(-x, y - size / 2, high - z + high * 0.1)
    else:
        missing = 50 if v["cut"] == "cut" else 0
        outline = arc(size / 2, -90 + missing / 2, 270 - missing / 2, 18)
        outline = np.concatenate([outline, [(0, 0)]]) if missing else outline[:-1]
        yield extrude(outline, high, paste if missing else rind)
        if missing:
            shell = arc(size / 2, -88 + missing / 2, 268 - missing / 2, 16)
            yield extrude(np.concatenate([shell * 1.03, shell[::-1] * 0.95]), high * 1.02, rind)
        for i in range(5 if v["holes"] else 0):
            x, y = arc(size * 0.3, 60 + i * 60, 60 + i * 60, 1)[0]
            yield sphere(size * 0.06, hole, 10).moved(x, y, high)


FAMILY = Family(
    "cheese",
    "food_drink",
    (
        Choice("cut", ("wedge-shaped", "round", "cut")),
        Proportion("size", 0.15, 0.3, ("small", "big")),
        Proportion("height", 0.35, 0.6, ("flat", "tall")),
        Proportion("angle", 35, 60),
        Flag("holes", "with holes"),
        Color("paste", "", ("yellow", "yellow", "gold", "cream", "orange", "white", "blue", "green")),
        Color("rind", "rind", ("orange", "red", "brown", "white", "black", "green", "yellow", "tan")),
    ),
    _build,
)
