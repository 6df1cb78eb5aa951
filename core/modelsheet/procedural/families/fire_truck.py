"""Fire trucks: a crew cab, a body with shutters and hoses, a ladder and warning lights."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin, wheel_arches
from ..shape import RGB, Part, both, box, cylinder, torus

_WIDTH, _WHEEL, _LOW = 2.2, 0.5, 0.5  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint = v["length"] / 2, v["body"].color
    back = -a + 2.1
    yield box(_WIDTH, 2.1, 0.95, paint).moved(0, -a + 1.05, _LOW)
    yield from cabin(
        (_WIDTH, -a, back), (_WIDTH * 0.96, -a + 0.15, back), (1.42, 2.35), paint, v["roof"].color
    )
    yield box(_WIDTH, a - back + 0.05, 1.75, paint).moved(0, (a + back) / 2, _LOW)
    yield box(_WIDTH * 1.03, 2 * a - 0.1, 0.2, v["stripe"].color).moved(0, 0.05, _LOW + 0.5)
    step = (a - back - 0.2) / v["shutters"]
    shutter = [box(_WIDTH + 0.06, step * 0.82, 0.72, STEEL).moved(z=1.38)]
    shutter += [box(_WIDTH + 0.1, step * 0.82, 0.08, darker(STEEL, 0.7)).moved(z=z) for z in (1.58, 1.78)]
    for i in range(v["shutters"]):
        yield from (part.moved(0, back + 0.1 + step * (i + 0.5)) for part in shutter)
    ends = (-a + 1.05, a - 1.1)
    yield from wheel_arches(_WIDTH + 0.1, ends, _WHEEL)
    yield from axles(_WIDTH + 0.16, ends, _WHEEL, 0.36, v["hubs"].color)
    yield box(_WIDTH * 1.04, 0.26, 0.3, STEEL).moved(0, -a, 0.4)
    yield from both(box(0.36, 0.12, 0.22, LAMP).moved(_WIDTH * 0.34, -a, 0.95))
    yield box(_WIDTH * 0.4, 0.12, 0.36, _DARK).moved(0, -a, 0.85)
    yield from both(box(0.2, 0.12, 0.4, TAIL_LAMP).moved(_WIDTH * 0.4, a, 0.9))
    yield from both(box(0.5, 0.34, 0.24, (66, 120, 220)).moved(0.62, -a + 0.7, 2.48))
    yield box(0.8, 0.3, 0.18, STEEL).moved(0, -a + 0.7, 2.48)
    yield from (part.moved(0, 0, 2.3) for part in _ladder(v, back, a))
    if v["hose"]:
        reel = torus(0.32, 0.13, (240, 200, 64), 16, 8).turned(90, "x")
        yield reel.moved(0, a + 0.04, 1.3)
        yield cylinder(0.2, 0.16, STEEL, 12).turned(90, "x").moved(0, a + 0.12, 1.3)


def _ladder(v: Values, back: float, a: float) -> Iterator[Part]:
    """The ladder on its turntable, on the ground."""
    long = a - back + 1.0
    color = v["ladder"].color
    yield cylinder(0.55, 0.3, _DARK, 14).moved(0, a - 0.8, -0.08)
    lean = 13 if v["raised"] else 0
    parts = both(box(0.12, long, 0.24, color).moved(0.38))
    rung = box(0.8, 0.12, 0.1, color).moved(z=0.07)
    parts += [rung.moved(0, (i / 8 - 0.5) * long * 0.95) for i in range(9)]
    for part in parts:
        yield part.moved(0, -long / 2 + 0.2, 0).turned(-lean, "x").moved(0, a - 0.3, 0.2)


FAMILY = Family(
    "fire truck",
    "truck_bus",
    (
        Color(
            "body",
            words=("red", "red", "red", "maroon", "yellow", "orange", "white", "green", "blue", "navy"),
        ),
        Color("roof", of="roof"),
        Color("stripe", of="stripe", words=("white", "yellow", "silver", "cream", "black", "blue")),
        Color("ladder", of="ladder", words=("white", "silver", "gray", "yellow", "black")),
        Count("shutters", "shutters", 2, 4),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 5.6, 7.6, ("short", "long")),
        Flag("raised", "with a raised ladder"),
        Flag("hose", "with a hose reel at the back"),
    ),
    _build,
    aliases=("fire engine",),
)
