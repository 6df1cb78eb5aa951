"""Daggers: a short blade, point up, on a grip."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, cone, ellipsoid, halves, lathe, torus, upright


def _build(v: Values) -> Iterator[Part]:
    blade, half, thick = v["length"], v["width"] / 2, 0.022
    grip = 0.12
    yield cone(0.026, 0.035, v["pommel"].color, 8, 0.018)
    yield lathe([(0.014, 0.03), (0.021, 0.03 + grip / 2), (0.015, 0.03 + grip)], v["grip"].color, 10)
    for i in range(v["rings"]):
        yield torus(0.02, 0.006, v["pommel"].color, 10, 6).moved(z=0.03 + grip * (i + 1) / (v["rings"] + 1))
    base = 0.03 + grip
    guard = upright(
        halves([(0.02, 0), (half * 1.5, 0), (half * 2.0, 0.012), (half * 1.5, 0.028), (0.0, 0.028)]),
        0.045,
        v["cross"].color,
    )
    if v["guard"] == "winged":
        guard = upright(
            halves([(0.02, 0), (half * 1.8, 0.03), (half * 2.2, 0.075), (half * 1.2, 0.045), (0.0, 0.03)]),
            0.04,
            v["cross"].color,
        )
    yield guard.moved(z=base - 0.008)
    if v["blade"] == "wavy":
        share = np.linspace(0, 1, 13)
        right = half * (1 - 0.85 * share**2) + half * 0.3 * np.sin(share * 12)
        left = -half * (1 - 0.85 * share**2) + half * 0.3 * np.sin(share * 12)
        outline = np.concatenate(
            [np.column_stack([right, share * blade]), np.column_stack([left, share * blade])[::-1]]
        )
    elif v["blade"] == "curved":
        outline = np.array(
            [
                (half, 0),
                (half * 1.3, blade * 0.4),
                (half * 2.2, blade),
                (-half * 0.2, blade * 0.7),
                (-half, blade * 0.3),
                (-half, 0),
            ]
        )
    else:
        outline = halves([(half, 0), (half * 0.85, blade * 0.6), (0, blade)])
    yield upright(outline, thick, v["steel"].color).moved(z=base)
    if v["gem"]:
        yield ellipsoid(0.03, 0.06, 0.03, v["stone"].color, 8).moved(z=base + 0.008)


def _adjust(v: Values) -> Values:
    return unsaid(v, stone=not v["gem"])


FAMILY = Family(
    "dagger",
    "sword_dagger",
    (
        Proportion("length", 0.18, 0.34, ("short", "long"), of="blade"),
        Proportion("width", 0.035, 0.065, ("narrow", "wide"), of="blade"),
        Choice("blade", ("straight", "wavy", "curved"), of="blade"),
        Choice("guard", ("straight", "winged"), of="guard"),
        Finish("steel", ("metal", "golden", "stone"), of="blade"),
        Color("cross", "guard"),
        Color("grip", "grip"),
        Count("rings", "rings", 0, 3),
        Color("pommel", "pommel"),
        Flag("gem", "with a gem"),
        Color("stone", "gem", ("red", "blue", "green", "purple")),
    ),
    _build,
    adjust=_adjust,
    aliases=("knife",),
)
