"""Silos: tall round stores with hoops, a domed or pointed top, a ladder and a chute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL, STONE
from ..shape import Part, beam, box, cylinder, lathe, ring

_RADIUS = 1.7  # metres


def _build(v: Values) -> Iterator[Part]:
    high, wall = v["height"], v["wall"].color
    lift = 1.3 if v["legs"] else 0.0
    yield cylinder(_RADIUS * 1.2, 0.25, STONE, 18)
    if v["legs"]:
        yield from ring(box(0.3, 0.3, lift + 0.9, darker(STEEL, 0.8)).moved(0, -_RADIUS * 0.92, 0.1), 6)
        yield lathe([(0.35, 0.5), (_RADIUS * 0.98, lift + 0.9)], darker(wall, 0.85), 18)
        lift += 0.8
    yield cylinder(_RADIUS, high, wall, 20).moved(z=lift + 0.1)
    for i in range(v["hoops"]):
        z = lift + high * (i + 0.6) / (v["hoops"] + 0.2)
        yield cylinder(_RADIUS * 1.045, 0.26, v["hoop"].color, 20).moved(z=z)
    top = lift + high + 0.08
    yield _top(v["top_shape"]).painted(v["top"].color).moved(z=top)
    if v["ladder"]:
        yield from (box(0.12, 0.12, top - 0.2, STEEL).moved(x, -_RADIUS - 0.16, 0.2) for x in (-0.24, 0.24))
        rung = box(0.5, 0.12, 0.12, STEEL).moved(0, -_RADIUS - 0.16)
        yield from (rung.moved(z=0.6 + 0.55 * i) for i in range(int((top - 0.6) / 0.55)))
        yield box(0.2, 0.4, 0.14, STEEL).moved(0, -_RADIUS, top - 0.4)
    if v["chute"]:
        yield beam((_RADIUS * 0.3, 0, top + 1.0), (_RADIUS * 1.35, 0, top - 0.4), 0.34, darker(STEEL, 0.85))
        yield beam((_RADIUS * 1.3, 0, top - 0.25), (_RADIUS * 1.3, 0, 0.3), 0.34, darker(STEEL, 0.85))
        yield box(0.9, 0.9, 0.5, darker(STEEL, 0.7)).moved(_RADIUS * 1.3, 0)


def _top(kind: str) -> Part:
    if kind == "pointed":
        return lathe([(_RADIUS * 1.1, 0), (_RADIUS * 1.1, 0.12), (0.3, 1.3), (0.3, 1.6), (0, 1.65)], sides=20)
    angle = np.linspace(0, np.pi / 2, 6)
    return lathe(np.stack([np.cos(angle) * _RADIUS * 1.06, np.sin(angle) * 1.35], 1), sides=20)


FAMILY = Family(
    "silo",
    "farm_building",
    (
        Finish("wall", ("metal", "brick", "wooden", "stone")),
        Choice("top_shape", ("domed", "pointed"), of="top"),
        Color("top", of="top"),
        Count("hoops", "hoops", 0, 5),
        Color("hoop", of="hoops"),
        Proportion("height", 5.0, 9.0, ("short", "tall")),
        Flag("legs", "on legs"),
        Flag("ladder", "with a ladder"),
        Flag("chute", "with a pipe down the side"),
    ),
    _build,
    aliases=("grain silo",),
)
