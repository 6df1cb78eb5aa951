"""Temples: a hall behind rows of columns, on steps, under a gabled roof."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, box, extrude, lathe, prism, upright


def _build(v: Values) -> Iterator[Part]:
    count, high, stone = v["columns"], v["height"], v["body"].color
    wide, deep = 1.7 * (count - 1) + 1.2, v["depth"]
    base = 0.0
    for i in range(v["steps"]):
        grow = (v["steps"] - 1 - i) * 0.7 + 0.6
        yield box(wide + grow, deep + grow, 0.33, darker(stone, (0.92, 0.84)[i % 2])).moved(z=base)
        base += 0.3
    yield box(wide - 2.0, deep - 2.0, high, darker(stone, 0.8)).moved(z=base)
    column = [_shaft(v["shape"], high - 0.5).painted(v["column"].color).moved(z=0.22)]
    column += [
        box(0.85, 0.85, 0.24, v["column"].color),
        box(0.9, 0.9, 0.3, v["column"].color).moved(z=high - 0.3),
    ]
    rows = max(2, round((deep - 1.0) / 1.9))
    places = [
        (x, y)
        for x in np.linspace(-wide / 2 + 0.6, wide / 2 - 0.6, count)
        for y in (-deep / 2 + 0.6, deep / 2 - 0.6)
    ]
    places += [
        (x, y)
        for x in (-wide / 2 + 0.6, wide / 2 - 0.6)
        for y in np.linspace(-deep / 2 + 0.6, deep / 2 - 0.6, rows + 1)[1:-1]
    ]
    for x, y in places:
        yield from (part.moved(x, y, base) for part in column)
    z = base + high
    yield box(wide + 0.1, deep + 0.1, 0.6, stone).moved(z=z - 0.02)
    yield box(wide + 0.5, deep + 0.5, 0.22, darker(stone, 0.85)).moved(z=z + 0.5)
    half, rise = wide / 2 + 0.3, wide * 0.2
    yield upright([(-half + 0.3, 0), (half - 0.3, 0), (0, rise)], deep + 0.1, stone).moved(z=z + 0.7)
    line = [
        (-half - 0.1, -0.05),
        (0, rise - 0.05),
        (half + 0.1, -0.05),
        (half + 0.1, 0.3),
        (0, rise + 0.4),
        (-half - 0.1, 0.3),
    ]
    yield upright(line, deep + 0.6, v["roof"].color).moved(z=z + 0.7)
    sign = upright(emblem(v["emblem"], rise * 0.62), 0.3, v["sign"].color)
    yield sign.moved(0, -deep / 2, z + 0.76 + rise * 0.4)
    yield box(1.4, 0.3, high * 0.72, v["door"].color).moved(0, -deep / 2 + 1.0, base)


def _shaft(shape: str, tall: float) -> Part:
    """A column's shaft on the ground."""
    if shape == "square":
        return prism(4, 0.42, tall)
    if shape == "fluted":
        angle = np.arange(24) * 2 * np.pi / 24
        reach = 0.36 * np.where(np.arange(24) % 3 == 0, 0.82, 1.0)
        return extrude(np.stack([np.cos(angle) * reach, np.sin(angle) * reach], 1), tall)
    return lathe([(0.36, 0), (0.35, tall * 0.4), (0.28, tall)], sides=12)


FAMILY = Family(
    "temple",
    "temple_church",
    (
        Count("columns", "front columns", 4, 6),
        Choice("shape", ("round", "square", "fluted"), of="front columns"),
        Finish("column", ("marble", "stone", "golden"), of="front columns"),
        Finish("body", ("marble", "stone")),
        Color("roof", of="roof"),
        Color("door", of="door"),
        Choice("emblem", ("star-shaped", "round", "diamond-shaped"), of="gable sign"),
        Color("sign", of="gable sign"),
        Count("steps", "steps", 1, 3),
        Proportion("height", 3.2, 4.8, ("low", "tall")),
        Proportion("depth", 6.0, 9.5, ("", "deep")),
    ),
    _build,
    aliases=("Greek temple",),
)
