"""Bows: a bent stave with a string, standing, with or without an arrow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, beam, box, cone, cylinder, ellipsoid, sweep


def _build(v: Values) -> Iterator[Part]:
    height, bend = v["height"], v["height"] * v["bend"]
    tube = height * v["thickness"]
    share = np.linspace(-1, 1, 17)
    x = bend * (1 - share**2)
    if v["limbs"] == "recurved":
        x = bend * (np.cos(share * np.pi * 1.15) + 1) / 2 + bend * 0.25 * share**4
    path = np.column_stack([-x, np.zeros(17), share * height / 2])
    yield sweep(path, tube * (1.2 - 0.7 * np.abs(share)), v["wood"].color, 8).moved(z=height / 2).standing()
    tip = path[0, 0]
    cord = height * 0.008
    back = height * 0.12 if v["drawn"] else 0.0
    yield beam((tip, 0, height * 0.02), (tip + back, 0, height / 2), cord * 2.2, v["string"].color, 6)
    yield beam((tip, 0, height * 0.98), (tip + back, 0, height / 2), cord * 2.2, v["string"].color, 6)
    middle = path[8, 0]
    yield cylinder(tube * 1.5, height * 0.14, v["grip"].color, 10).moved(x=middle, z=height * 0.43)
    for z in (height * 0.025, height * 0.975):
        yield ellipsoid(tube * 2, tube * 2, height * 0.05, v["tip"].color, 8).moved(x=tip, z=z)
    if v["drawn"]:
        yield beam(
            (middle - height * 0.16, 0, height / 2),
            (tip + back, 0, height / 2),
            height * 0.018,
            v["feather"].color,
            6,
        )
        yield (
            cone(height * 0.022, height * 0.06, PALETTE["gray"], 6)
            .turned(-90, "y")
            .moved(middle - height * 0.15, 0, height / 2)
        )
        yield box(height * 0.08, height * 0.02, height * 0.05, v["feather"].color).moved(
            tip + back - height * 0.05, 0, height * 0.475
        )


def _adjust(v: Values) -> Values:
    return unsaid(v, feather=not v["drawn"])


FAMILY = Family(
    "bow",
    "bow_staff",
    (
        Proportion("height", 0.9, 1.7, ("short", "long")),
        Proportion("bend", 0.14, 0.28, ("", "strongly bent")),
        Proportion("thickness", 0.012, 0.022, ("thin", "thick")),
        Choice("limbs", ("simple", "recurved")),
        Finish("wood", ("wooden", "metal", "golden")),
        Color("string", "string", ("white", "black", "tan", "red")),
        Color("grip", "grip"),
        Color("tip", "tips"),
        Flag("drawn", "with an arrow"),
        Color("feather", "arrow", ("red", "white", "blue", "green", "yellow", "brown")),
    ),
    _build,
    adjust=_adjust,
)
