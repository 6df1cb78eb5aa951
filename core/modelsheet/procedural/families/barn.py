"""Barns: a big boarded hall with a double door and a gambrel, gabled or round roof."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Flag, Proportion, Values
from ..parts import GLASS
from ..shape import Part, beam, box, cylinder, lathe, upright

_HALF, _WALL, _DEEP = 4.0, 3.6, 0.35  # metres


def _build(v: Values) -> Iterator[Part]:
    length, wall, trim = v["length"], v["wall"].color, v["trim"].color
    line = _roof_line(v["roof_shape"])
    front = -length / 2
    inner = line * (0.95, 0.95)
    yield upright([(-_HALF, 0), (_HALF, 0), *(inner + (0, _WALL))], length, wall)
    cover = np.concatenate([line * 1.1 + (0, _WALL - 0.1), line[::-1] * 0.97 + (0, _WALL - 0.3)])
    yield upright(cover, length + 0.8, v["roof"].color)
    yield box(3.6, _DEEP, 3.1, trim).moved(0, front)
    yield from (box(1.5, _DEEP * 1.4, 2.75, v["doors"].color).moved(x, front, 0.1) for x in (-0.8, 0.8))
    for x in (-0.8, 0.8):
        for a, b in ((-0.7, 0.7), (0.7, -0.7)):
            yield beam((x + a, front - 0.18, 0.15), (x + b, front - 0.18, 2.8), 0.22, trim)
    yield box(1.6, _DEEP, 1.5, trim).moved(0, front, _WALL + 0.4)
    yield box(1.2, _DEEP * 1.4, 1.1, (60, 50, 46)).moved(0, front, _WALL + 0.6)
    yield from (box(0.35, _DEEP, _WALL, trim).moved(x, y) for x in (-3.85, 3.85) for y in (front, -front))
    for y in np.linspace(front + 1.8, -front - 1.8, 3):
        yield box(_HALF * 2 + 0.3, 1.3, 1.3, trim).moved(0, y, 1.3)
        yield box(_HALF * 2 + 0.4, 0.95, 0.95, GLASS).moved(0, y, 1.48)
    if v["silo"]:
        yield cylinder(1.6, 7.5, (176, 180, 186), 18).moved(_HALF + 1.5, 1.0)
        dome = [(1.75, 0), (1.5, 0.8), (0.9, 1.4), (0, 1.7)]
        yield lathe(dome, v["roof"].color, 18).moved(_HALF + 1.5, 1.0, 7.45)


def _roof_line(kind: str) -> np.ndarray:
    """(N, 2) from the right eave over the ridge to the left one, above the walls."""
    if kind == "gambrel":
        right = [(_HALF, 0), (2.9, 2.1), (0, 3.4)]
    elif kind == "gabled":
        right = [(_HALF, 0), (0, 3.2)]
    else:
        angle = np.linspace(0, np.pi / 2, 6)
        right = [(_HALF * np.cos(a), 3.4 * np.sin(a)) for a in angle]
    return np.array(right + [(-x, z) for x, z in right[-2::-1]])


FAMILY = Family(
    "barn",
    "farm_building",
    (
        Color(
            "wall",
            words=(
                "red",
                "maroon",
                "brown",
                "white",
                "blue",
                "green",
                "yellow",
                "gray",
                "orange",
                "teal",
                "tan",
            ),
        ),
        Choice("roof_shape", ("gambrel", "gabled", "round"), of="roof"),
        Color("roof", of="roof"),
        Color("doors", of="doors"),
        Color("trim", of="trim", words=("white", "cream", "black", "yellow", "brown")),
        Proportion("length", 7.0, 13.0, ("short", "long")),
        Flag("silo", "with a silo"),
    ),
    _build,
)
