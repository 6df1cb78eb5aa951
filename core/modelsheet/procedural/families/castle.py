"""Castles: curtain walls between towers, a gate in the front wall, sometimes a keep."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import arched
from ..shape import RGB, Part, box, lathe, polygon, prism, ring, upright

_REACH = 8.0  # metres from the middle to each tower


def _build(v: Values) -> Iterator[Part]:
    walls, count = v["walls"].color, v["towers"]
    sides = 14 if v["tower_shape"] == "round" else 4
    side, inner = 2 * _REACH * np.sin(np.pi / count), _REACH * np.cos(np.pi / count)
    height = 4.0
    yield prism(count, _REACH, 0.4, (142, 160, 96))
    wall = [
        box(side, 1.3, height, walls),
        box(side, 1.3, 0.3, darker(walls, 0.8)).moved(z=height - 0.8).scaled(1, 1.12, 1),
    ]
    merlons = int(side / 1.7)
    wall += [
        box(0.8, 1.3, 0.8, walls).moved((i - (merlons - 1) / 2) * 1.7, 0, height - 0.02)
        for i in range(merlons)
    ]
    for part in wall:
        yield from ring(part.moved(0, -inner), count)
    for x, y in polygon(count, _REACH):
        for part in _tower(sides, v["tower_height"], 1.7, walls, v["roofs"].color):
            yield part.moved(x, y)
    yield box(4.0, 2.0, height + 1.0, walls).moved(0, -inner)
    yield upright(arched(2.6, 3.6), 2.3, darker(walls, 0.55)).moved(0, -inner)
    yield upright(arched(2.1, 3.2), 2.6, v["gate"].color).moved(0, -inner)
    if v["keep"]:
        yield from _tower(4, v["tower_height"] * 1.45, 2.9, walls, v["roofs"].color)


def _tower(sides: int, height: float, radius: float, walls: RGB, roof: RGB) -> Iterator[Part]:
    """A tower with its roof, in the middle."""
    yield prism(sides, radius, height, walls)
    yield prism(sides, radius * 1.15, 0.8, walls).moved(z=height - 0.8)
    yield lathe([(radius * 1.25, 0), (0, radius * 2)], roof, sides).moved(z=height - 0.02)
    flat = radius * np.cos(np.pi / sides)
    yield from ring(box(0.6, 0.5, 1.1, (52, 50, 60)).moved(0, -flat, height - 2.3), 4)


FAMILY = Family(
    "castle",
    "castle_tower",
    (
        Count("towers", "towers", 3, 6),
        Choice("tower_shape", ("round", "square"), of="towers"),
        Proportion("tower_height", 5.5, 9.5, ("low", "tall"), of="towers"),
        Color("roofs", of="roofs"),
        Finish("walls", ("stone", "brick"), of="walls"),
        Color("gate", of="gate"),
        Flag("keep", "with a keep"),
    ),
    _build,
    aliases=("fortress",),
)
