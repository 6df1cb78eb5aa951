"""Airplanes: a fuselage with wings, a tail, propellers and landing gear."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Proportion, Values, darker
from ..parts import GLASS, STEEL, profile, wheel
from ..shape import RGB, Part, beam, both, box, extrude, lathe, sphere

_RADIUS, _AXIS = 0.75, 1.6  # metres: the fuselage's radius, and its middle above the ground
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    long, paint, wings = v["length"], v["body"].color, v["wings"].color
    front = -long / 2
    outline = [
        (0.0, 0),
        (0.42, 0.12),
        (0.66, 0.5),
        (_RADIUS, 1.2),
        (_RADIUS, long * 0.5),
        (0.45, long * 0.8),
        (0.2, long),
    ]
    yield lathe(outline, paint, 16).turned(-90, "x").moved(0, front, _AXIS)
    nose = [(0.0, -0.02), (0.45, 0.1), (0.7, 0.5), (0.72, 0.62)]
    yield lathe(nose, v["nose"].color, 16).turned(-90, "x").moved(0, front, _AXIS)
    yield sphere(0.55, GLASS, 14).scaled(0.85, 1.5, 1).moved(0, front + long * 0.27, _AXIS + 0.45)
    span = v["span"] / 2
    at = front + long * 0.36
    heights = {"high": (0.68,), "low": (-0.42,), "double": (-0.45, 1.2)}[v["layout"]]
    for z in heights:
        wing = [(0.0, -0.75), (span, -0.35), (span, 0.45), (0.0, 0.85)]
        yield from both(extrude(wing, 0.16, wings).moved(0, at, _AXIS + z))
        yield from both(
            extrude(
                [(span * 0.72, -0.5), (span * 1.01, -0.38), (span * 1.01, 0.48), (span * 0.72, 0.6)],
                0.2,
                darker(wings, 0.7),
            ).moved(0, at, _AXIS + z - 0.02)
        )
    if v["layout"] != "low":
        top = _AXIS + heights[-1]
        yield from both(beam((0.4, at, _AXIS - 0.3), (span * 0.55, at, top + 0.05), 0.12, STEEL))
    if v["layout"] == "double":
        yield from both(beam((span * 0.62, at, _AXIS - 0.4), (span * 0.62, at, _AXIS + 1.25), 0.12, STEEL))
        yield from both(beam((0.25, at, _AXIS + 0.5), (0.25, at, _AXIS + 1.25), 0.12, STEEL))
    yield from _tail(v["tail"].color, long)
    yield from _propellers(v, front, at, heights[0])
    for i in range(v["windows"]):
        y = front + long * 0.44 + i * long * 0.085
        yield box(_RADIUS * 2 + 0.04 - 0.13 * i, long * 0.05, 0.3, GLASS).moved(0, y, _AXIS + 0.1)
    if v["stripe"]:
        yield box(_RADIUS * 2 + 0.08, long * 0.42, 0.16, PALETTE[v["stripe"]]).moved(
            0, front + long * 0.36, _AXIS - 0.22
        )
    yield from _gear(front, long)


def _tail(color: RGB, long: float) -> Iterator[Part]:
    yield profile([(-0.6, 0), (0.42, 0), (0.5, 1.35), (0.05, 1.35)], 0.16, color).moved(
        0, long / 2 - 0.5, _AXIS + 0.1
    )
    flat = [(0.0, -0.5), (1.4, -0.2), (1.4, 0.3), (0.0, 0.4)]
    yield from both(extrude(flat, 0.15, color).moved(0, long / 2 - 0.5, _AXIS))


def _propellers(v: Values, front: float, at: float, z: float) -> Iterator[Part]:
    """On the nose if their number is odd, the others on engines under the wings."""
    count, span = v["propellers"], v["span"] / 2
    if count % 2:
        yield from (part.moved(0, front - 0.08, _AXIS) for part in _propeller(v["blades"], 0.85))
    for i in range(count // 2):
        x = span * (0.42 if count < 4 else (0.36, 0.68)[i])
        engine = lathe([(0.16, 0), (0.3, 0.2), (0.3, 0.9), (0.14, 1.5)], v["body"].color, 12).turned(-90, "x")
        for part in (engine, *_propeller(v["blades"], 0.62)):
            yield from both(part.moved(x, at - 0.85, _AXIS + z + 0.08))


def _propeller(blades: int, reach: float) -> list[Part]:
    hub = lathe([(0.0, -0.26), (0.12, -0.12), (0.15, 0.1)], STEEL, 10).turned(-90, "x")
    blade = box(0.2, 0.1, reach, _DARK)
    return [hub, *(blade.turned(i * 360 / blades + 30, "y") for i in range(blades))]


def _gear(front: float, long: float) -> Iterator[Part]:
    for y, x in ((front + long * 0.3, 0.75), (long / 2 - 0.5, 0.0)):
        size = 0.34 if x else 0.2
        top = (x * 0.6, y, _AXIS - (0.45 if x else 0.1))
        sides = both(beam((x, y, size), top, 0.13, STEEL)) if x else [beam((x, y, size), top, 0.13, STEEL)]
        yield from sides
        for part in wheel(size, 0.2, STEEL, sides=14):
            yield from both(part.moved(x, y, size)) if x else [part.moved(x, y, size)]


FAMILY = Family(
    "airplane",
    "aircraft",
    (
        Color("body"),
        Color("wings", of="wings"),
        Color("tail", of="tail"),
        Color("nose", of="nose"),
        Choice("layout", ("high", "low", "double"), of="wings"),
        Count("propellers", "propellers", 1, 4),
        Count("blades", "propeller blades", 2, 4),
        Count("windows", "side windows", 0, 3),
        Choice("stripe", ("", "", "white", "black", "red", "yellow"), say="with a {} stripe"),
        Proportion("length", 6.0, 8.5, ("short", "long")),
        Proportion("span", 7.0, 10.0, ("narrow", "wide"), of="wings"),
    ),
    _build,
    aliases=("plane", "aeroplane"),
)
