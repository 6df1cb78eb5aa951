"""Helicopters: a glazed cabin under a rotor, with a tail boom and skids or wheels."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, LAMP, STEEL, axles, lying, profile
from ..shape import RGB, Part, beam, both, box, cylinder, lathe, sphere

_AXIS = 1.55  # metres: the cabin's middle above the ground
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, boom, rotor = v["body"].color, v["boom"], v["rotor"].color
    yield sphere(0.5, paint, 16).scaled(1.9, 3.0, 1.95).moved(0, 0, _AXIS)
    yield sphere(0.5, GLASS, 16).scaled(1.72, 1.7, 1.5).moved(0, -0.75, _AXIS + 0.16)
    yield box(0.14, 1.2, 0.14, paint).moved(0, -0.75, _AXIS + 0.84)
    for y in (0.15, 0.75):
        yield box(1.86 if y < 0.5 else 1.62, 0.42, 0.46, GLASS).moved(0, y, _AXIS + 0.05)
    if v["stripe"]:
        yield sphere(0.5, PALETTE[v["stripe"]], 16).scaled(1.96, 3.06, 0.5).moved(0, 0, _AXIS - 0.38)
    tail = v["tail"].color
    tip = 1.1 + boom
    yield beam((0, 0.9, _AXIS + 0.3), (0, tip, _AXIS + 0.55), 0.36, tail, 8)
    yield profile([(-0.3, 0), (0.25, 0), (0.6, 1.0), (0.2, 1.0)], 0.16, tail).moved(
        0, tip - 0.1, _AXIS + 0.45
    )
    yield from both(box(0.7, 0.4, 0.12, tail).moved(0.4, tip - 0.6, _AXIS + 0.48))
    for i in range(3):
        yield box(0.1, 0.14, 0.62, rotor).turned(120 * i, "x").moved(0.16, tip + 0.1, _AXIS + 0.75)
    yield lying(cylinder(0.12, 0.4, _DARK, 10)).moved(0.05, tip + 0.1, _AXIS + 0.75)
    yield lathe([(0.6, 0), (0.45, 0.3), (0.16, 0.36)], darker(paint, 0.85), 12).moved(0, 0.15, _AXIS + 0.75)
    yield cylinder(0.12, 0.6, _DARK, 10).moved(0, 0.15, _AXIS + 1.0)
    yield cylinder(0.24, 0.2, _DARK, 12).moved(0, 0.15, _AXIS + 1.46)
    blade = box(0.28, v["reach"], 0.1, rotor).moved(0, v["reach"] / 2, _AXIS + 1.52)
    for i in range(v["blades"]):
        yield blade.turned(25 + i * 360 / v["blades"]).moved(0, 0.15)
    yield from _feet(v["feet"])
    if v["lamp"]:
        yield sphere(0.2, LAMP, 10).moved(0, -1.3, _AXIS - 0.55)


def _feet(kind: str) -> Iterator[Part]:
    if kind == "wheels":
        for y in (-0.75, 0.65):
            yield from both(beam((0.35, y, _AXIS - 0.7), (0.72, y, 0.28), 0.14, STEEL))
        yield from axles(1.7, (-0.75, 0.65), 0.3, 0.24)
        return
    for y in (-0.65, 0.6):
        yield from both(beam((0.35, y, _AXIS - 0.7), (0.85, y, 0.09), 0.13, _DARK))
    yield from both(lying(cylinder(0.09, 2.6, _DARK, 8), "y").moved(0.85, -0.1, 0.09).standing())
    yield from both(beam((0.85, -1.38, 0.09), (0.85, -1.65, 0.3), 0.15, _DARK))


FAMILY = Family(
    "helicopter",
    "aircraft",
    (
        Color("body"),
        Color("tail", of="tail"),
        Count("blades", "rotor blades", 2, 5),
        Color("rotor", of="rotor blades"),
        Choice("feet", ("skids", "wheels"), say="with landing {}"),
        Choice("stripe", ("", "white", "black", "red", "yellow", "blue"), say="with a {} stripe"),
        Proportion("boom", 1.8, 3.2, ("short", "long"), of="tail"),
        Proportion("reach", 2.2, 3.4, ("short", "long"), of="rotor blades"),
        Flag("lamp", "with a searchlight"),
    ),
    _build,
    aliases=("chopper",),
)
