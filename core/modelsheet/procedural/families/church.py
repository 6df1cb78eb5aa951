"""Churches: a nave under a steep roof, with a steeple over the door."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..parts import arched, door, gable, gable_roof, profile
from ..shape import Part, box, lathe, tapered_box, upright

_WIDTH, _WALL, _RISE = 6.0, 4.0, 3.6  # metres


def _build(v: Values) -> Iterator[Part]:
    walls, roof, length = v["walls"].color, v["roof"].color, 4.0 + 1.9 * v["windows"]
    yield box(_WIDTH, length, _WALL, walls).moved(0, length / 2)
    yield gable(_WIDTH, length - 0.02, _RISE, walls).moved(0, length / 2, _WALL - 0.02)
    yield gable_roof(_WIDTH + 0.9, length + 0.8, _RISE * 1.15, 0.5, roof).moved(0, length / 2, _WALL)
    for i in range(v["windows"]):
        y = length * (i + 0.7) / (v["windows"] + 0.4)
        yield profile(arched(1.0, 2.3), _WIDTH + 0.3, (244, 240, 228)).moved(0, y, 1.0)
        yield profile(arched(0.7, 1.9), _WIDTH + 0.5, v["glass"].color).moved(0, y, 1.2)
    height = v["steeple"]
    yield box(3.2, 3.2, height, walls).moved(0, -0.6)
    yield box(3.6, 3.6, 0.4, darker(walls, 0.85)).moved(0, -0.6, height - 0.2)
    yield from (p.moved(0, -0.6, height + 0.15) for p in _spire(v["spire"], roof))
    for part in door(1.4, 2.4, v["door"].color, (244, 240, 228)):
        yield part.moved(0, -2.2)
    for turn in (0, 90, 270):
        bell = upright(arched(1.0, 1.6), 0.4, (60, 56, 62)).moved(0, -1.6).turned(turn)
        yield bell.moved(0, -0.6, height - 2.2)


def _spire(kind: str, color: tuple[int, int, int]) -> Iterator[Part]:
    if kind == "pointed":
        top = 4.2
        yield tapered_box((3.5, 3.5), (0, 0), top, color)
    elif kind == "onion-shaped":
        top = 3.4
        profile = [(1.2, 0), (1.7, 0.6), (1.75, 1.1), (1.2, 1.9), (0.5, 2.6), (0, top)]
        yield lathe(profile, color, 16)
    else:
        top = 1.7
        angle = np.linspace(0, np.pi / 2, 6)
        yield lathe(np.stack([np.cos(angle) * 1.7, np.sin(angle) * 1.7], 1), color, 16)
    yield box(0.4, 0.4, 1.9, (224, 178, 62)).moved(z=top - 0.4)
    yield box(1.3, 0.4, 0.4, (224, 178, 62)).moved(z=top + 0.7)


FAMILY = Family(
    "church",
    "temple_church",
    (
        Count("windows", "side windows", 2, 4),
        Proportion("steeple", 6.0, 11.0, ("low", "tall"), of="steeple"),
        Choice("spire", ("pointed", "onion-shaped", "domed"), of="spire"),
        Finish(
            "walls",
            ("stone", "brick", "wooden"),
            of="walls",
            colors=("white", "cream", "gray", "red", "yellow", "blue", "pink", "tan"),
        ),
        Color("roof", of="roof"),
        Color("door", of="door"),
        Color("glass", of="side windows"),
    ),
    _build,
    aliases=("chapel",),
)
