"""Electric fans: blades around a hub, in a cage, on a foot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, beam, box, cylinder, polygon, sphere, torus, upright

RADIUS = 0.22


def _build(v: Values) -> Iterator[Part]:
    stand, center = v["stand"].color, v["height"] + RADIUS
    if v["foot"] == "round":
        yield cylinder(0.15, 0.035, stand, 24)
    elif v["foot"] == "square":
        yield box(0.28, 0.28, 0.035, stand)
    else:
        for x, y in polygon(4, 0.19):
            yield beam((x, y, 0.025), (0, 0, 0.06), 0.035, stand)
    yield beam((0, 0.07, 0.02), (0, 0.07, center), 0.045, stand, 10)
    yield box(0.06, 0.16, 0.05, stand).moved(0, 0.02, 0.005)
    yield cylinder(0.065, 0.14, stand, 18).turned(90, "x").moved(0, 0.13, center)
    yield from (part.moved(0, -0.05, center) for part in _rotor(v))
    if v["buttons"]:
        yield box(0.06, 0.05, 0.055 * v["buttons"] + 0.02, stand).moved(0, 0.035, 0.07)
    for i in range(v["buttons"]):
        yield cylinder(0.02, 0.03, v["button"].color, 10).turned(90, "x").moved(0, 0.02, 0.105 + 0.055 * i)


def _rotor(v: Values) -> Iterator[Part]:
    count = v["blades"]
    half = min(0.5, 2.2 / count)  # of the angle that a blade fills, in radians
    turns = np.linspace(-half, half, 6)
    tip = np.stack([np.sin(turns), np.cos(turns)], 1)[::-1] * RADIUS * 0.88
    outline = np.concatenate([[(-0.02, 0.01), (0.02, 0.01)], tip])
    blade = upright(outline, 0.016, v["blade"].color).turned(14, "z")
    for i in range(count):
        yield blade.turned(i * 360 / count, "y")
    yield sphere(0.05, v["hub"].color, 16).scaled(1, 0.9, 1)
    if v["cage"]:
        wire = v["wire"].color
        for y in (-0.045, 0.045):
            yield torus(RADIUS, 0.011, wire, 32, 6).turned(90, "x").moved(y=y)
        for turn in (45, 135, 225, 315):
            yield beam((0, -0.05, RADIUS), (0, 0.05, RADIUS), 0.016, wire).turned(turn, "y")
        yield torus(RADIUS * 0.52, 0.008, wire, 24, 6).turned(90, "x").moved(y=-0.062)
        for i in range(8):
            yield beam((0, -0.066, 0.02), (0, -0.05, RADIUS), 0.013, wire).turned(i * 45, "y")
            yield beam((0, 0.06, 0.02), (0, 0.05, RADIUS), 0.013, darker(wire, 0.9)).turned(i * 45, "y")


FAMILY = Family(
    "fan",
    "appliance",
    (
        Count("blades", "blades", 3, 6),
        Color("blade", of="blades"),
        Color("hub", of="hub"),
        Choice("foot", ("round", "square", "four-legged"), of="base"),
        Color("stand"),
        Proportion("height", 0.14, 0.85, ("low", "tall")),
        Flag("cage", "with a cage"),
        Color("wire", of="cage"),
        Count("buttons", "buttons", 0, 3),
        Color("button", of="buttons"),
    ),
    _build,
    aliases=("electric fan", "ventilator"),
)
