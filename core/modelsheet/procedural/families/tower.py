"""Castle towers: a shaft with battlements under a pointed or domed roof."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import arched
from ..shape import Part, box, lathe, prism, ring, upright

_SIDES = {"round": 20, "square": 4, "octagonal": 8}


def _build(v: Values) -> Iterator[Part]:
    sides, height, walls = _SIDES[v["shape"]], v["height"], v["walls"].color
    radius = 2.0 * (1.25 if sides == 4 else 1.0)  # to the corners
    flat = radius * np.cos(np.pi / sides)
    yield prism(sides, radius * 1.15, 0.6, darker(walls, 0.85))
    yield prism(sides, radius, height, walls)
    yield lathe([(radius * 0.98, -0.7), (radius * 1.22, 0), (radius * 1.22, 0.5)], walls, sides).moved(
        z=height
    )
    if v["battlements"]:
        yield from ring(
            box(0.7, 0.55, 0.8, walls).moved(0, -flat * 1.22 + 0.25, height + 0.45), 8 if sides != 4 else 4
        )
        if sides == 4:
            yield from ring(box(0.7, 0.7, 0.8, walls).moved(flat * 1.1, -flat * 1.1, height + 0.45), 4)
    yield _roof(v["roof_shape"], radius, sides).painted(v["roof"].color).moved(z=height + 0.4)
    yield upright(arched(1.5, 2.5), 0.5, darker(walls, 0.6)).moved(0, -flat)
    yield upright(arched(1.15, 2.2), 0.7, v["door"].color).moved(0, -flat)
    for i in range(v["windows"]):
        z = 3.2 + (height - 5.0) * (i + 0.5) / v["windows"]
        yield upright(arched(0.8, 1.2), 0.6, (52, 50, 60)).moved(0, -flat + 0.1, z)
    if v["flag"]:
        top = height + 3.8
        yield box(0.22, 0.22, 2.4, (120, 86, 58)).moved(z=top - 1)
        yield upright([(0, 0), (1.5, 0.45), (0, 0.9)], 0.22, v["roof"].color).moved(z=top + 0.45)


def _roof(kind: str, radius: float, sides: int) -> Part:
    if kind == "pointed":
        return lathe([(radius * 1.08, 0), (radius * 1.08, 0.15), (0, 3.6)], sides=sides)
    angle = np.linspace(0, np.pi / 2, 7)
    return lathe(np.stack([np.cos(angle) * radius, np.sin(angle) * 3.2], 1), sides=sides)


FAMILY = Family(
    "tower",
    "castle_tower",
    (
        Choice("shape", ("round", "square", "octagonal")),
        Proportion("height", 6.0, 13.0, ("short", "tall")),
        Choice("roof_shape", ("pointed", "domed"), of="roof"),
        Color("roof", of="roof"),
        Finish("walls", ("stone", "brick"), of="walls"),
        Color("door", of="door"),
        Count("windows", "windows", 0, 3),
        Flag("battlements", "with battlements"),
        Flag("flag", "with a flag"),
    ),
    _build,
    aliases=("castle tower",),
)
