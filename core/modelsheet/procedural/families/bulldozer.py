"""Bulldozers: a body on tracks with a wide blade in front, sometimes a ripper behind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import LAMP, STEEL, cabin, lying, profile
from ..shape import RGB, Part, beam, both, box, cylinder, rounded

_DARK: RGB = (56, 56, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, a = v["body"].color, v["length"] / 2
    side, high = 0.86, 1.0
    yield box(1.2, 2 * a - 0.3, 0.5, darker(paint, 0.8)).moved(z=0.45)
    yield from both(profile(rounded(2 * a, high, 0.46, 5), 0.5, _DARK).moved(side, 0, high / 2))
    count = v["axles"]
    span = 2 * a - 1.0
    for i in range(count):
        y = (i - (count - 1) / 2) * span / (count - 1)
        size = min(0.36, span / (count - 1) * 0.46)
        for part in (cylinder(size, 0.6, v["wheels"].color, 14), cylinder(size * 0.4, 0.68, STEEL, 8)):
            yield from both(lying(part).moved(side, y, high / 2))
    hood = [(-a * 0.95, 0.9), (0.1, 0.9), (0.1, 1.75), (-a * 0.85, 1.6), (-a * 0.95, 1.5)]
    yield profile(hood, 1.1, paint)
    yield box(0.8, 0.1, 0.5, _DARK).moved(0, -a * 0.95, 0.98)
    yield from both(box(0.24, 0.14, 0.18, LAMP).moved(0.4, -a * 0.95, 1.48))
    yield cylinder(0.09, 0.8, STEEL, 8).moved(0.25, -a * 0.55, 1.6)
    yield box(1.3, a * 0.95, 0.7, paint).moved(0, a * 0.5, 0.9)
    y = (0.05, a * 0.9)
    if v["cab"] == "closed":
        yield from cabin((1.25, *y), (1.15, y[0] + 0.1, y[1] - 0.05), (1.58, 2.45), paint, v["roof"].color)
    else:
        for x in (-0.56, 0.56):
            yield from (box(0.12, 0.12, 1.2, _DARK).moved(x, k, 1.4) for k in (0.15, a * 0.85))
        yield box(1.4, a * 0.98, 0.13, v["roof"].color).moved(0, a * 0.48, 2.55)
        yield box(0.55, 0.5, 0.2, _DARK).moved(0, a * 0.55, 1.55)
        yield box(0.55, 0.14, 0.6, _DARK).moved(0, a * 0.74, 1.55)
    yield from _blade(v["blade"].color, v["blade_width"], a)
    if v["ripper"]:
        yield box(1.2, 0.3, 0.24, darker(paint, 0.7)).moved(0, a + 0.2, 0.62)
        yield from both(beam((0.3, a - 0.25, 0.7), (0.3, a + 0.25, 0.74), 0.16, darker(paint, 0.7)))
        for x in (-0.42, 0, 0.42):
            tooth = [(0, 0.75), (0.14, 0.75), (0.1, 0.3), (-0.1, 0.06), (-0.04, 0.3)]
            yield profile(tooth[::-1], 0.14, STEEL).moved(x, a + 0.15, 0)
    if v["beacon"]:
        yield cylinder(0.13, 0.24, (240, 140, 40), 10).moved(0, a * 0.45, 2.55)


def _blade(color: RGB, width: float, a: float) -> Iterator[Part]:
    """A blade, hollow to the front, on two arms."""
    angle = np.deg2rad(np.linspace(-48, 48, 7))
    face = np.stack([np.cos(angle) * 0.9, np.sin(angle) * 0.72], 1)
    outline = np.concatenate([face - (1.4, 0), face[::-1] - (1.6, 0)])
    yield profile(outline, width, color).moved(0, -a + 0.05, 0.56)
    yield box(width, 0.16, 0.14, STEEL).moved(0, -a - 0.86, 0)
    yield from both(beam((1.0, -a * 0.1, 0.5), (1.0, -a - 0.55, 0.42), 0.16, darker(color, 0.75)))
    yield from both(beam((0.4, -a * 0.8, 1.1), (0.4, -a - 0.5, 0.75), 0.13, STEEL))


FAMILY = Family(
    "bulldozer",
    "siege_tank",
    (
        Color("body"),
        Color("blade", of="blade"),
        Proportion("blade_width", 2.3, 3.4, ("narrow", "wide"), of="blade"),
        Choice("cab", ("closed", "open"), of="cab"),
        Color("roof", of="roof"),
        Count("axles", "axles", 3, 5),
        Color("wheels", of="wheels"),
        Proportion("length", 2.5, 3.4, ("short", "long")),
        Flag("ripper", "with a ripper behind"),
        Flag("beacon", "with an orange light on the roof"),
    ),
    _build,
    aliases=("dozer",),
)
