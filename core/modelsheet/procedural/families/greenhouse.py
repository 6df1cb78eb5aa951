"""Greenhouses: glass walls and a glass roof in a frame, on a low base."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import BRASS, GLASS, boulder
from ..shape import RGB, Part, arc, beam, both, box, cylinder, lathe, upright

_BASE, _WALL = 0.45, 1.7  # metres
_PANE: RGB = (172, 216, 222)


def _build(v: Values) -> Iterator[Part]:
    half, long, frame = v["width"] / 2, v["bays"] * 1.15, v["frame"].color
    yield box(half * 2 + 0.12, long + 0.12, _BASE, v["base"].color)
    line = _line(v["roof_shape"], half)
    wall = np.concatenate([[(-half, 0), (half, 0)], line + (0, _WALL)])
    yield upright(wall, long, _PANE).moved(z=_BASE - 0.02)
    top = line + (0, _WALL + _BASE)
    rib = both(box(0.12, 0.12, _WALL, frame).moved(half, 0, _BASE))
    rib += [beam((a[0], 0, a[1]), (b[0], 0, b[1]), 0.12, frame) for a, b in pairwise(top)]
    for i in range(v["bays"] + 1):
        yield from (part.moved(0, long * (i / v["bays"] - 0.5)) for part in rib)
    for x, z in ((half, _BASE), (half, _BASE + _WALL), (half, _BASE + _WALL * 0.5)):
        yield from both(box(0.13, long + 0.1, 0.1, frame).moved(x, 0, z - 0.03))
    yield box(0.14, long + 0.12, 0.14, frame).moved(0, 0, top[:, 1].max() - 0.05)
    for y in (-long / 2, long / 2):
        yield box(half * 2, 0.11, 0.11, frame).moved(0, y, _BASE + _WALL - 0.05)
        yield from (box(0.1, 0.11, _WALL, frame).moved(x * half, y, _BASE) for x in (-0.5, 0.5))
    yield box(0.95, 0.3, 1.85, darker(frame, 0.85)).moved(0, -long / 2, 0.05)
    yield box(0.76, 0.38, 1.7, v["door"].color).moved(0, -long / 2, 0.05)
    yield box(0.5, 0.44, 0.7, GLASS).moved(0, -long / 2, 0.92)
    yield box(0.09, 0.5, 0.09, BRASS).moved(0.28, -long / 2, 0.78)
    if v["vent"]:
        a, b = top[np.abs(top[:, 0]).argmin()], top[0]
        middle, lift = (a + b) / 2, 0.32
        yield beam((a[0] + 0.1, 0, a[1]), (middle[0] + 0.25, 0, middle[1] + lift), 0.11, frame).scaled(
            1, 8, 1
        )
    if v["plants"]:
        for x in (-0.75, 0.75):
            yield lathe([(0.16, 0), (0.22, 0.3)], (188, 108, 74), 10).moved(x * half, -long / 2 - 0.3)
            yield cylinder(0.19, 0.1, (92, 68, 50), 10).moved(x * half, -long / 2 - 0.3, 0.24)
            yield boulder(0.32, (88, 150, 70), 0.12, x + half, 1).moved(x * half, -long / 2 - 0.3, 0.52)


def _line(kind: str, half: float) -> np.ndarray:
    """(N, 2) the roof from the right eave over the ridge to the left one, above the walls."""
    if kind == "gabled":
        return np.array([(half, 0), (0, half * 0.75), (-half, 0)])
    return arc(half, 0, 180, 8) * (1, 0.75)


FAMILY = Family(
    "greenhouse",
    "farm_building",
    (
        Choice("roof_shape", ("gabled", "round"), of="roof"),
        Color("frame", of="frame"),
        Finish("base", ("brick", "stone", "wooden"), of="base"),
        Color("door", of="door"),
        Count("bays", "bays", 2, 5),
        Proportion("width", 2.0, 3.4, ("narrow", "wide")),
        Flag("vent", "with an open roof window"),
        Flag("plants", "with potted plants in front"),
    ),
    _build,
    aliases=("glasshouse",),
)
