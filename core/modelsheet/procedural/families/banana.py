"""Bananas: one or a bunch of bent fruits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Proportion, Values
from ..shape import Part, beam, ellipsoid, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    length, thick = v["length"], v["length"] * v["thickness"]
    count, spread = max(1, v["count"]), 22.0
    turn = np.linspace(-1, 1, 9) * v["bend"]
    radius = length / (2 * v["bend"])
    path = np.column_stack([radius * np.sin(turn), np.zeros(9), radius * (1 - np.cos(turn))])
    girth = thick * np.array([0.4, 0.72, 0.92, 1.0, 1.0, 1.0, 0.9, 0.65, 0.35])
    fruit = sweep(path, girth, v["skin"].color, 6)
    first, step = path[0], path[0] - path[1]
    stalk = beam(first - step * 0.1, first + step * 0.45, thick * 0.75, v["stem"].color, 6)
    last = path[-1]
    tip = ellipsoid(thick, thick, thick, v["tip"].color, 8).moved(*last)
    low = min(fruit.bounds[0, 2], 0.0)
    for i in range(count):
        angle = (i - (count - 1) / 2) * spread
        for part in (fruit, stalk, tip):
            yield part.moved(*-first).turned(angle).moved(x=first[0], z=first[2] - low)
    if count > 1:
        yield sphere(thick * 0.75, v["stem"].color, 8).moved(*(first + step * 0.4)).moved(z=-low)


def _adjust(v: Values) -> Values:
    return v if v["count"] > 1 else v | {"count": 0}


FAMILY = Family(
    "banana",
    "fruit_vegetable",
    (
        Proportion("length", 0.15, 0.22, ("short", "long")),
        Proportion("thickness", 0.09, 0.14, ("thin", "thick")),
        Proportion("bend", 0.5, 0.95, ("straight", "strongly bent")),
        Count("count", "bananas", 0, 4),
        Color("skin", "", ("yellow", "yellow", "gold", "green", "brown", "red", "pink", "blue")),
        Color("stem", "stem", ("green", "brown", "olive", "black")),
        Color("tip", "tips", ("black", "brown", "green")),
    ),
    _build,
    adjust=_adjust,
)
