"""Motorcycles: two wheels, a tank, a seat, an engine and handlebars."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, HUB_COLORS, LAMP, STEEL, TAIL_LAMP, lying, profile
from ..shape import RGB, Part, beam, both, box, cylinder, loft, torus

_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, radius = v["body"].color, v["wheel_size"]
    chopper = v["style"] == "high"
    half = 0.68 + (0.22 if chopper else 0.0)
    front, back, top = np.array((0, -half, radius)), np.array((0, 0.66, radius)), 0.96
    for place in (front, back):
        for part in (
            torus(radius - 0.1, 0.1, (46, 46, 50), 20, 8),
            cylinder(radius * 0.62, 0.11, v["hubs"].color, 14).moved(z=-0.055),
        ):
            yield part.turned(90, "y").moved(*place)
        yield lying(cylinder(radius * 0.22, 0.2, _DARK, 10)).moved(*place)
    head = np.array((0, -0.34, top))
    yield from both(beam(front + (0.1, 0, 0), head + (0.1, 0, 0.1), 0.07, STEEL))
    yield beam(head, (0, 0.1, 0.42), 0.12, _DARK)
    yield beam(head + (0, 0.05, -0.08), (0, 0.6, 0.7), 0.14, _DARK)
    yield from both(beam(back + (0.1, 0, 0), (0.1, 0.1, 0.4), 0.07, _DARK))
    yield from both(beam(back + (0.11, 0, 0), (0.1, 0.5, 0.72), 0.06, STEEL))
    yield from _engine()
    yield _hull(
        [
            (-0.36, 0.1, 0.8, 0.98),
            (-0.2, 0.16, 0.74, 1.06),
            (0.02, 0.15, 0.74, 1.02),
            (0.16, 0.09, 0.76, 0.88),
        ],
        paint,
    )
    low = 0.74 if chopper else 0.8
    yield _hull(
        [
            (0.08, 0.1, low, low + 0.1),
            (0.35, 0.16, low - 0.02, low + 0.09),
            (0.62, 0.14, low + 0.02, low + 0.16),
            (0.8, 0.1, low + 0.08, low + 0.22),
        ],
        v["seat"].color,
    )
    fender = _fender(radius)
    yield profile(fender, 0.24, paint).moved(0, back[1], radius)
    yield profile(fender, 0.22, paint).turned(12, "x").moved(0, front[1], radius)
    rise = 0.3 if chopper else 0.12
    yield from both(beam(head + (0, 0, 0.05), head + (0.3, 0.06, rise), 0.06, STEEL))
    yield from both(beam(head + (0.3, 0.04, rise), head + (0.42, 0.16, rise), 0.085, _DARK))
    yield lying(cylinder(0.14, 0.16, LAMP, 14), "y").moved(0, head[1] - 0.14, top + 0.02)
    yield box(0.16, 0.1, 0.1, TAIL_LAMP).moved(0, 0.82, low + 0.06)
    for i in range(v["pipes"]):
        yield from _pipe(0.15 if i % 2 == 0 else -0.15, 0.3 + 0.13 * (i // 2))
    yield from _extras(v, paint, head)


def _extras(v: Values, paint: RGB, head: np.ndarray) -> Iterator[Part]:
    if v["screen"]:
        yield box(0.36, 0.06, 0.34, GLASS).turned(-24, "x").moved(0, head[1] - 0.08, head[2] + 0.12)
    if v["boxes"]:
        yield from both(box(0.18, 0.4, 0.32, darker(paint, 0.8)).moved(0.24, 0.7, 0.5))


def _engine() -> Iterator[Part]:
    yield box(0.3, 0.42, 0.26, _DARK).moved(0, 0.02, 0.26)
    for z in (0.52, 0.6, 0.68):
        yield box(0.3, 0.3, 0.05, STEEL).moved(0, -0.06, z)
    yield box(0.2, 0.24, 0.3, _DARK).moved(0, -0.06, 0.48)
    yield lying(cylinder(0.13, 0.38, STEEL, 12)).moved(0, 0.08, 0.38)


def _hull(rings: list[tuple[float, float, float, float]], color: RGB) -> Part:
    """A rounded body from sections of (y, half width, lower z, upper z)."""
    sections = []
    for y, x, low, high in rings:
        mid = low + (high - low) * 0.55
        sections.append(
            [
                (x * 0.6, y, low),
                (-x * 0.6, y, low),
                (-x, y, mid),
                (-x * 0.5, y, high),
                (x * 0.5, y, high),
                (x, y, mid),
            ]
        )
    return loft(np.array(sections), color)


def _fender(radius: float) -> np.ndarray:
    angle = np.deg2rad(np.linspace(20, 150, 8))
    outer = np.stack([np.cos(angle), np.sin(angle)], 1)
    return np.concatenate([outer * (radius + 0.07), outer[::-1] * (radius - 0.03)])


def _pipe(x: float, z: float) -> Iterator[Part]:
    yield beam((x, -0.1, z + 0.15), (x * 1.2, 0.2, z), 0.08, STEEL)
    yield lying(cylinder(0.07, 0.75, STEEL, 10), "y").moved(x * 1.25, 0.5, z)


FAMILY = Family(
    "motorcycle",
    "car",
    (
        Choice("style", ("low", "high"), of="handlebars"),
        Color("body"),
        Color("seat", of="seat"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Count("pipes", "exhaust pipes", 1, 4),
        Proportion("wheel_size", 0.32, 0.42, ("small", "big"), of="wheels"),
        Flag("screen", "with a windscreen"),
        Flag("boxes", "with saddlebags"),
    ),
    _build,
    aliases=("motorbike",),
)
