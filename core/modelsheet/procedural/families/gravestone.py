"""Gravestones: a slab or a cross on a plinth behind a mound of earth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import boulder
from ..shape import Part, box, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    wide, high, stone = v["width"], v["height"], v["stone"].color
    deep = 0.2
    yield box(wide * 1.3, deep * 2, 0.16, v["plinth"].color)
    yield box(wide * 1.15, deep * 1.6, 0.12, darker(v["plinth"].color, 0.9)).moved(z=0.14)
    yield upright(_outline(v["shape"], wide, high), deep, stone).moved(z=0.22)
    if v["shape"] != "cross-shaped":
        yield box(wide * 0.66, deep + 0.08, high * 0.32, v["plaque"].color).moved(z=0.22 + high * 0.3)
        for i, share in enumerate((0.5, 0.42, 0.5)):
            line = box(wide * share, deep + 0.13, 0.035, darker(v["plaque"].color, 0.6))
            yield line.moved(z=0.22 + high * (0.37 + 0.08 * i))
    else:
        yield box(wide * 0.34, deep + 0.1, wide * 0.34, v["plaque"].color).moved(z=0.22 + high * 0.56)
    if v["mound"]:
        mound = boulder(0.5, (116, 86, 58), 0.06, high).scaled(wide * 0.95, 1.4, 0.36)
        keep = mound.vertices.copy()
        keep[:, 2] = np.maximum(keep[:, 2], -0.02)
        yield Part(keep, mound.faces, mound.color).moved(0, -0.85, 0.02)
    if v["flowers"]:
        for i, (x, color) in enumerate(
            ((-0.42, (226, 92, 120)), (-0.28, (240, 200, 64)), (-0.35, (196, 70, 66)))
        ):
            at = (x * wide, -0.21 - 0.05 * (i % 2))
            yield box(0.05, 0.05, 0.24, (82, 140, 70)).moved(*at)
            yield sphere(0.085, color, 8).moved(*at, 0.28)


def _outline(shape: str, wide: float, high: float) -> np.ndarray:
    """(N, 2) the stone's outline, standing on the ground."""
    a = wide / 2
    if shape == "round-topped":
        angle = np.linspace(0, np.pi, 11)
        top = np.stack([np.cos(angle) * a, high - a + np.sin(angle) * a], 1)
        return np.concatenate([[(-a, 0), (a, 0)], top])
    if shape == "pointed":
        return np.array([(-a, 0), (a, 0), (a, high * 0.75), (0, high), (-a, high * 0.75)])
    if shape == "cross-shaped":
        t, low, up = wide * 0.15, high * 0.55, high * 0.55 + wide * 0.3
        right = [(t, 0), (t, low), (a, low), (a, up), (t, up), (t, high * 1.1)]
        return np.array([*right, *((-x, z) for x, z in right[::-1])])
    return np.array([(-a, 0), (a, 0), (a, high), (-a, high)])


FAMILY = Family(
    "gravestone",
    "gravestone",
    (
        Choice("shape", ("round-topped", "pointed", "square", "cross-shaped")),
        Finish(
            "stone",
            ("stone", "marble", "wooden"),
            colors=("gray", "white", "black", "brown", "green", "blue", "tan", "purple", "red", "pink"),
        ),
        Color("plinth", of="base"),
        Color("plaque", of="plaque"),
        Proportion("width", 0.6, 1.0, ("narrow", "wide")),
        Proportion("height", 0.8, 1.5, ("short", "tall")),
        Flag("mound", "with a mound of earth"),
        Flag("flowers", "with flowers"),
    ),
    _build,
    aliases=("tombstone", "headstone"),
)
