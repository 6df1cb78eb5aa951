"""Vans: one tall body with a short sloping nose, for goods or for camping."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, lying, profile, wheel_arches
from ..shape import RGB, Part, both, box, cylinder

_WIDTH, _WHEEL, _LOW = 1.9, 0.38, 0.32  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, high, paint = v["length"] / 2, v["height"], v["body"].color
    belt = _LOW + 0.85
    nose = 0.5 if v["nose"] == "short" else 0.95
    slope = 0.45
    line = [(-a, _LOW), (a, _LOW), (a, high), (-a + nose + slope, high), (-a + nose, belt), (-a, belt - 0.18)]
    yield profile(line, _WIDTH, paint)
    yield box(_WIDTH * 0.94, 2 * a - nose - slope - 0.1, 0.14, v["roof"].color).moved(
        0, (nose + slope) / 2, high - 0.01
    )
    tall = high - belt - 0.22
    lean = slope / (high - belt)
    shield = [(0, 0), (0.16, 0), (0.16 + tall * lean, tall), (tall * lean, tall)]
    yield profile(shield, _WIDTH * 0.86, GLASS).moved(0, -a + nose - 0.04, belt + 0.08)
    yield box(_WIDTH * 0.8, 0.1, tall, GLASS).moved(0, a, belt + 0.05)
    side = [(0.14, 0), (0.95, 0), (0.95, tall), (0.16 + tall * lean, tall)]
    yield profile(side, _WIDTH + 0.06, GLASS).moved(0, -a + nose, belt + 0.05)
    start = -a + nose + 1.1
    step = (a - 0.15 - start) / 3
    for i in range(v["windows"]):
        yield box(_WIDTH + 0.06, step * 0.82, tall, GLASS).moved(0, start + step * (i + 0.5), belt + 0.05)
    if v["stripe"]:
        yield box(_WIDTH + 0.05, 2 * a - 0.1, 0.18, PALETTE[v["stripe"]]).moved(0, 0.05, belt - 0.4)
    yield from wheel_arches(_WIDTH + 0.07, (-a * 0.58, a * 0.6), _WHEEL)
    yield from axles(_WIDTH + 0.12, (-a * 0.58, a * 0.6), _WHEEL, 0.28, v["hubs"].color)
    yield from both(lying(cylinder(0.15, 0.12, LAMP, 12), "y").moved(_WIDTH * 0.35, -a, belt - 0.42))
    yield box(_WIDTH * 0.36, 0.1, 0.16, _DARK).moved(0, -a, belt - 0.5)
    yield from both(box(0.16, 0.1, 0.34, TAIL_LAMP).moved(_WIDTH * 0.42, a, belt - 0.5))
    yield from both(box(_WIDTH * 1.02, 0.16, 0.16, STEEL).moved(0, a, _LOW - 0.02), "y")
    if v["rack"]:
        middle = (nose + slope) / 2
        yield from both(box(0.08, a * 1.2, 0.2, _DARK).moved(_WIDTH * 0.36, middle, high + 0.08))
        board = box(0.5, a * 1.5, 0.12, (236, 150, 60)).moved(0, middle, high + 0.22)
        yield from (
            box(_WIDTH * 0.8, 0.1, 0.12, _DARK).moved(0, middle + y, high + 0.12) for y in (-0.5, 0.5)
        )
        yield board
        yield box(0.14, a * 1.52, 0.14, darker((236, 236, 232), 0.95)).moved(0, middle, high + 0.22)


FAMILY = Family(
    "van",
    "truck_bus",
    (
        Color("body"),
        Color("roof", of="roof"),
        Count("windows", "rear side windows", 0, 3),
        Choice("nose", ("short", "long"), of="nose"),
        Choice("stripe", ("", "white", "black", "red", "yellow", "blue", "green"), say="with a {} stripe"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 4.0, 5.4, ("short", "long")),
        Proportion("height", 1.8, 2.5, ("low", "tall")),
        Flag("rack", "with a surfboard on the roof"),
    ),
    _build,
    aliases=("minivan", "minibus"),
)
