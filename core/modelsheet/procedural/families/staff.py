"""Staffs: a long stick with something magic at its head."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, arc, cone, cylinder, lathe, ring, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    length, size = v["length"], v["size"]
    r = 0.04
    sway = np.array([0.0, 0.5, -0.4, 0.6, 0.0]) * (0.07 if v["stick"] == "crooked" else 0.0)
    path = np.column_stack([sway, np.zeros(5), np.linspace(0, length, 5)])
    yield sweep(path, [r, r * 1.1, r, r * 1.15, r * 1.1], v["wood"].color, 8)
    stone, z = v["stone"].color, length + size * 0.45
    if v["head"] == "orb":
        yield sphere(size / 2, stone, 16).moved(z=z)
        prong = [
            (-size * 0.05, 0, length - 0.06),
            (-size * 0.5, 0, length + size * 0.2),
            (-size * 0.5, 0, length + size * 0.65),
        ]
        yield from ring(sweep(prong, [r, r * 0.8, r * 0.5], v["metal"].color, 6), 3, 30)
    elif v["head"] == "crystal":
        yield lathe(
            [(0, -size * 0.5), (size * 0.3, -size * 0.1), (size * 0.24, size * 0.4), (0, size * 0.8)],
            stone,
            6,
        ).moved(z=z)
        yield cone(r, size * 0.3, v["metal"].color, 8, size * 0.24).moved(z=length - 0.03)
    elif v["head"] == "crescent":
        outer, inner = arc(0.55, -230, 50, 14), arc(0.42, 40, -220, 14) + (0, 0.14)
        yield upright(np.concatenate([outer, inner]) * size, 0.05, v["metal"].color).moved(z=z + size * 0.05)
        yield sphere(size * 0.22, stone, 12).moved(z=z + size * 0.08)
    else:
        turn = np.linspace(-90, 270, 15)
        coil = (
            np.stack([np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))], 1)
            * np.linspace(0.55, 0.2, 15)[:, None]
            * size
        )
        yield sweep(
            np.column_stack([coil[:, 0], np.zeros(15), coil[:, 1] + z + size * 0.08]),
            np.linspace(r * 1.1, r * 0.6, 15),
            v["wood"].color,
            8,
        )
        yield sphere(size * 0.16, stone, 10).moved(z=z + size * 0.08)
    for i in range(v["bands"]):
        yield cylinder(r * 1.5, 0.05, v["metal"].color, 10).moved(z=length * (0.96 - 0.09 * i) - 0.05)


FAMILY = Family(
    "staff",
    "bow_staff",
    (
        Proportion("length", 0.9, 1.4, ("short", "long")),
        Proportion("size", 0.26, 0.42, ("small", "big"), of="head"),
        Choice("head", ("orb", "crystal", "crescent", "spiral"), say="with a {} on top"),
        Choice("stick", ("straight", "crooked")),
        Color(
            "stone", "stone", ("red", "blue", "green", "purple", "teal", "pink", "orange", "yellow", "white")
        ),
        Finish("wood", ("wooden", "golden", "iron")),
        Count("bands", "bands", 0, 4),
        Color("metal", "bands", ("gold", "silver", "black", "red", "blue", "white")),
    ),
    _build,
    aliases=(
        "magic staff",
        "wizard staff",
    ),
)
