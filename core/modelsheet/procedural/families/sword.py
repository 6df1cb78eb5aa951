"""Swords: blade up, with a guard, a grip and a pommel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arc, both, box, cylinder, halves, sphere, sweep, torus, upright


def _build(v: Values) -> Iterator[Part]:
    blade, half = v["length"], v["width"] / 2
    grip, thick = 0.22, 0.05
    yield sphere(0.055, v["pommel"].color, 10).moved(z=0.0545)
    yield cylinder(0.03, grip, v["grip"].color, 10).moved(z=0.08)
    for i in range(3):
        yield torus(0.03, 0.011, darker(v["grip"].color), 10, 6).moved(z=0.11 + i * 0.06)
    base = 0.08 + grip
    reach = v["guard_width"] / 2
    if v["guard"] == "curved":
        bow = arc(1, 180, 360, 10) * (reach, 0.07)
        yield sweep(
            np.column_stack([bow[:, 0], np.zeros(11), bow[:, 1] + base + 0.06]), 0.032, v["cross"].color, 8
        )
    elif v["guard"] == "round":
        yield cylinder(reach * 0.7, 0.04, v["cross"].color, 16).moved(z=base - 0.02)
    else:
        yield box(reach * 2, 0.08, 0.06, v["cross"].color).moved(z=base - 0.03)
        yield from both(sphere(0.045, v["cross"].color, 8).moved(x=reach, z=base))
    yield upright(_blade(v["blade"], half, blade), thick, v["steel"].color).moved(z=base)
    if v["groove"]:
        yield box(half * 0.4, thick * 1.35, blade * 0.62, darker(v["steel"].color, 0.7)).moved(
            x=-half * 0.12 if v["blade"] == "curved" else 0.0, z=base
        )


def _blade(word: str, half: float, length: float) -> np.ndarray:
    """The outline of a blade that stands on z = 0."""
    if word == "straight":
        return halves([(half, 0), (half, length * 0.84), (0, length)])
    if word == "leaf-shaped":
        return halves(
            [
                (half * 0.7, 0),
                (half * 0.6, length * 0.25),
                (half * 1.15, length * 0.65),
                (half * 0.85, length * 0.85),
                (0, length),
            ]
        )
    share = np.linspace(0, 1, 9)
    bend = length * 0.16 * share**2
    right = np.column_stack([half + bend, length * share])
    left = np.column_stack([-half + bend - half * 0.3 * share, length * share * 0.92])
    return np.concatenate([right, left[::-1]])


FAMILY = Family(
    "sword",
    "sword_dagger",
    (
        Proportion("length", 0.6, 1.1, ("short", "long"), of="blade"),
        Proportion("width", 0.09, 0.2, ("narrow", "wide"), of="blade"),
        Choice("blade", ("straight", "leaf-shaped", "curved"), of="blade"),
        Finish("steel", ("metal", "golden", "wooden"), of="blade"),
        Flag("groove", "with a groove along the blade"),
        Choice("guard", ("straight", "curved", "round"), of="guard"),
        Proportion("guard_width", 0.28, 0.44, ("", "wide"), of="guard"),
        Color("cross", "guard"),
        Color("grip", "grip"),
        Color("pommel", "pommel"),
    ),
    _build,
)
