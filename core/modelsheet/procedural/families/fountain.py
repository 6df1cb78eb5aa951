"""Fountains: a basin of water with one to three bowls above it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, lathe, prism, ring, sphere, sweep

_SIDES = {"round": 24, "square": 4, "octagonal": 8}


def _build(v: Values) -> Iterator[Part]:
    sides, radius, stone, water = _SIDES[v["shape"]], v["width"] / 2, v["body"].color, v["water"].color
    reach = radius * (1.25 if sides == 4 else 1.0)
    rim = 0.6
    profile = [
        (reach * 0.82, 0.1),
        (reach * 0.95, 0),
        (reach * 0.95, rim * 0.75),
        (reach, rim * 0.8),
        (reach, rim),
        (reach * 0.82, rim),
    ]
    yield lathe([*profile, (reach * 0.82, 0.2)], stone, sides)
    yield prism(sides, reach * 0.84, rim * 0.72, water)
    z = rim * 0.6
    for i in range(v["tiers"]):
        size = radius * (0.62 - 0.17 * i)
        tall = 0.75 - 0.1 * i
        yield lathe(
            [(size * 0.36, 0), (size * 0.22, tall * 0.4), (size * 0.3, tall)], darker(stone, 0.88), 12
        ).moved(z=z)
        z += tall
        bowl = [(size * 0.3, -0.05), (size * 0.8, 0.12), (size, 0.3), (size * 0.9, 0.32)]
        yield lathe(bowl, stone, 24).moved(z=z)
        yield lathe([(size * 0.86, 0), (size * 0.86, 0.12)], water, 20).moved(z=z + 0.24)
        if v["jets"]:
            yield from ring(_jet(size * 0.6, size + 0.18, z + 0.3, z - tall + 0.05, water), 6)
        z += 0.3
    yield lathe([(0.13, 0), (0.09, 0.35)], darker(stone, 0.88), 10).moved(z=z)
    top = sphere(0.2, v["tip"].color, 14).moved(z=0.15)
    if v["finial"] == "pointed":
        top = lathe([(0.2, 0), (0.22, 0.1), (0, 0.6)], v["tip"].color, 10)
    yield top.moved(z=z + 0.3)


def _jet(start: float, end: float, high: float, low: float, color: tuple[int, int, int]) -> Part:
    """Water that leaps over the rim of a bowl and falls to what is below, towards -y."""
    share = np.linspace(0, 1, 6)
    y = start + (end - start) * share
    z = high + (low - high) * share**2 + 0.5 * share * (1 - share)
    return sweep(np.stack([0 * y, -y, z], 1), 0.055, color, 5)


FAMILY = Family(
    "fountain",
    "fountain_statue",
    (
        Count("tiers", "tiers", 1, 3),
        Choice("shape", ("round", "square", "octagonal"), of="basin"),
        Finish("body", ("stone", "marble", "golden")),
        Color("water", of="water", words=("blue", "teal", "green", "pink", "purple", "navy")),
        Choice("finial", ("round", "pointed"), of="tip"),
        Color("tip", of="tip"),
        Proportion("width", 2.4, 4.0, ("narrow", "wide")),
        Flag("jets", "with water running down"),
    ),
    _build,
    symmetric=True,
)
