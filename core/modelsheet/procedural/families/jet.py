"""Jets: a slim fighter with swept wings, a canopy, tail fins and nozzles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, STEEL, lying, profile, wheel
from ..shape import RGB, Part, both, box, cylinder, extrude, lathe, loft, sphere

_DARK: RGB = (58, 60, 66)
_AXIS = 1.35  # metres: the body's middle above the ground


def _build(v: Values) -> Iterator[Part]:
    a, paint, wings = v["length"] / 2, v["body"].color, v["wings"].color
    rings = [
        (-a, 0.05, 0.05),
        (-a * 0.7, 0.34, 0.3),
        (-a * 0.25, 0.55, 0.45),
        (a * 0.6, 0.72, 0.46),
        (a * 0.9, 0.6, 0.4),
    ]
    yield loft(np.array([_section(*r) for r in rings]), paint).moved(z=_AXIS)
    tip = [_section(y, x * 1.04 + 0.01, z * 1.04 + 0.01) for y, x, z in ((-a - 0.05, 0.02, 0.02), rings[1])]
    yield loft(np.array(tip), v["nose"].color).moved(z=_AXIS)
    yield sphere(0.5, GLASS, 14).scaled(0.56, 1.9, 0.72).moved(0, -a * 0.32, _AXIS + 0.4)
    intake = box(0.34, a * 0.55, 0.55, darker(paint, 0.88)).moved(0.62, -a * 0.02, _AXIS - 0.34)
    yield from both(intake)
    yield from both(box(0.26, 0.1, 0.42, _DARK).moved(0.62, -a * 0.3, _AXIS - 0.28))
    span = v["span"] / 2
    plan = {
        "swept": [(0.4, -a * 0.25), (span, a * 0.38), (span, a * 0.56), (0.4, a * 0.5)],
        "triangular": [(0.3, -a * 0.4), (span, a * 0.52), (span, a * 0.64), (0.3, a * 0.68)],
        "straight": [(0.4, -a * 0.08), (span, a * 0.06), (span, a * 0.24), (0.4, a * 0.36)],
    }[v["shape"]]
    yield from both(extrude(plan, 0.16, wings).moved(z=_AXIS - 0.08))
    edge = (plan[1][1] + plan[2][1]) / 2
    if v["missiles"]:
        yield from both(
            lathe([(0, 0), (0.1, 0.25), (0.1, 1.7)], (236, 236, 232), 8)
            .turned(-90, "x")
            .moved(span, edge - 1.1, _AXIS)
        )
    yield from _tail(v, a)
    for i in range(v["nozzles"]):
        x = 0.0 if v["nozzles"] == 1 else (i - 0.5) * 0.62
        size = 0.38 if v["nozzles"] == 1 else 0.3
        yield (lying(lathe([(size, 0), (size * 0.78, 0.5)], _DARK, 14), "y").turned(180).moved(x, a, _AXIS))
        yield lying(cylinder(size * 0.62, 0.14, (240, 150, 60), 12), "y").moved(x, a + 0.22, _AXIS)
    if v["stripe"]:
        yield loft(
            np.array(
                [
                    _section(y, x * 1.03, z * 1.03)
                    for y, x, z in ((-a * 0.08, 0.58, 0.455), (a * 0.06, 0.61, 0.46))
                ]
            ),
            PALETTE[v["stripe"]],
        ).moved(z=_AXIS)
    yield from _gear(a)


def _gear(a: float) -> Iterator[Part]:
    for x, y in ((0.0, -a * 0.5), (0.55, a * 0.3), (-0.55, a * 0.3)):
        yield box(0.13, 0.13, _AXIS - 0.4, STEEL).moved(x, y, 0.2)
        yield from (part.moved(x, y, 0.24) for part in wheel(0.24, 0.18, STEEL, sides=12))


def _section(y: float, x: float, z: float) -> list[tuple[float, float, float]]:
    """A section at y with half sides x and z, its corners cut."""
    right = [(x * 0.5, -z), (x, -z * 0.3), (x * 0.9, z * 0.3), (x * 0.45, z)]
    points = [*right, *((-a, b) for a, b in right[::-1])]
    return [(a, y, b) for a, b in points[::-1]]


def _tail(v: Values, a: float) -> Iterator[Part]:
    color = v["tail"].color
    fin = profile([(-0.75, 0), (0.45, 0), (0.75, 1.35), (0.2, 1.35)], 0.14, color)
    if v["fins"] == 1:
        yield fin.moved(0, a * 0.62, _AXIS + 0.35)
    else:
        yield from both(fin.turned(14, "y").moved(0.45, a * 0.62, _AXIS + 0.28))
    flat = [(0.4, -0.4), (1.5, 0.3), (1.5, 0.65), (0.4, 0.55)]
    yield from both(extrude(flat, 0.13, color).moved(0, a * 0.78, _AXIS - 0.06))


FAMILY = Family(
    "jet",
    "aircraft",
    (
        Color("body"),
        Choice("shape", ("swept", "triangular", "straight"), of="wings"),
        Color("wings", of="wings"),
        Color("nose", of="nose"),
        Color("tail", of="tail"),
        Count("fins", "tail fins", 1, 2),
        Count("nozzles", "nozzles", 1, 2),
        Choice("stripe", ("", "", "white", "black", "red", "yellow"), say="with a {} stripe"),
        Proportion("length", 6.0, 8.4, ("short", "long")),
        Proportion("span", 4.6, 6.8, ("narrow", "wide"), of="wings"),
        Flag("missiles", "with missiles on the wing tips"),
    ),
    _build,
    aliases=("jet fighter", "fighter jet", "jet plane"),
)
