"""Pears: a round belly that narrows to a stalk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, ellipsoid, lathe, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    height = r * 2 * v["height"]
    neck = v["neck"]
    profile = np.array(
        [
            (0.2, 0.03),
            (0.5, 0.0),
            (0.88, 0.13),
            (1.0, 0.3),
            (0.88, 0.5),
            (neck * 1.2, 0.72),
            (neck, 0.9),
            (neck * 0.6, 0.99),
            (0.1, 0.97),
        ]
    )
    yield lathe(profile * (r, height), v["skin"].color, 16)
    if v["blushed"]:
        yield ellipsoid(r * 0.9, r * 0.5, height * 0.36, v["blush"].color, 12).moved(
            x=-r * 0.25, y=-r * 0.75, z=height * 0.32
        )
    yield sweep(
        [(0, 0, height * 0.95), (0, 0, height * 1.08), (r * 0.15, 0, height * (1.1 + v["stalk"]))],
        [r * 0.07, r * 0.07, r * 0.1],
        v["stem"].color,
        6,
    )
    leaf = (
        ellipsoid(r * 0.9, r * 0.45, r * 0.14, v["leaf"].color, 8)
        .turned(-25, "y")
        .moved(x=r * 0.45, z=height * 1.08)
    )
    yield from ring(leaf, v["leaves"], -20) if v["leaves"] else ()


def _adjust(v: Values) -> Values:
    return unsaid(v, blush=not v["blushed"])


FAMILY = Family(
    "pear",
    "fruit_vegetable",
    (
        Proportion("width", 0.07, 0.1),
        Proportion("height", 1.1, 1.6, ("short", "tall")),
        Proportion("neck", 0.3, 0.55, ("narrow", "wide"), of="neck"),
        Color("skin", "", ("green", "yellow", "gold", "olive", "red", "brown", "teal", "purple")),
        Flag("blushed", "with a blush"),
        Color("blush", "blush", ("red", "orange", "pink", "brown")),
        Proportion("stalk", 0.05, 0.25, ("short", "long"), of="stem"),
        Color("stem", "stem", ("brown", "black", "green")),
        Count("leaves", "leaves", 0, 2),
        Color("leaf", "leaves", ("green", "olive", "teal", "orange")),
    ),
    _build,
    adjust=_adjust,
)
