"""Sheds: small boarded huts with a sloping, gabled or round roof, a door and tools outside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL, STONE, WOOD, around, door, profile, window
from ..shape import RGB, Part, arc, beam, box, lathe, upright

_WALL = 2.0  # metres


def _build(v: Values) -> Iterator[Part]:
    wide, deep, walls = v["width"], v["depth"], v["walls"].color
    front, trim = -deep / 2, (238, 232, 218)
    yield box(wide + 0.2, deep + 0.2, 0.14, STONE)
    yield from _body(v["roof_shape"], wide, deep, walls, v["roof"].color)
    count = 7
    for i in range(count):
        x = (i - (count - 1) / 2) * wide / count
        yield box(wide / count - 0.07, deep + 0.06, _WALL - 0.04, darker(walls, (1.0, 0.93)[i % 2])).moved(
            x, 0, 0.1
        )
    for i in range(5):
        y = (i - 2) * deep / 5
        yield box(wide + 0.06, deep / 5 - 0.07, _WALL - 0.04, darker(walls, (1.0, 0.93)[i % 2])).moved(
            0, y, 0.1
        )
    yield from (
        part.moved(v["door_place"] * wide * 0.2, front, 0.1)
        for part in door(0.8, 1.65, v["door"].color, trim, 0.16)
    )
    for turn in (90, 270):
        yield from around([p.moved(0, -wide / 2, 1.25) for p in window(0.75, 0.7, trim, depth=0.18)], (turn,))
    if v["window"]:
        side = -0.26 if v["door_place"] > 0 else 0.28
        yield from (p.moved(side * wide, front, 1.3) for p in window(0.6, 0.6, trim, depth=0.18))
    if v["tools"]:
        x = wide / 2 + 0.16
        yield beam((x + 0.25, front * 0.4, 0.3), (x - 0.06, front * 0.4, 1.55), 0.07, WOOD)
        yield box(0.09, 0.3, 0.4, STEEL).turned(-14, "y").moved(x + 0.26, front * 0.4, 0.02).standing()
        yield lathe([(0.17, 0), (0.23, 0.36)], STEEL, 12).moved(x + 0.1, front * 0.85)
    if v["chimney"]:
        yield box(0.26, 0.26, 1.3, darker(STONE, 0.6)).moved(wide * 0.25, deep * 0.2, _WALL)


def _body(kind: str, wide: float, deep: float, walls: RGB, roof: RGB) -> Iterator[Part]:
    """Walls up to the roof, and the roof."""
    if kind == "sloping":
        a, rise = deep / 2, 0.5
        yield profile([(-a, 0), (a, 0), (a, _WALL), (-a, _WALL + rise)], wide, walls).moved(z=0.05)
        over = [(-a - 0.3, rise + 0.02), (a + 0.3, -0.1), (a + 0.3, 0.08), (-a - 0.3, rise + 0.2)]
        yield profile(over, wide + 0.4, roof).moved(z=_WALL)
        return
    half = wide / 2
    line = (
        np.array([(half, 0), (0, half * 0.75), (-half, 0)])
        if kind == "gabled"
        else arc(half, 0, 180, 8) * (1, 0.55)
    )
    yield upright(np.concatenate([[(-half, -_WALL), (half, -_WALL)], line]), deep, walls).moved(
        z=_WALL + 0.05
    )
    outer = np.concatenate([line * (1.16, 1.1) + (0, 0.1), (line * 1.16 - (0, 0.1))[::-1]])
    yield upright(outer, deep + 0.4, roof).moved(z=_WALL)


FAMILY = Family(
    "shed",
    "village_building",
    (
        Finish("walls", ("wooden",)),
        Choice("roof_shape", ("sloping", "gabled", "round"), of="roof"),
        Finish("roof", ("straw", "metal"), of="roof"),
        Color("door", of="door"),
        Proportion("door_place", -1.0, 1.0),
        Proportion("width", 2.0, 3.2, ("narrow", "wide")),
        Proportion("depth", 1.6, 2.6, ("", "deep")),
        Flag("window", "with a window beside the door"),
        Flag("tools", "with a shovel and a bucket beside it"),
        Flag("chimney", "with a stove pipe"),
    ),
    _build,
    aliases=("garden shed", "tool shed"),
)
