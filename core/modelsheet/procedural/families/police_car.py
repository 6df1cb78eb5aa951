"""Police cars: a car in two colours with a bar of lights on the roof."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import Choice, Color, Family, Flag, Proportion, Values
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin, profile, wheel_arches
from ..shape import RGB, Part, both, box, upright

_WIDTH, _WHEEL, _LOW = 1.8, 0.38, 0.27  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint, high = v["length"] / 2, v["body"].color, 0.92
    wagon = v["shape"] == "hatchback"
    line = [(-a, _LOW), (a, _LOW), (a, high), (-a * 0.96, high - 0.02), (-a, high - 0.12)]
    yield profile(line, _WIDTH, paint)
    low, up = (
        (1.66, -a * 0.42, a * (0.94 if wagon else 0.62)),
        (1.48, -a * 0.2, a * (0.86 if wagon else 0.42)),
    )
    top = high + v["roof_height"]
    yield from cabin(low, up, (high - 0.03, top), paint, v["roof"].color)
    doors = [
        (low[1] + 0.1, _LOW + 0.1),
        (low[2] * 0.72, _LOW + 0.1),
        (low[2] * 0.72, high - 0.06),
        (low[1] + 0.1, high - 0.06),
    ]
    yield profile(doors, _WIDTH + 0.05, v["doors"].color)
    middle = (low[1] + low[2] * 0.72) / 2 + 0.03
    badge = upright(emblem(v["badge"], 0.46), 0.05, (240, 200, 64))
    yield from both(badge.turned(90).moved(_WIDTH / 2 + 0.035, middle, (high + _LOW) / 2))
    yield box(_WIDTH + 0.09, 0.16, 0.06, _DARK).moved(0, middle + 0.42, high - 0.16)
    ends = (-a * 0.64, a * 0.64)
    yield from wheel_arches(_WIDTH + 0.06, ends, _WHEEL)
    yield from axles(_WIDTH + 0.14, ends, _WHEEL, 0.28, v["hubs"].color)
    yield from both(box(0.32, 0.1, 0.18, LAMP).moved(_WIDTH * 0.35, -a, high - 0.32))
    yield box(_WIDTH * 0.44, 0.1, 0.18, _DARK).moved(0, -a, high - 0.32)
    yield from both(box(0.34, 0.1, 0.16, TAIL_LAMP).moved(_WIDTH * 0.35, a, high - 0.26))
    yield from both(box(_WIDTH * 1.02, 0.18, 0.18, STEEL).moved(0, a, _LOW), "y")
    y, z = (up[1] + up[2]) / 2 - 0.1, high + v["roof_height"] * 1.16 - 0.02
    yield box(1.1, 0.26, 0.09, _DARK).moved(0, y, z)
    yield box(0.46, 0.26, 0.18, (204, 48, 44)).moved(-0.32, y, z + 0.07)
    yield box(0.46, 0.26, 0.18, (60, 104, 210)).moved(0.32, y, z + 0.07)
    if v["bar"]:
        yield from both(box(0.13, 0.14, 0.55, _DARK).moved(0.4, -a - 0.1, _LOW + 0.05))
        yield box(1.1, 0.14, 0.13, _DARK).moved(0, -a - 0.1, _LOW + 0.42)


FAMILY = Family(
    "police car",
    "car",
    (
        Choice("shape", ("sedan", "hatchback")),
        Color(
            "body",
            words=("white", "black", "blue", "navy", "silver", "green", "yellow", "gray", "red", "purple"),
        ),
        Color(
            "doors", of="doors", words=("white", "black", "blue", "navy", "yellow", "green", "red", "silver")
        ),
        Color("roof", of="roof"),
        Choice("badge", ("star-shaped", "round", "diamond-shaped"), say="with a {} badge"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 3.6, 4.4, ("short", "long")),
        Proportion("roof_height", 0.5, 0.68, ("low", "high"), of="roof"),
        Flag("bar", "with a push bar in front"),
    ),
    _build,
    aliases=("cop car",),
)
