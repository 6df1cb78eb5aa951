"""Tractors: big rear wheels, a long hood with an exhaust, a cab or an open seat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import LAMP, STEEL, axles, cabin, lying, profile
from ..shape import RGB, Part, arc, beam, both, box, cylinder

_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, big = v["body"].color, v["wheel_size"]
    small, rear, front = big * 0.62, 0.75, -1.05
    low = big * 0.75
    yield box(0.5, 2.4, 0.4, _DARK).moved(0, -0.15, low - 0.15)
    hood = [(-1.5, low), (0.2, low), (0.2, low + 0.85), (-1.35, low + 0.72), (-1.5, low + 0.6)]
    yield profile(hood, 0.78, paint)
    yield box(0.6, 0.1, 0.46, _DARK).moved(0, -1.5, low + 0.08)
    yield from both(lying(cylinder(0.12, 0.12, LAMP, 10), "y").moved(0.22, -1.53, low + 0.42))
    for z in (0.2, 0.38, 0.56):
        yield box(0.84, 0.7, 0.08, _DARK).moved(0, -0.8, low + z)
    for x in (0.0,) if v["pipes"] == 1 else (-0.22, 0.22):
        yield cylinder(0.075, 0.9, STEEL, 8).moved(x, -0.8, low + 0.75)
    yield box(1.0, 1.1, 0.5, paint).moved(0, rear, low - 0.1)
    yield from axles(1.72, (front,), small, 0.3, v["hubs"].color)
    yield from (part.moved(z=0.06) for part in axles(2.05, (rear,), big - 0.06, 0.48, v["hubs"].color))
    yield box(1.4, 0.16, 0.16, _DARK).moved(0, front, small - 0.08)
    yield box(0.4, 0.3, low - small + 0.1, _DARK).moved(0, front, small)
    lug = box(0.44, 0.14, 0.12, (46, 46, 50)).moved(0, 0, big - 0.12)
    for i in range(12):
        yield from both(lug.turned(30 * i, "x").moved(1.025 - 0.24, rear, big))
    fender = np.concatenate([arc(big + 0.14, 15, 150, 8), arc(big + 0.04, 15, 150, 8)[::-1]])
    yield from both(profile(fender, 0.52, paint).moved(0.77, rear, big))
    if v["cab"]:
        yield from cabin((1.1, 0.12, 1.3), (1.0, 0.3, 1.2), (low + 0.35, low + 1.45), paint, v["roof"].color)
    else:
        yield box(0.5, 0.46, 0.14, _DARK).moved(0, rear + 0.1, low + 0.4)
        yield box(0.5, 0.13, 0.5, _DARK).moved(0, rear + 0.32, low + 0.45)
        yield beam((0, 0.1, low + 0.7), (0, 0.36, low + 1.02), 0.07, STEEL)
        yield cylinder(0.24, 0.07, _DARK, 12).turned(-40, "x").moved(0, 0.36, low + 1.0)
        yield from both(beam((0.42, 1.2, low + 0.3), (0.42, 1.2, low + 1.5), 0.09, _DARK))
        yield box(1.05, 1.25, 0.09, v["roof"].color).moved(0, 0.72, low + 1.45)
        yield from both(beam((0.4, 0.16, low + 0.7), (0.42, 0.16, low + 1.5), 0.09, _DARK))
    if v["loader"]:
        yield from _loader(v["hubs"].color, low, front)


def _loader(color: RGB, low: float, front: float) -> Iterator[Part]:
    """Arms along the hood with a bucket before it."""
    yield from both(beam((0.48, 0.1, low + 0.6), (0.48, front - 0.95, low + 0.25), 0.13, color))
    yield from both(beam((0.48, front - 0.9, low + 0.28), (0.48, front - 1.05, 0.3), 0.13, color))
    bucket = [(-0.62, 0.0), (0, 0), (0.06, 0.52), (-0.06, 0.52), (-0.1, 0.1), (-0.62, 0.08)]
    yield profile(bucket, 1.7, darker(color, 0.9)).moved(0, front - 1.08, 0.02)
    side = [(-0.6, 0.0), (0, 0), (0.05, 0.5)]
    yield from both(profile(side, 0.1, color).moved(0.84, front - 1.08, 0.02))


FAMILY = Family(
    "tractor",
    "truck_bus",
    (
        Color("body"),
        Color("hubs", of="hubcaps"),
        Color("roof", of="roof"),
        Count("pipes", "exhaust pipes", 1, 2),
        Proportion("wheel_size", 0.66, 0.9, ("small", "big"), of="rear wheels"),
        Flag("cab", "with a closed cab"),
        Flag("loader", "with a front loader"),
    ),
    _build,
)
