"""Drones: a body with rotors on arms, landing skids and a camera."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import RGB, Part, beam, both, box, cylinder, hoop, prism, ring, sphere

_DARK: RGB = (54, 56, 62)
_AXIS = 0.2  # metres: the body's lower side above the ground


def _build(v: Values) -> Iterator[Part]:
    paint, count, reach = v["body"].color, v["rotors"], v["reach"]
    sides = 20 if v["shape"] == "round" else 4
    radius = 0.15 if sides == 20 else 0.19
    yield prism(sides, radius, 0.1, paint).moved(z=_AXIS)
    yield prism(sides, radius * 0.7, 0.05, darker(paint, 0.7)).moved(z=_AXIS + 0.09)
    yield cylinder(0.03, 0.03, (120, 220, 120), 10).moved(0, -radius * 0.4, _AXIS + 0.13)
    start = 180 / count if count != 3 else 60
    end = _AXIS + 0.07
    arm = [beam((0, -0.06, _AXIS + 0.05), (0, -reach, end), 0.05, v["arms"].color)]
    arm.append(cylinder(0.05, 0.11, _DARK, 12).moved(0, -reach, end - 0.03))
    size = min(0.16, reach * np.sin(np.pi / count) * 0.92)
    for k in (0, 90):
        blade = box(0.035, size * 1.8, 0.02, v["blades"].color).turned(k + 25)
        arm.append(blade.moved(0, -reach, end + 0.075))
    arm.append(sphere(0.025, _DARK, 8).moved(0, -reach, end + 0.09))
    if v["guards"]:
        arm.append(
            hoop(size * 1.06, 0.025, 0.035, darker(v["arms"].color, 0.85), 18).moved(0, -reach, end + 0.05)
        )
        arm.append(
            beam((0, -reach + size, end + 0.065), (0, -reach + size * 1.1, end), 0.03, v["arms"].color)
        )
        arm.append(beam((-size, -reach, end + 0.065), (size, -reach, end + 0.04), 0.026, v["arms"].color))
    for part in arm:
        yield from ring(part, count, start)
    yield from _feet(v["feet"])
    if v["camera"]:
        yield box(0.04, 0.04, 0.06, _DARK).moved(0, -radius * 0.6, _AXIS - 0.05)
        yield sphere(0.055, _DARK, 12).moved(0, -radius * 0.6, _AXIS - 0.07)
        yield (
            cylinder(0.03, 0.04, (150, 200, 222), 10)
            .turned(90, "x")
            .moved(0, -radius * 0.6 - 0.03, _AXIS - 0.07)
        )


def _feet(kind: str) -> Iterator[Part]:
    if kind == "skids":
        yield from both(box(0.03, 0.36, 0.03, _DARK).moved(0.13, 0))
        for y in (-0.09, 0.09):
            yield from both(beam((0.07, y, _AXIS + 0.02), (0.13, y, 0.015), 0.028, _DARK))
        return
    leg = beam((0, -0.09, _AXIS + 0.02), (0, -0.15, 0.02), 0.03, _DARK)
    yield from ring(leg, 4, 0)
    yield from ring(sphere(0.025, _DARK, 8).moved(0, -0.15, 0.025), 4, 0)


FAMILY = Family(
    "drone",
    "aircraft",
    (
        Color("body", of="body"),
        Choice("shape", ("round", "square"), of="body"),
        Count("rotors", "rotors", 3, 6),
        Color("blades", of="rotors"),
        Color("arms", of="arms"),
        Choice("feet", ("skids", "legs"), say="with landing {}"),
        Proportion("reach", 0.3, 0.46, ("short", "long"), of="arms"),
        Flag("guards", "with round guards"),
        Flag("camera", "with a camera below"),
    ),
    _build,
    aliases=("quadcopter",),
)
