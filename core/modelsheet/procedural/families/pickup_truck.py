"""Pickup trucks: a cab before an open bed, empty or loaded."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, WOOD, axles, cabin, lying, profile, wheel_arches
from ..shape import RGB, Part, both, box, cylinder

_WIDTH, _HALF = 1.85, 2.3  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, radius = v["body"].color, v["wheel_size"]
    low = radius * 0.85
    top = low + 0.62
    nose = [(-_HALF, low), (0.55, low), (0.55, top), (-_HALF * 0.95, top), (-_HALF, top - 0.1)]
    yield profile(nose, _WIDTH, paint)
    yield from cabin((1.7, -1.0, 0.5), (1.5, -0.6, 0.4), (top - 0.03, top + 0.6), paint, v["roof"].color)
    bed = _HALF - 0.5
    yield box(_WIDTH, bed + 0.1, 0.22, v["bed"].color).moved(0, 0.5 + bed / 2, low)
    yield from both(box(0.14, bed, 0.6, v["bed"].color).moved(_WIDTH / 2 - 0.07, 0.5 + bed / 2, low + 0.05))
    yield box(_WIDTH, 0.14, 0.6, v["bed"].color).moved(0, _HALF - 0.07, low + 0.05)
    yield box(_WIDTH * 0.94, bed - 0.2, 0.06, _DARK).moved(0, 0.5 + bed / 2, low + 0.2)
    ends = (-_HALF * 0.6, _HALF * 0.6)
    yield from wheel_arches(_WIDTH + 0.03, ends, radius)
    yield from axles(_WIDTH + 0.16, ends, radius, 0.32, v["hubs"].color)
    yield from both(box(0.34, 0.12, 0.2, LAMP).moved(_WIDTH * 0.36, -_HALF, top - 0.34))
    yield box(_WIDTH * 0.46, 0.12, 0.26, _DARK).moved(0, -_HALF, top - 0.38)
    yield from both(box(0.16, 0.12, 0.26, TAIL_LAMP).moved(_WIDTH * 0.42, _HALF, top - 0.4))
    yield from both(box(_WIDTH * 1.02, 0.2, 0.18, STEEL).moved(0, _HALF, low - 0.04), "y")
    if v["stripe"]:
        yield box(_WIDTH + 0.05, 2.8, 0.14, PALETTE[v["stripe"]]).moved(0, -0.86, top - 0.32)
    yield from (part.moved(0, 0.5 + bed / 2, low + 0.22) for part in _load(v["load"], bed))
    if v["lights"]:
        yield box(1.3, 0.14, 0.1, _DARK).moved(0, -0.4, top + 0.66)
        yield from (
            lying(cylinder(0.11, 0.14, LAMP, 10), "y").moved(x, -0.44, top + 0.8)
            for x in (-0.48, -0.16, 0.16, 0.48)
        )


def _load(kind: str, bed: float) -> Iterator[Part]:
    """What stands on a bed of that length, about the middle."""
    if kind == "logs":
        for x, z in ((-0.5, 0.2), (0.0, 0.2), (0.5, 0.2), (-0.25, 0.55), (0.25, 0.55)):
            log = lying(cylinder(0.24, bed * 0.86, (122, 84, 56), 10), "y")
            core = lying(cylinder(0.17, bed * 0.9, (214, 178, 128), 10), "y")
            yield from (part.moved(x, 0, z) for part in (log, core))
    elif kind == "crates":
        for x, y, z, size in (
            (-0.4, -0.35, 0, 0.7),
            (0.42, -0.3, 0, 0.65),
            (-0.35, 0.42, 0, 0.68),
            (0.4, 0.4, 0, 0.55),
            (0, 0, 0.6, 0.5),
        ):
            yield box(size, size, size, WOOD).moved(x, y, z)
            yield box(size * 1.06, size * 1.06, size * 0.16, darker(WOOD, 0.7)).moved(x, y, z + size * 0.42)
    elif kind == "hay":
        yield box(1.3, bed * 0.8, 0.75, (218, 186, 104))
        yield box(1.0, bed * 0.55, 0.3, (226, 196, 116)).moved(z=0.7)


FAMILY = Family(
    "pickup truck",
    "truck_bus",
    (
        Color("body"),
        Color("roof", of="roof"),
        Color("bed", of="bed"),
        Choice("load", ("", "logs", "crates", "hay"), say="loaded with {}"),
        Choice("stripe", ("", "", "white", "black", "red", "yellow", "blue"), say="with a {} stripe"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("wheel_size", 0.38, 0.6, ("small", "big"), of="wheels"),
        Flag("lights", "with lights on the roof"),
    ),
    _build,
    aliases=("pickup",),
)
