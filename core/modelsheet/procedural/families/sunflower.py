"""Sunflowers: a big head of petals about a dark centre on a tall leafy stem."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import leaf
from ..shape import Part, cone, extrude, lathe, ring, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    high, size, green = v["stem"], v["head"] / 2, v["leaf"].color
    bend = 0.16 if v["stance"] == "nodding" else 0.04
    stem = [(0, 0.06, 0), (0, 0.08, high * 0.5), (0, 0.05, high * 0.9), (0, -bend * 0.5, high + 0.02)]
    yield sweep(stem, 0.04, green, 7).standing()
    for i in range(v["leaves"]):
        blade = leaf(0.42, 0.28, 0.16, darker(green, (1.0, 0.88)[i % 2]), 0.022).turned(-28, "x")
        yield blade.turned(75 + 180 * (i % 2) + 20 * (i // 2)).moved(0, 0.06, high * (0.25 + 0.14 * i))
    tilt = 88 if v["stance"] == "nodding" else 60
    for part in _head(v, size):
        yield part.turned(tilt, "x").moved(0, -bend, high)
    if v["earth"]:
        yield cone(0.34, 0.09, (112, 82, 56), 14, top=0.24)


def _head(v: Values, size: float) -> Iterator[Part]:
    """The flower, facing up."""
    petal, count = v["petal"].color, v["petals"]
    wide = min(1.5 * size * np.sin(np.pi / count), size * 0.4)
    tip = 0.04 if v["petal_shape"] == "pointed" else 0.6
    half = [(0.5, 0.4), (1.0, 0.62), (0.85, 0.85), (tip, 1.0)]
    right = [(x * wide / 2, -y * size) for x, y in half]
    shape = extrude([*((-x, y) for x, y in right), *right[::-1]], 0.04, petal)
    for i, one in enumerate(ring(shape, count)):
        yield one.painted(darker(petal, (1.0, 0.88)[i % 2])).moved(z=0.012 * (i % 2))
    yield lathe(
        [(size * 0.35, -0.06), (size * 0.6, -0.01), (size * 0.55, 0.02)], darker(v["leaf"].color, 0.9), 14
    )
    yield lathe([(size * 0.55, 0.0), (size * 0.52, 0.07), (size * 0.3, 0.1), (0, 0.1)], v["center"].color, 16)
    yield sphere(size * 0.26, darker(v["center"].color, 0.75), 12).scaled(1, 1, 0.3).moved(z=0.095)


FAMILY = Family(
    "sunflower",
    "flower",
    (
        Count("petals", "petals", 8, 14),
        Color(
            "petal",
            of="petals",
            words=("yellow", "yellow", "yellow", "orange", "gold", "red", "pink", "white", "purple", "blue"),
        ),
        Choice("petal_shape", ("pointed", "rounded"), of="petals"),
        Color("center", of="center", words=("brown", "brown", "black", "maroon", "orange", "olive")),
        Count("leaves", "leaves", 1, 4),
        Color("leaf", of="leaves", words=("green", "green", "olive", "teal")),
        Choice("stance", ("upright", "nodding"), of="head"),
        Proportion("stem", 0.9, 1.8, ("short", "tall"), of="stem"),
        Proportion("head", 0.55, 0.85, ("small", "big"), of="head"),
        Flag("earth", "on a mound of earth"),
    ),
    _build,
)
