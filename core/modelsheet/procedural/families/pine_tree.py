"""Pine trees: cones of branches on a trunk, sometimes with snow or a star on top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, cone, cylinder, lathe, loft, upright

_NATURAL = (
    "green",
    "green",
    "green",
    "olive",
    "teal",
    "blue",
    "white",
    "yellow",
    "orange",
    "pink",
    "purple",
    "red",
)


def _build(v: Values) -> Iterator[Part]:
    high, wide, count = v["height"], v["width"] / 2, v["layers"]
    foot = high * v["trunk_length"]
    yield cylinder(high * 0.035 + wide * 0.06, foot + high * 0.1, v["trunk"].color, 8)
    span = high - foot
    part = span / (count * 0.62 + 0.38)
    for i in range(count):
        share = i / count
        radius = wide * (1 - 0.75 * share)
        low = foot + i * part * 0.62
        tint = darker(v["leaves"].color, 0.88 + 0.24 * share)
        yield _layer(v["edge"], radius, part, tint).turned(i * 17).moved(z=low)
        if v["snow"]:
            cap = [(radius * 0.62, part * 0.36), (radius * 0.66, part * 0.42), (radius * 0.03, part * 1.05)]
            yield lathe(cap, (240, 244, 248), 10).turned(i * 17).moved(z=low)
    if v["star"]:
        angle = np.arange(10) * np.pi / 5 + np.pi / 2
        reach = np.where(np.arange(10) % 2 == 0, 1.0, 0.45) * high * 0.075
        star = np.stack([np.cos(angle) * reach, np.sin(angle) * reach], 1)
        yield upright(star, high * 0.035, (244, 204, 70)).moved(z=high + high * 0.04)


def _layer(edge: str, radius: float, high: float, color: tuple[int, int, int]) -> Part:
    """One cone of branches on the ground, its lower edge even or jagged."""
    if edge == "even":
        return cone(radius, high, color, 10)
    count = 16
    angle = np.arange(count) * 2 * np.pi / count
    reach = radius * np.where(np.arange(count) % 2 == 0, 1.08, 0.8)
    drop = np.where(np.arange(count) % 2 == 0, 0.0, high * 0.12)
    low = np.stack([np.cos(angle) * reach, np.sin(angle) * reach, drop], 1)
    inner = np.stack([np.cos(angle) * radius * 0.1, np.sin(angle) * radius * 0.1, 0 * angle + high * 0.15], 1)
    return loft(np.array([inner, low, np.tile([0, 0, high], (count, 1))]), color)


FAMILY = Family(
    "pine tree",
    "pine_tree",
    (
        Count("layers", "layers of branches", 2, 6),
        Color("leaves", words=_NATURAL),
        Color("trunk", of="trunk", words=("brown", "brown", "tan", "gray", "black", "maroon")),
        Choice("edge", ("even", "jagged"), of="branches"),
        Proportion("height", 3.0, 7.0, ("short", "tall")),
        Proportion("width", 1.6, 3.2, ("narrow", "wide")),
        Proportion("trunk_length", 0.1, 0.3, ("short", "long"), of="trunk"),
        Flag("snow", "covered in snow"),
        Flag("star", "with a star on top"),
    ),
    _build,
    aliases=("fir tree", "conifer", "spruce"),
    symmetric=True,
)
