"""Rakes: a row of teeth across a long shaft, head up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, arc, beam, both, box, cone, cylinder, sweep


def _build(v: Values) -> Iterator[Part]:
    length, wide, r = v["length"], v["width"], 0.03
    steel, count = v["head"].color, v["teeth"]
    yield cylinder(r, length, v["shaft"].color, 10)
    yield cylinder(r * 1.4, length * v["grip_length"], v["grip"].color, 10)
    tooth = wide * 0.3
    if v["kind"] == "fan":
        for i in range(count):
            angle = np.deg2rad(90 + (i / (count - 1) - 0.5) * 76)
            far = np.array([np.cos(angle), 0, np.sin(angle)]) * wide * 0.9
            path = [
                (0, 0, length - 0.04),
                (far[0], 0, length + far[2]),
                (far[0] * 1.06, -0.07, length + far[2] + 0.02),
            ]
            yield sweep(path, 0.018, steel, 6)
        bar = arc(wide * 0.5, 128, 52, 6)
        yield sweep(
            np.column_stack([bar[:, 0], np.zeros(7), bar[:, 1] + length]), 0.022, v["socket"].color, 6
        )
    else:
        yield box(wide, 0.05, 0.06, steel).moved(z=length - 0.03)
        for i in range(count):
            x = (i / (count - 1) - 0.5) * (wide - 0.04)
            if v["kind"] == "straight":
                yield cone(0.02, tooth, steel, 6, 0.014).moved(x=x, z=length + 0.01)
            else:
                yield cone(0.02, tooth, steel, 6, 0.012).turned(90, "x").moved(x=x, z=length)
        yield from both(beam((0, 0, length - 0.22), (wide * 0.3, 0, length - 0.01), 0.03, steel, 6))
    yield cylinder(r * 1.5, 0.14, v["socket"].color, 10).moved(z=length - 0.16)


FAMILY = Family(
    "rake",
    "tool",
    (
        Choice("kind", ("bent", "straight", "fan"), of="teeth"),
        Count("teeth", "teeth", 5, 10),
        Proportion("length", 0.8, 1.3, ("short", "long"), of="shaft"),
        Proportion("width", 0.4, 0.65, ("narrow", "wide"), of="head"),
        Finish("head", ("metal", "iron", "plastic"), of="head"),
        Finish("shaft", ("wooden", "metal"), of="shaft"),
        Proportion("grip_length", 0.12, 0.3),
        Color("grip", "grip"),
        Color("socket", "socket"),
    ),
    _build,
)
