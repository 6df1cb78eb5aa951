"""Stars: a thick star standing on two points, plain, rimmed or with a face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK
from ..emblem import star
from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, both, cylinder, ellipsoid, loft, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    size, points = v["size"], v["points"]
    thick = size * v["thickness"]
    outline = star(points, v["inner"]) * size
    color, rim = v["body"].color, v["rim"].color
    parts = []
    if v["cut"] == "faceted":
        ridge = [
            np.column_stack([outline[:, 0] * s, np.full(len(outline), y), outline[:, 1] * s])
            for s, y in ((0.02, thick / 2), (1.0, 0.02 * size), (1.0, -0.02 * size), (0.02, -thick / 2))
        ]
        parts.append(loft(ridge, color))
    else:
        parts.append(upright(outline, thick, rim if v["rimmed"] else color))
        if v["rimmed"]:
            parts.append(upright(outline * 0.78, thick * 1.25, color))
    front = thick * (0.5 if v["cut"] == "faceted" else 0.62 if v["rimmed"] else 0.5)
    if v["face"]:
        parts += both(
            ellipsoid(size * 0.07, size * 0.08, size * 0.14, BLACK, 8).moved(size * 0.1, -front, size * 0.04)
        )
        grin = arc(size * 0.11, 200, 340, 6)
        parts.append(
            sweep(np.column_stack([grin[:, 0], np.full(7, -front), grin[:, 1]]), size * 0.02, BLACK, 6)
        )
    if v["cheeks"] and v["face"]:
        parts += both(
            ellipsoid(size * 0.09, size * 0.06, size * 0.06, PALETTE["pink"], 8).moved(
                size * 0.17, -front, -size * 0.05
            )
        )
    low = min(part.bounds[0, 2] for part in parts)
    base = size * 0.16 if v["mounted"] else 0.0
    for part in parts:
        yield part.moved(z=base - low)
    if v["mounted"]:
        yield cylinder(size * 0.28, base * 0.5, v["stand"].color, 16)
        yield cylinder(size * 0.05, base - low, v["stand"].color, 8)


def _adjust(v: Values) -> Values:
    if v["cut"] == "faceted":
        v = v | {"rimmed": False, "face": False}
    v = v | {"cheeks": v["cheeks"] and v["face"]}
    return unsaid(v, rim=not v["rimmed"], stand=not v["mounted"])


FAMILY = Family(
    "star",
    "pickup_symbol",
    (
        Count("points", "points", 4, 8),
        Proportion("size", 0.3, 0.8),
        Proportion("thickness", 0.14, 0.32, ("thin", "thick")),
        Proportion("inner", 0.36, 0.56, ("spiky", "plump")),
        Choice("cut", ("flat", "faceted")),
        Flag("rimmed", "with a rim"),
        Color("rim", "rim"),
        Flag("face", "with a face"),
        Flag("cheeks", "with pink cheeks"),
        Flag("mounted", "on a stand"),
        Color("stand", "stand"),
        Finish(
            "body",
            ("golden", "stone"),
            colors=(
                "yellow",
                "gold",
                "red",
                "blue",
                "green",
                "pink",
                "purple",
                "white",
                "orange",
                "teal",
                "silver",
            ),
        ),
    ),
    _build,
    adjust=_adjust,
)
