"""Ambulances: a cab before a tall box body with crosses and blue lights."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin, profile, wheel_arches
from ..shape import RGB, Part, both, box, upright

_WIDTH, _WHEEL, _LOW = 2.0, 0.42, 0.36  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint, high = v["length"] / 2, v["body"].color, v["height"]
    nose = 0.85 if v["nose"] == "long" else 0.35
    box_front = -a + nose + 1.3
    hood = [(-a, _LOW), (box_front, _LOW), (box_front, 1.25), (-a + nose, 1.25), (-a, 1.0)]
    yield profile(hood, _WIDTH * 0.96, paint)
    yield from cabin(
        (1.85, -a + nose - 0.1, box_front), (1.7, -a + nose + 0.35, box_front), (1.22, 2.0), paint, paint
    )
    yield box(_WIDTH, a - box_front, high - _LOW, paint).moved(0, (a + box_front) / 2, _LOW)
    yield box(_WIDTH * 0.96, a - box_front - 0.1, 0.12, v["roof"].color).moved(
        0, (a + box_front) / 2, high - 0.01
    )
    stripe, middle = v["stripe"].color, (a + box_front) / 2
    yield box(_WIDTH * 1.03, a - box_front + 0.02, 0.26, stripe).moved(0, middle, 0.86)
    yield box(_WIDTH * 0.99, box_front + a - 0.2, 0.2, stripe).moved(0, (box_front - a) / 2, 0.86)
    cross = upright(emblem("cross-shaped", 0.74), 0.06, v["cross"].color)
    yield from both(cross.turned(90).moved(_WIDTH / 2 + 0.02, middle, (high + 1.15) / 2))
    yield cross.moved(0, a + 0.02, (high + 1.2) / 2)
    for y in (a - 0.4, box_front + 0.4)[: v["windows"]]:
        yield box(_WIDTH + 0.06, 0.44, 0.42, GLASS).moved(0, y, high - 0.7)
    ends = (-a + nose * 0.5 + 0.45, a - 0.85)
    yield from wheel_arches(_WIDTH + 0.06, ends, _WHEEL)
    yield from axles(_WIDTH + 0.12, ends, _WHEEL, 0.3, v["hubs"].color)
    yield box(_WIDTH * 1.0, 0.2, 0.22, STEEL).moved(0, -a, _LOW)
    yield box(_WIDTH * 0.4, 0.1, 0.22, _DARK).moved(0, -a, 0.66)
    yield from both(box(0.32, 0.12, 0.2, LAMP).moved(_WIDTH * 0.34, -a, 0.7))
    yield from both(box(0.16, 0.1, 0.4, TAIL_LAMP).moved(_WIDTH * 0.42, a, 0.6))
    yield from both(box(0.5, 0.3, 0.22, v["lights"].color).moved(0.55, box_front + 0.3, high + 0.08))
    yield box(0.62, 0.26, 0.16, darker(STEEL, 0.8)).moved(0, box_front + 0.3, high + 0.08)
    if v["rear_light"]:
        yield box(0.5, 0.3, 0.22, v["lights"].color).moved(0, a - 0.3, high + 0.08)


FAMILY = Family(
    "ambulance",
    "truck_bus",
    (
        Color(
            "body",
            words=("white", "white", "white", "cream", "yellow", "silver", "blue", "green", "pink", "orange"),
        ),
        Color("roof", of="roof"),
        Color("stripe", of="stripe", words=("red", "orange", "blue", "green", "yellow", "teal", "black")),
        Color("cross", of="cross", words=("red", "red", "blue", "green", "teal")),
        Color("lights", of="lights", words=("blue", "blue", "red", "orange")),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Choice("nose", ("short", "long"), of="nose"),
        Count("windows", "rear side windows", 0, 2),
        Proportion("length", 4.4, 5.6, ("short", "long")),
        Proportion("height", 2.1, 2.7, ("low", "tall")),
        Flag("rear_light", "with a third light at the back"),
    ),
    _build,
)
