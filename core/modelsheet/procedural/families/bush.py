"""Bushes: lumps of leaves, round, bumpy or clipped, with berries or flowers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import WOOD, boulder, spread
from ..shape import RGB, Part, box, sphere

_LEAVES = ("green", "green", "green", "olive", "teal", "yellow", "orange", "red", "purple", "pink", "white")
_BERRIES = ("red berries", "purple berries", "black berries", "orange berries")
_FLOWERS = ("pink flowers", "white flowers", "yellow flowers", "blue flowers")


def _build(v: Values) -> Iterator[Part]:
    wide, high = v["width"], v["height"]
    lift = 0.0
    if v["planter"]:
        lift = 0.3
        yield box(wide * 0.9, wide * 0.9, 0.42, WOOD)
        yield box(wide * 0.98, wide * 0.98, 0.1, darker(WOOD, 0.8)).moved(z=0.36)
    lumps = [part.moved(z=lift) for part in _lumps(v["shape"], wide, high, v["leaves"].color)]
    yield from lumps
    if v["bloom"]:
        size = wide * (0.05 if v["bloom"] in _BERRIES else 0.07)
        for spot in spread(lumps, 34):
            x, y, z = spot
            yield sphere(size, PALETTE[v["bloom"].split()[0]], 6).moved(x, y, max(z, size))


def _lumps(shape: str, wide: float, high: float, color: RGB) -> list[Part]:
    """The body of leaves, its flat foot on the ground."""
    ball = boulder(0.5, color, 0.06, high)
    if shape == "square":
        reach = np.abs(ball.vertices).max(1, keepdims=True)
        ball = replace(ball, vertices=ball.vertices * (0.45 / reach) ** 0.8)
    elif shape == "cone-shaped":
        share = 0.95 - ball.vertices[:, 2:]
        ball = replace(ball, vertices=ball.vertices * np.concatenate([share, share, share * 0 + 1.3], 1))
    ball = ball.scaled(wide, wide, high).moved(z=high * (0.55 if shape == "cone-shaped" else 0.42))
    tuft = (0.3 if shape == "bumpy" else 0.17) * wide
    count = 7 if shape == "bumpy" else 18
    parts = [ball]
    for i, spot in enumerate(spread([ball], count)):
        tint = darker(color, 0.86 + 0.07 * (i % 4))
        parts.append(boulder(tuft, tint, 0.12, high + i, 1).moved(*(spot * (0.9, 0.9, 0.95))))
    return [replace(part, vertices=np.maximum(part.vertices, (-np.inf, -np.inf, 0.0))) for part in parts]


FAMILY = Family(
    "bush",
    "bush",
    (
        Choice("shape", ("round", "bumpy", "square", "cone-shaped")),
        Color("leaves", words=_LEAVES),
        Choice("bloom", ("", "", "", *_BERRIES, *_FLOWERS), say="with {}"),
        Proportion("width", 0.9, 1.7, ("narrow", "wide")),
        Proportion("height", 0.7, 1.3, ("low", "tall")),
        Flag("planter", "in a wooden planter"),
    ),
    _build,
    aliases=("shrub",),
)
