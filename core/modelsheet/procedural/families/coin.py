"""Coins: a disc on its edge, or a stack of them, with a raised sign."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import EMBLEMS, emblem
from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, cylinder, extrude, hoop


def _build(v: Values) -> Iterator[Part]:
    r, body, rim = v["width"] / 2, v["body"].color, v["rim"].color
    thick = r * v["thickness"]
    sides = {"round": 32, "octagonal": 8, "hexagonal": 6}[v["outline"]]
    mark = extrude(emblem(v["sign"], r), thick * 1.3, v["mark"].color).moved(z=-thick * 0.15)
    if v["stack"] < 2:
        for part in (
            cylinder(r, thick, rim, sides),
            cylinder(r * 0.84, thick * 1.12, body, sides).moved(z=-thick * 0.06),
            mark,
        ):
            yield part.turned(90, "x").moved(y=thick / 2, z=r * np.cos(np.pi / sides))
        return
    for i in range(v["stack"]):
        x, y = (0.06 * r * (i * 7 % 3 - 1), 0.06 * r * (i * 5 % 3 - 1))
        yield cylinder(r, thick, body if i % 2 else darker(body, 0.85), sides).moved(x, y, i * thick * 0.99)
    top = (v["stack"] - 1) * thick * 0.99
    yield hoop(r * 1.02, r * 0.16, thick * 1.1, rim, sides).moved(x, y, top)
    yield mark.moved(x, y, top)


def _adjust(v: Values) -> Values:
    return v if v["stack"] > 1 else v | {"stack": 0}


FAMILY = Family(
    "coin",
    "treasure_jewelry",
    (
        Choice("outline", ("round", "octagonal", "hexagonal")),
        Proportion("width", 0.1, 0.2),
        Proportion("thickness", 0.14, 0.34, ("thin", "thick")),
        Choice("sign", EMBLEMS, of="emblem"),
        Color("mark", "emblem"),
        Finish(
            "body",
            ("golden", "iron", "metal"),
            colors=("gold", "silver", "red", "blue", "green", "purple", "orange", "pink"),
        ),
        Color("rim", "rim", ("gold", "silver", "brown", "black", "white", "orange")),
        Count("stack", "stacked coins", 0, 6),
    ),
    _build,
    adjust=_adjust,
)
