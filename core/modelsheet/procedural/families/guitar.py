"""Guitars, acoustic and electric, standing upright with the strings to the front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, both, box, cylinder, polygon, upright

# half widths of the body at even steps from bottom to top
ACOUSTIC = (0.06, 0.17, 0.2, 0.195, 0.16, 0.13, 0.125, 0.14, 0.145, 0.12, 0.05)
ELECTRIC = (0.05, 0.14, 0.165, 0.16, 0.13, 0.105, 0.105, 0.125, 0.14, 0.15, 0.12)
HIGH = 0.48  # metres: the body


def _build(v: Values) -> Iterator[Part]:
    base = 0.055 if v["stand"] else 0.0
    for part in _guitar(v):
        yield part.moved(z=base)
    if v["stand"]:
        metal = (70, 72, 78)
        yield from both(beam((0.045, -0.1, 0.05), (0.15, -0.06, 0.012), 0.025, metal, 6))
        yield from both(beam((0.045, -0.11, 0.05), (0.045, 0.12, 0.05), 0.025, metal, 6))
        yield beam((-0.12, 0.1, 0.05), (0.12, 0.1, 0.05), 0.025, metal, 6)
        yield from both(beam((0.09, 0.1, 0.05), (0.14, 0.16, 0.012), 0.025, metal, 6))
        yield beam((0, 0.08, 0.05), (0, 0.04, base + HIGH * 0.8), 0.025, metal, 6)


def _guitar(v: Values) -> Iterator[Part]:
    electric = v["kind"] == "electric"
    depth = 0.05 if electric else 0.1
    half = np.array(ELECTRIC if electric else ACOUSTIC)
    z = np.linspace(0, HIGH, len(half))
    right = np.stack([half, z], 1)
    outline = np.concatenate([right, right[::-1] * (-1, 1)])
    yield upright(outline, depth, v["body"].color)
    front = -depth / 2
    if not electric:
        yield upright(
            (outline - (0, HIGH / 2)) * 0.94 + (0, HIGH / 2), depth + 0.012, darker(v["body"].color, 1.2)
        )
        yield upright(polygon(20, 0.055) + (0, HIGH * 0.6), 0.03, (48, 36, 30)).moved(y=front)
    guard = [(0.02, 0.14), (0.115, 0.17), (0.1, 0.28), (0.06, 0.34), (0.02, 0.3)]
    yield upright(np.array(guard), 0.026, v["guard"].color).moved(y=front)
    yield box(0.13, 0.03, 0.03, darker(v["neck"].color, 0.6)).moved(0, front - 0.004, HIGH * 0.24)
    for i in range(2 if electric else 0):
        yield box(0.1, 0.03, 0.03, (40, 40, 44)).moved(0, front - 0.003, HIGH * (0.4 + 0.2 * i))
    for i in range(v["knobs"]):
        knob = cylinder(0.019, 0.035, v["knob"].color, 12).turned(90, "x")
        yield knob.moved(-0.075 + 0.012 * i, front + 0.01, 0.06 + 0.055 * i)
    low, long = HIGH * 0.62 if electric else HIGH * 0.72, v["length"]
    yield box(0.058, 0.035, long, v["neck"].color).moved(0, front - 0.004, low)
    strings = box(0.017, 0.012, low + long - HIGH * 0.24, (222, 220, 210))
    yield strings.moved(0, front - 0.017, HIGH * 0.24)
    head = [(-0.03, 0), (0.03, 0), (0.05, 0.05), (0.042, 0.16), (-0.042, 0.16), (-0.05, 0.05)]
    yield upright(np.array(head), 0.032, v["head"].color).moved(0, front - 0.004, low + long - 0.01)
    for i in range(3):
        yield from both(
            box(0.04, 0.022, 0.022, (206, 204, 196)).moved(
                0.058, front - 0.004, low + long + 0.035 + 0.042 * i
            )
        )


FAMILY = Family(
    "guitar",
    "instrument",
    (
        Choice("kind", ("acoustic", "electric")),
        Finish("body", ("wooden",)),
        Finish("neck", ("wooden",), of="neck"),
        Color("head", of="headstock"),
        Color("guard", of="pickguard"),
        Count("knobs", "knobs", 0, 3),
        Color("knob", of="knobs"),
        Proportion("length", 0.4, 0.62, ("short", "long"), of="neck"),
        Flag("stand", "on a stand"),
    ),
    _build,
)
