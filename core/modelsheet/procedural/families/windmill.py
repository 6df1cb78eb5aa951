"""Windmills: a tapering tower with a cap and a wheel of sails in front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..parts import WOOD, around, door, lying, window
from ..shape import Part, box, cylinder, lathe

_LOW, _TOP = 2.6, 1.7  # metres: the tower's radius at the ground and under the cap


def _build(v: Values) -> Iterator[Part]:
    height, sides = v["height"], 16 if v["shape"] == "round" else 8
    frame = (240, 236, 226)
    yield lathe([(_LOW * 1.1, 0), (_LOW * 1.1, 0.5)], darker(v["walls"].color, 0.8), sides)
    yield lathe([(_LOW, 0), (_TOP, height)], v["walls"].color, sides)
    yield _roof(v["roof_shape"], sides).painted(v["roof"].color).moved(z=height - 0.02)
    flat = np.cos(np.pi / sides)
    for part in door(1.2, 2.1, v["door"].color, frame, 0.8):
        yield part.moved(0, -_LOW * flat + 0.15)
    z = height * 0.5
    at = (_LOW + (_TOP - _LOW) * 0.5) * flat
    yield from around([p.moved(0, -at + 0.05, z) for p in window(0.9, 1.0, frame)], (90, 180, 270))
    hub = height + 0.5
    yield lying(cylinder(0.22, 2.6, WOOD, 8), "y").moved(0, -1.9, hub)
    yield lying(cylinder(0.5, 0.6, darker(WOOD), 10), "y").moved(0, -3.0, hub)
    reach = height * 0.72
    sail = [
        box(0.28, 0.28, reach, WOOD),
        box(reach * 0.2, 0.2, reach * 0.74, v["sails"].color).moved(reach * 0.09, -0.05, reach * 0.25),
        *(
            box(reach * 0.2 + 0.05, 0.26, 0.16, WOOD).moved(reach * 0.09, -0.05, reach * k)
            for k in (0.25, 0.43, 0.62, 0.8, 0.97)
        ),
    ]
    for i in range(v["blades"]):
        for part in sail:
            yield part.turned(i * 360 / v["blades"] + 20, "y").moved(0, -3.0, hub)


def _roof(kind: str, sides: int) -> Part:
    if kind == "pointed":
        return lathe([(_TOP * 1.25, 0), (_TOP * 1.25, 0.15), (0, 2.4)], sides=sides)
    angle = np.linspace(0, np.pi / 2, 6)
    return lathe(np.stack([np.cos(angle) * _TOP * 1.15, np.sin(angle) * 1.8], 1), sides=sides)


FAMILY = Family(
    "windmill",
    "windmill_watermill",
    (
        Count("blades", "sails", 3, 6),
        Color("sails", of="sails"),
        Choice("shape", ("round", "octagonal"), of="tower"),
        Finish("walls", ("stone", "brick", "wooden"), of="tower"),
        Choice("roof_shape", ("pointed", "domed"), of="roof"),
        Color("roof", of="roof"),
        Color("door", of="door"),
        Proportion("height", 6.0, 10.0, ("short", "tall")),
    ),
    _build,
)
