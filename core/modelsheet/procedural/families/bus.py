"""Buses: one or two decks of windows on a long body."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, HUB_COLORS, LAMP, TAIL_LAMP, axles, lying, profile, wheel_arches
from ..shape import RGB, Part, both, box, cylinder

_WIDTH, _WHEEL, _FLOOR = 2.3, 0.5, 0.45  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    a, paint = v["length"] / 2, v["body"].color
    decks = 2 if v["decks"] == "double-decker" else 1
    high = _FLOOR + 2.1 + 1.75 * (decks - 1)
    slope = 0.5 if v["nose"] == "sloping" else 0.0
    line = [(-a, _FLOOR), (a, _FLOOR), (a, high), (-a + slope, high), (-a, _FLOOR + 1.0)]
    yield profile(line, _WIDTH, paint)
    yield box(_WIDTH * 0.94, 2 * a - slope - 0.2, 0.2, v["roof"].color).moved(0, slope / 2, high - 0.02)
    for deck in range(decks):
        z = _FLOOR + 1.0 + 1.75 * deck
        yield from _windows(v["windows"], a, z, slope)
        yield box(_WIDTH * 0.8, 0.12, 0.8, GLASS).moved(0, a, z)
    lean = slope / (high - _FLOOR - 1.0)
    shield = [(0, 0), (0.2, 0), (0.2 + 0.85 * lean, 0.85), (0.85 * lean, 0.85)]
    for deck in range(decks):
        z = 1.75 * deck
        yield profile(shield, _WIDTH * 0.86, GLASS).moved(0, -a - 0.06 + lean * z, _FLOOR + 1.02 + z)
    door = [
        box(0.12, 0.95, 1.75, _DARK),
        *(box(0.17, 0.36, 1.5, GLASS).moved(0, y, 0.12) for y in (-0.22, 0.22)),
    ]
    yield from (part.moved(_WIDTH / 2, -a + slope + 0.7, _FLOOR) for part in door)
    if v["stripe"]:
        yield box(_WIDTH + 0.06, 2 * a - 0.1, 0.22, PALETTE[v["stripe"]]).moved(0, 0.05, _FLOOR + 0.55)
    yield from wheel_arches(_WIDTH + 0.08, (-a * 0.5, a * 0.58), _WHEEL)
    yield from axles(_WIDTH + 0.12, (-a * 0.5, a * 0.58), _WHEEL, 0.4, v["hubs"].color)
    yield from both(lying(cylinder(0.17, 0.14, LAMP, 12), "y").moved(_WIDTH * 0.35, -a, _FLOOR + 0.4))
    yield from both(box(0.24, 0.12, 0.3, TAIL_LAMP).moved(_WIDTH * 0.4, a, _FLOOR + 0.3))
    yield from both(box(_WIDTH * 1.02, 0.16, 0.2, darker(paint, 0.6)).moved(0, a, _FLOOR - 0.04), "y")
    if v["sign"]:
        yield box(1.3, 0.2, 0.34, _DARK).moved(0, -a + slope + 0.04, high - 0.02)
        yield box(1.1, 0.26, 0.22, LAMP).moved(0, -a + slope + 0.04, high + 0.04)


def _windows(count: int, a: float, z: float, slope: float) -> Iterator[Part]:
    """A row of side windows, their lower edges at z."""
    front, back = -a + slope + 1.35, a - 0.25
    step = (back - front) / count
    for i in range(count):
        y = front + step * (i + 0.5)
        yield box(_WIDTH + 0.08, step * 0.8, 0.78, GLASS).moved(0, y, z)


FAMILY = Family(
    "bus",
    "truck_bus",
    (
        Choice("decks", ("single-decker", "double-decker")),
        Color("body"),
        Color("roof", of="roof"),
        Count("windows", "windows in each row", 3, 6),
        Choice("stripe", ("", "white", "black", "red", "yellow", "blue", "green"), say="with a {} stripe"),
        Choice("nose", ("upright", "sloping"), of="front"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 6.0, 9.5, ("short", "long")),
        Flag("sign", "with a sign above the windscreen"),
    ),
    _build,
)
