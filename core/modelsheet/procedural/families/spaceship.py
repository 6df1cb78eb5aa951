"""Spaceships: a long hull with a cockpit, wings, engines and guns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import STEEL, lying, profile
from ..shape import RGB, Part, both, box, cylinder, extrude, lathe, loft, sphere

_DARK: RGB = (58, 60, 68)
_AXIS = 0.9  # metres: the hull's middle above the ground


def _build(v: Values) -> Iterator[Part]:
    a, paint, wings = v["length"] / 2, v["hull"].color, v["wings"].color
    tip = 0.12 if v["nose"] == "pointed" else 0.5
    rings = [(-a, tip, 0.12), (-a * 0.35, 0.62, 0.42), (a * 0.4, 0.8, 0.55), (a * 0.9, 0.66, 0.48)]
    hull = [_octagon(x, y, z) for y, x, z in rings]
    yield loft(np.array(hull), paint).moved(z=_AXIS)
    panel = [_octagon(x * 1.03, y, z * 1.03) for y, x, z in ((a * 0.3, 0.78, 0.54), (a * 0.6, 0.75, 0.52))]
    yield loft(np.array(panel), darker(paint, 0.7)).moved(z=_AXIS)
    yield sphere(0.5, v["cockpit"].color, 14).scaled(0.8, 1.9, 0.8).moved(0, -a * 0.3, _AXIS + 0.36)
    span = v["span"] / 2
    sweep = {"swept": (0.5, 1.1), "forward-swept": (-0.9, -0.3), "straight": (-0.2, 0.5)}[v["shape"]]
    plan = [(0.4, -0.6), (span, sweep[0] * a * 0.6), (span, sweep[1] * a * 0.6), (0.4, a * 0.75)]
    wing = extrude(plan, 0.16, wings)
    yield from both(wing.turned(-6, "y").moved(0, a * 0.12, _AXIS - 0.08))
    drop = 0.1 * span
    y = a * 0.12 + (sweep[0] + sweep[1]) / 2 * a * 0.6
    pod = lathe([(0.06, 0), (0.14, 0.2), (0.14, 1.1), (0.1, 1.4)], v["tips"].color, 10).turned(-90, "x")
    yield from both(pod.moved(span, y - 0.7, _AXIS + drop))
    if v["guns"]:
        yield from both(lying(cylinder(0.07, 1.5, STEEL, 8), "y").moved(span, y - 1.1, _AXIS + drop))
    yield from _engines(v["engines"], a)
    fin = [(-0.7, 0), (0.4, 0), (0.65, 1.0), (0.2, 1.0)]
    places = {0: (), 1: (0.0,), 2: (-0.5, 0.5)}[v["fins"]]
    for x in places:
        yield profile(fin, 0.14, wings).turned(-x * 24, "y").moved(x, a * 0.55, _AXIS + 0.36)
    if v["stripe"]:
        stripe = [_strip(y, x, z) for y, x, z in rings[:2]]
        yield loft(np.array(stripe), PALETTE[v["stripe"]]).moved(z=_AXIS)
    yield from both(box(0.16, 0.5, _AXIS - 0.2, _DARK).moved(0.5, a * 0.5))
    yield box(0.16, 0.4, _AXIS - 0.1, _DARK).moved(0, -a * 0.4)


def _octagon(x: float, y: float, z: float) -> list[tuple[float, float, float]]:
    """A section of the hull at y, x and z its half sides, its corners cut."""
    right = [(x * 0.55, -z), (x, -z * 0.4), (x, z * 0.3), (x * 0.5, z)]
    points = [*right, *((-a, b) for a, b in right[::-1])]
    return [(a, y, b) for a, b in points[::-1]]


def _strip(y: float, x: float, z: float) -> list[tuple[float, float, float]]:
    return [
        (a, y, b)
        for a, b in (
            (-0.22 * x - 0.05, z + 0.02),
            (0.22 * x + 0.05, z + 0.02),
            (0.22 * x + 0.05, 0),
            (-0.22 * x - 0.05, 0),
        )
    ]


def _engines(count: int, a: float) -> Iterator[Part]:
    size = (0.4, 0.36, 0.28, 0.28)[count - 1]
    rows: dict[int, list[tuple[float, float]]] = {
        1: [(0, 0)],
        2: [(-0.4, 0), (0.4, 0)],
        3: [(-0.42, -0.14), (0.42, -0.14), (0, 0.3)],
        4: [(-0.36, -0.26), (0.36, -0.26), (-0.36, 0.3), (0.36, 0.3)],
    }
    for x, z in rows[count]:
        nozzle = lathe([(size, 0), (size * 0.8, 0.5)], _DARK, 12).turned(90, "x")
        yield nozzle.moved(x, a + 0.2, _AXIS + z)
        yield lying(cylinder(size * 0.75, 0.2, (120, 210, 240), 12), "y").moved(x, a + 0.16, _AXIS + z)


FAMILY = Family(
    "spaceship",
    "spaceship",
    (
        Color("hull"),
        Color("wings", of="wings"),
        Choice("shape", ("swept", "forward-swept", "straight"), of="wings"),
        Color("cockpit", of="cockpit"),
        Color("tips", of="wing tips"),
        Count("engines", "engines", 1, 4),
        Count("fins", "tail fins", 0, 2),
        Choice("nose", ("pointed", "blunt"), of="nose"),
        Choice("stripe", ("", "white", "black", "red", "yellow"), say="with a {} stripe"),
        Proportion("length", 4.6, 6.6, ("short", "long")),
        Proportion("span", 4.0, 6.4, ("narrow", "wide"), of="wings"),
        Flag("guns", "with guns on the wings"),
    ),
    _build,
    aliases=("starfighter", "spacecraft", "space fighter"),
)
