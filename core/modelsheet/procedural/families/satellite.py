"""Satellites: a body with solar panels on both sides, a dish and antennas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..parts import STEEL, lying
from ..shape import RGB, Part, beam, both, box, cylinder, lathe, prism, sphere

_DARK: RGB = (60, 62, 70)
_PANELS = {"single": 1, "double": 2, "triple": 3}  # on each side
_SIDES = {"box-shaped": 4, "hexagonal": 6, "cylindrical": 18}


def _build(v: Values) -> Iterator[Part]:
    yield from (part.moved(z=0.28) for part in _craft(v))


def _craft(v: Values) -> Iterator[Part]:
    """The satellite, its body on the ground and its nozzle below."""
    high, body, sides = v["height"], v["body"].color, _SIDES[v["shape"]]
    reach = 0.62 if sides != 4 else 0.78
    flat = reach * np.cos(np.pi / sides)
    yield prism(sides, reach, high, body)
    for z in (0.0, high * 0.5 - 0.05, high - 0.12):
        yield prism(sides, reach * 1.06, 0.12, darker(body, 0.7)).moved(z=z)
    yield lathe([(0.26, -0.28), (0.14, 0.02)], _DARK, 12)
    yield box(0.5, 0.2, 0.4, v["patch"].color).moved(0, -flat, high * 0.18)
    for part in _panels(v, flat, high * 0.5):
        yield from both(part)
    yield from _dish(v["dish"].color, v["dish_size"] / 2, high)
    for i in range(v["antennas"]):
        turn = np.deg2rad(-150 + 120 * i)
        x, y = np.cos(turn) * reach * 0.7, np.sin(turn) * reach * 0.7
        yield beam((x, y, high - 0.05), (x * 1.9, y * 1.9, high + 0.85), 0.07, STEEL)
        yield sphere(0.1, (214, 60, 52), 8).moved(x * 1.95, y * 1.95, high + 0.88)


def _panels(v: Values, start: float, z: float) -> Iterator[Part]:
    """The wing of solar panels on the right."""
    tall, wide, count = v["panel_height"], 0.85, _PANELS[v["panels"]]
    yield lying(cylinder(0.07, count * (wide + 0.1) + 0.3, STEEL, 8)).moved(
        start + (count * (wide + 0.1) + 0.3) / 2 - 0.1, 0, z
    )
    for i in range(count):
        x = start + 0.25 + wide / 2 + i * (wide + 0.1)
        yield box(wide, 0.09, tall, STEEL).moved(x, 0, z - tall / 2)
        for k in (-1, 1):
            for row in range(3):
                cell = box(wide / 2 - 0.08, 0.15, tall / 3 - 0.08, v["panel"].color)
                yield cell.moved(x + k * wide / 4, 0, z - tall / 2 + row * tall / 3 + 0.04)


def _dish(color: RGB, radius: float, high: float) -> Iterator[Part]:
    bowl = lathe(
        [
            (0.1, -0.06),
            (radius * 0.7, radius * 0.18),
            (radius, radius * 0.45),
            (radius * 0.9, radius * 0.45),
            (0.0, 0.06),
        ],
        color,
        18,
    )
    tip = [beam((0, 0, 0), (0, 0, radius * 0.85), 0.08, STEEL), sphere(0.1, _DARK, 8).moved(z=radius * 0.85)]
    yield cylinder(0.1, 0.5, STEEL, 8).moved(z=high - 0.05)
    for part in (bowl, *tip):
        yield part.turned(50, "x").moved(0, -0.05, high + 0.4)


FAMILY = Family(
    "satellite",
    "space_base",
    (
        Choice("shape", ("box-shaped", "hexagonal", "cylindrical")),
        Finish("body", ("golden", "metal")),
        Choice("panels", ("single", "double", "triple"), of="solar panels"),
        Color("panel", of="solar panels"),
        Color("dish", of="dish"),
        Proportion("dish_size", 0.9, 1.7, ("small", "big"), of="dish"),
        Count("antennas", "antennas", 0, 3),
        Color("patch", of="hatch"),
        Proportion("height", 1.1, 2.0, ("short", "tall")),
        Proportion("panel_height", 0.7, 1.3, ("low", "tall"), of="solar panels"),
    ),
    _build,
)
