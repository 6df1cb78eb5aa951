"""Lighthouses: a tapering tower with stripes, a gallery and a lamp room."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values
from ..parts import GLASS, LAMP, door, gable, gable_roof, window
from ..shape import Part, box, cylinder, lathe, prism, ring


def _build(v: Values) -> Iterator[Part]:
    height, sides = v["height"], 20 if v["shape"] == "round" else 8
    low, top = 2.6, 1.5
    yield prism(10, 3.6, 0.6, (128, 126, 122))

    def radius(z: float) -> float:
        return low + (top - low) * z / height

    yield lathe([(low, 0), (top, height)], v["body"].color, sides).moved(z=0.5)
    bands = 2 * v["stripes"] + 1
    for i in range(v["stripes"]):
        a, b = (height * (2 * i + k) / bands for k in (1, 2))
        yield lathe([(radius(a) + 0.12, a), (radius(b) + 0.12, b)], v["stripe"].color, sides).moved(z=0.5)
    z = height + 0.4
    yield lathe([(top, -0.5), (top * 1.5, 0), (top * 1.5, 0.3)], (70, 72, 78), sides).moved(z=z)
    yield from ring(box(0.3, 0.3, 0.9, (70, 72, 78)).moved(0, -top * 1.36, z + 0.25), 8)
    yield cylinder(top * 0.85, 1.9, GLASS, 12).moved(z=z + 0.2)
    yield cylinder(top * 0.45, 1.2, LAMP, 8).moved(z=z + 0.4)
    yield from ring(box(0.22, 0.22, 1.9, (70, 72, 78)).moved(0, -top * 0.85, z + 0.2), 6)
    yield _roof(v["roof_shape"], top).painted(v["roof"].color).moved(z=z + 2.0)
    for part in door(1.1, 2.0, v["door"].color, (240, 236, 226), 0.6):
        yield part.moved(0, -low * np.cos(np.pi / sides) + 0.05, 0.5)
    if v["house"]:
        yield box(3.2, 3.4, 2.3, (240, 236, 226)).moved(3.4, 0.5)
        yield gable(3.2, 3.38, 1.4, (240, 236, 226)).moved(3.4, 0.5, 2.28)
        yield gable_roof(3.9, 4.0, 1.7, 0.35, v["roof"].color).moved(3.4, 0.5, 2.3)
        yield from (part.moved(3.4, -1.2, 1.3) for part in window(1.1, 1.1, (90, 80, 76)))


def _roof(kind: str, radius: float) -> Part:
    if kind == "pointed":
        return lathe([(radius * 1.15, 0), (0.15, 1.5), (0.15, 2.3)], sides=16)
    angle = np.linspace(0, np.pi / 2, 6)[:-1]
    dome = np.stack([np.cos(angle) * radius * 1.1, np.sin(angle) * 1.2], 1)
    return lathe([*dome, (0.15, 1.25), (0.15, 2.0)], sides=16)


FAMILY = Family(
    "lighthouse",
    "city_building",
    (
        Color("body"),
        Count("stripes", "stripes", 0, 4),
        Color("stripe", of="stripes"),
        Color("roof", of="roof"),
        Choice("roof_shape", ("pointed", "domed"), of="roof"),
        Choice("shape", ("round", "octagonal")),
        Proportion("height", 8.0, 16.0, ("short", "tall")),
        Color("door", of="door"),
        Flag("house", "with a keeper's house"),
    ),
    _build,
)
