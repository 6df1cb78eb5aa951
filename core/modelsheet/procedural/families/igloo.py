"""Igloos: rings of snow blocks closing to a dome, with an entrance tunnel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import WOOD
from ..shape import Part, box, extrude, lathe, prism, ring, upright


def _build(v: Values) -> Iterator[Part]:
    radius, high, snow = 1.8, v["height"], v["snow"].color
    rows = v["rows"] + 1  # the last one closes the dome
    edge = np.linspace(0, np.pi / 2, rows + 1)
    sides = 12
    for i in range(rows):
        low, top = np.sin(edge[i]) * high, np.sin(edge[i + 1]) * high
        reach = radius * np.cos(edge[i] * 0.97)
        if i == rows - 1:
            cap = [(reach, 0), (reach * 0.7, high * 0.06), (0, high * 0.1)]
            yield lathe(cap, snow, 12).moved(z=low - 0.02)
            continue
        yield prism(24, reach - 0.06, top - low + 0.02, darker(snow, 0.8)).moved(z=low)
        tall = top - low - 0.05
        for k, block in enumerate(ring(_block(reach, tall), sides, i % 2 * 180 / sides)):
            yield block.painted(darker(snow, (1.0, 0.95)[(k + i) % 2])).moved(z=low)
    yield from _tunnel(v, radius)
    if v["flag"]:
        yield box(0.09, 0.09, 1.1, WOOD).moved(z=high - 0.25)
        yield upright([(0, 0), (0.7, 0.2), (0, 0.42)], 0.09, v["door"].color).moved(z=high + 0.4)


def _block(reach: float, tall: float) -> Part:
    """A block of the wall, `reach` metres from the middle to its outer side, towards -y."""
    corners = [(reach, -103), (reach, -90), (reach, -77), (reach - 0.3, -77), (reach - 0.3, -103)]
    return extrude([(r * np.cos(np.deg2rad(a)), r * np.sin(np.deg2rad(a))) for r, a in corners], tall)


def _tunnel(v: Values, radius: float) -> Iterator[Part]:
    long, snow = v["tunnel"], v["snow"].color
    angle = np.linspace(0, np.pi, 9)
    arc = np.stack([np.cos(angle), np.sin(angle) * 1.15], 1)
    if v["mouth"] == "square":
        arc = np.array([(0.9, 0), (0.9, 1.0), (-0.9, 1.0), (-0.9, 0)])
    pieces = 2 if long < 0.7 else 3
    for i in range(pieces):
        grow = 0.85 - 0.04 * (i % 2)
        part = (long + 0.6) / pieces
        tint = darker(snow, (1.0, 0.88)[i % 2])
        yield upright(arc * grow, part, tint).moved(0, -radius - long + (i + 0.5) * part)
    yield upright(arc * 0.6, 0.2, v["door"].color).moved(0, -radius - long)


FAMILY = Family(
    "igloo",
    "village_building",
    (
        Color("snow", words=("white", "white", "white", "cream", "blue", "teal", "gray", "pink", "purple")),
        Count("rows", "rows of blocks", 3, 6),
        Proportion("height", 1.3, 2.1, ("low", "tall")),
        Proportion("tunnel", 0.4, 1.2, ("short", "long"), of="tunnel"),
        Choice("mouth", ("round", "square"), of="tunnel"),
        Color("door", of="door"),
        Flag("flag", "with a flag"),
    ),
    _build,
)
