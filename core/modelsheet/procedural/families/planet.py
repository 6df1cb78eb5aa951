"""Planets: a ball with bands, craters or land, in a ring, with moons that touch it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import boulder, spread
from ..shape import Part, lathe, sphere


def _build(v: Values) -> Iterator[Part]:
    parts = list(_ball(v))
    if v["ring"]:
        size = v["ring_size"]
        for outer, inner, tint in ((size, 1.14, 1.0), (1.2, 0.9, 0.75)):
            disc = lathe(
                [(inner, -0.035), (outer, -0.03), (outer, 0.03), (inner, 0.035)],
                darker(v["belt"].color, tint),
                32,
            )
            parts.append(disc.turned(20, "y").turned(14, "x"))
    for i in range(v["moons"]):
        turn = np.deg2rad(-65 + 125 * i)
        moon = boulder(0.24 - 0.04 * i, v["moon"].color, 0.03, i + 1.0, 2)
        parts.append(moon.moved(np.cos(turn) * 0.98, np.sin(turn) * 0.98, 0.58 - 0.1 * i))
    lift = -min(part.bounds[0, 2] for part in parts)
    yield from (part.moved(z=lift) for part in parts)


def _ball(v: Values) -> Iterator[Part]:
    """The planet about the origin, its radius 1."""
    color, second = v["ground"].color, v["marks"].color
    yield sphere(1.0, color, 26)
    if v["surface"] == "banded":
        for low, up in ((-0.62, -0.4), (-0.12, 0.2), (0.46, 0.66)):
            z = np.linspace(low, up, 4)
            yield lathe(np.stack([np.sqrt(1 - z**2) * 1.02, z], 1), second, 26)
        return
    for i, spot in enumerate(spread([sphere(1.0, color, 26)], 15)):
        flip = spot * (1, 1, 1 if i % 4 else -1)
        size = 0.16 + 0.2 * ((i * 7) % 5) / 5
        if v["surface"] == "cratered":
            yield (
                _crater(size)
                .painted(second)
                .turned(float(np.degrees(np.arccos(flip[2]))), "y")
                .turned(float(np.degrees(np.arctan2(flip[1], flip[0]))))
                .moved(*(flip * 0.97))
            )
        else:
            land = boulder(size * 1.5, second, 0.2, i + 1.0, 1)
            yield land.moved(*(flip * (1.06 - size * 0.9)))


def _crater(size: float) -> Part:
    """A low round rim with a hollow, facing up."""
    return lathe([(size, -0.06), (size * 0.85, 0.06), (size * 0.7, 0.06), (size * 0.45, 0.02)], sides=12)


FAMILY = Family(
    "planet",
    "planet_asteroid",
    (
        Color("ground"),
        Choice("surface", ("banded", "cratered", "earthlike")),
        Color("marks", of="markings"),
        Flag("ring", "with a ring"),
        Color("belt", of="ring"),
        Proportion("ring_size", 1.45, 2.1, ("narrow", "wide"), of="ring"),
        Count("moons", "moons", 0, 2),
        Color("moon", of="moons", words=("gray", "white", "tan", "brown", "red", "blue", "yellow", "purple")),
    ),
    _build,
)
