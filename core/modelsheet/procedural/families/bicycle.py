"""Bicycles: two spoked wheels, a frame, a saddle and handlebars."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values
from ..parts import LAMP, STEEL, lying
from ..shape import RGB, Part, beam, both, box, cylinder, loft, ring, sweep, torus

_DARK: RGB = (54, 54, 60)
_TUBE = 0.055  # metres


def _build(v: Values) -> Iterator[Part]:
    radius, paint = v["wheel_size"], v["frame"].color
    front, back = np.array((0, -0.55, radius)), np.array((0, 0.52, radius))
    for place in (front, back):
        spoke = box(0.026, 2 * radius - 0.08, 0.03, STEEL).moved(z=-0.015)
        hub = cylinder(0.06, 0.12, STEEL, 10).moved(z=-0.06)
        tyre = torus(radius - 0.04, 0.04, v["tyres"].color, 24, 6)
        yield from (part.turned(90, "y").moved(*place) for part in (tyre, hub, *_spokes(spoke, v["spokes"])))
    pedal, seat, head = np.array((0, 0.08, 0.32)), np.array((0, 0.24, 0.78)), np.array((0, -0.38, 0.82))
    low = head - (0, 0, 0.12)
    bar = head + (0, 0, 0.16)
    top = seat * 0.95 if v["shape"] == "straight" else pedal * 0.55 + seat * 0.45
    for a, b in ((pedal, seat), (low, pedal), (low, top)):
        yield beam(a, b, _TUBE, paint, 8)
    yield beam(head + (0, 0.0, 0.16), low - (0, 0.03, 0.1), _TUBE * 1.1, paint, 8)
    for x in (-0.05, 0.05):
        yield beam(low - (-x, 0.02, 0.08), front + (x, 0, 0), _TUBE * 0.8, paint, 6)
        yield beam(pedal + (x, 0, 0), back + (x, 0, 0), _TUBE * 0.8, paint, 6)
        yield beam(seat + (x * 0.6, -0.02, -0.06), back + (x, 0, 0), _TUBE * 0.8, paint, 6)
    yield beam(seat, seat + (0, 0.04, 0.14), 0.045, STEEL, 8)
    yield _saddle(v["saddle"].color).moved(*(seat + (0, 0.06, 0.12)))
    yield from _handlebar(v["bars"], bar)
    yield lying(cylinder(0.11, 0.05, _DARK, 14)).moved(*(pedal + (0.06, 0, 0)))
    for side in (1, -1):
        end = pedal + (side * 0.1, side * -0.09, side * -0.12)
        yield beam(pedal + (side * 0.1, 0, 0), end, 0.04, STEEL)
        yield box(0.12, 0.1, 0.04, _DARK).moved(*(end + (side * 0.07, 0, -0.02)))
    yield beam(pedal - (0.1, 0, 0), pedal + (0.1, 0, 0), 0.05, STEEL, 8)
    if v["basket"]:
        yield loft(_basket(), (176, 128, 78)).moved(0, -0.6, 0.76)
    if v["rack"]:
        yield box(0.2, 0.4, 0.04, _DARK).moved(0, 0.54, radius * 2 + 0.04)
        yield from both(beam((0.08, 0.62, radius * 2 + 0.05), (0.06, 0.52, radius), 0.035, _DARK))
        yield beam((0, 0.26, 0.72), (0, 0.4, radius * 2 + 0.06), 0.04, _DARK)


def _spokes(spoke: Part, count: int) -> list[Part]:
    """`count` spokes: one bar makes two that are opposite."""
    if count % 2 == 0:
        return [spoke.turned(i * 360 / count) for i in range(count // 2)]
    half = spoke.scaled(1, 0.5, 1).moved(0, spoke.bounds[1, 1] / 2)
    return ring(half, count)


def _saddle(color: RGB) -> Part:
    sections = []
    for y, x in ((-0.17, 0.03), (-0.02, 0.05), (0.08, 0.1), (0.14, 0.09)):
        sections.append([(x, y, 0), (-x, y, 0), (-x * 0.8, y, 0.07), (x * 0.8, y, 0.07)])
    return loft(np.array(sections), color)


def _handlebar(kind: str, bar: np.ndarray) -> Iterator[Part]:
    ends = {
        "straight": [(0.0, 0, 0), (0.16, 0.0, 0.0), (0.28, 0.05, 0.01)],
        "curved": [(0.0, 0, 0), (0.14, -0.04, 0.09), (0.24, 0.02, 0.12), (0.26, 0.18, 0.1)],
        "dropped": [
            (0.0, 0, 0),
            (0.2, -0.02, 0.0),
            (0.22, -0.14, -0.04),
            (0.22, -0.1, -0.16),
            (0.22, 0.02, -0.17),
        ],
    }[kind]
    path = np.array(ends)
    yield from both(sweep(path + bar, 0.026, STEEL, 6))
    yield from both(
        beam(
            path[-2] * 0.3 + path[-1] * 0.7 + bar,
            path[-1] + (path[-1] - path[-2]) * 0.4 + bar,
            0.06,
            _DARK,
            6,
        )
    )
    yield lying(cylinder(0.06, 0.08, LAMP, 10), "y").moved(*(bar + (0, -0.07, -0.06)))


def _basket() -> np.ndarray:
    return np.array(
        [[(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)] for x, y, z in ((0.13, 0.1, 0), (0.17, 0.14, 0.22))]
    )


FAMILY = Family(
    "bicycle",
    "vehicle_cart",
    (
        Color("frame"),
        Choice("shape", ("straight", "sloping"), of="top tube"),
        Color(
            "tyres", of="wheels", words=("black", "black", "white", "red", "blue", "tan", "yellow", "green")
        ),
        Color("saddle", of="saddle"),
        Choice("bars", ("straight", "curved", "dropped"), of="handlebars"),
        Count("spokes", "spokes", 5, 10),
        Proportion("wheel_size", 0.3, 0.38, ("small", "big"), of="wheels"),
        Flag("basket", "with a basket"),
        Flag("rack", "with a luggage rack"),
    ),
    _build,
    aliases=("bike",),
)
