"""Bushes: lumps of leaves, round, bumpy or clipped, with berries or flowers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import WOOD, boulder, spread
from ..shape import RGB, Part, box, sphere

_LEAVES = (
    "green",
    "green",
    "green",
    "olive",
    "teal",
    "yellow",
    "orange",
    "red",
    "purple",
    "blue",
    "pink",
    "white",
)
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
            yield sphere(size, PALETTE[v["bloom"].split()[0]], 8).moved(*spot)


def _lumps(shape: str, wide: float, high: float, color: RGB) -> list[Part]:
    """The body of leaves, its flat foot on the ground."""
    ball = boulder(0.5, color, 0.06, high)
    size = (wide, wide, high)
    if shape == "square":
        reach = np.abs(ball.vertices).max(1, keepdims=True)
        ball = replace(ball, vertices=ball.vertices * (0.45 / reach) ** 0.8)
    elif shape == "cone-shaped":
        share = 0.95 - ball.vertices[:, 2:]
        ball = replace(ball, vertices=ball.vertices * np.concatenate([share, share, share * 0 + 1.3], 1))
    parts = [ball.scaled(*size)]
    if shape == "bumpy":
        parts = [ball.scaled(wide * 0.8, wide * 0.75, high)]
        for i in range(5):
            a = 2 * np.pi * i / 5 + 0.4
            lump = boulder(0.5, darker(color, 0.86 + 0.06 * (i % 3)), 0.08, high + i, 1)
            lump = lump.scaled(wide * 0.5, wide * 0.5, high * 0.66)
            parts.append(lump.moved(np.cos(a) * wide * 0.33, np.sin(a) * wide * 0.33, -high * 0.12))
    lifted = [part.moved(z=high * (0.55 if shape == "cone-shaped" else 0.42)) for part in parts]
    return [replace(part, vertices=np.maximum(part.vertices, (-np.inf, -np.inf, 0.0))) for part in lifted]


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
