"""Eggs: plain or painted with bands and dots, in a cup or not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, hoop, lathe, sphere


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    high = v["width"] * v["height"]
    angle = np.deg2rad(np.linspace(-90, 90, 13))
    shape = np.stack([np.cos(angle) * (1 - 0.13 * np.sin(angle)), (np.sin(angle) + 1) / 2], 1) * (r, high)
    base = 0.0
    if v["standing"]:
        base = r * 0.9
        cup = [(0.7, 0), (0.4, 0.2), (0.3, 0.6), (0.85, 1.3), (0.7, 1.35), (0.4, 1.0)]
        yield lathe(np.array(cup) * r, v["cup"].color, 18)
    yield lathe(shape, v["shell"].color, 20).moved(z=base)
    for i in range(v["bands"]):
        share = 0.42 + 0.4 * (i + 0.5) / v["bands"] - (0.0 if v["standing"] else 0.2)
        reach = np.interp(share * high, shape[:, 1], shape[:, 0])
        yield hoop(reach + r * 0.03, r * 0.2, high * 0.07, v["band"].color, 20).moved(
            z=base + share * high - high * 0.035
        )
    if v["dotted"]:
        share = 0.62
        reach = np.interp(share * high, shape[:, 1], shape[:, 0])
        for x, y in arc(reach * 0.97, 22, 337, 7):
            yield sphere(r * 0.13, v["dot"].color, 8).moved(x, y, base + share * high)


FAMILY = Family(
    "egg",
    "food_drink",
    (
        Proportion("width", 0.04, 0.07),
        Proportion("height", 1.2, 1.5, ("", "tall")),
        Flag("standing", "in a cup"),
        Color("cup", "cup"),
        Count("bands", "bands", 0, 3),
        Color("band", "bands"),
        Flag("dotted", "with dots"),
        Color("dot", "dots"),
        Color(
            "shell",
            "",
            (
                "white",
                "cream",
                "beige",
                "tan",
                "brown",
                "blue",
                "pink",
                "yellow",
                "green",
                "purple",
                "gold",
                "red",
            ),
        ),
    ),
    _build,
    adjust=lambda v: unsaid(v, dot=not v["dotted"], cup=not v["standing"]),
    symmetric=True,
)
