"""Skyscrapers: tall city buildings in one to three tiers, with bands or grids of windows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, box, lathe, prism, ring, upright

_SIDES = {"square": 4, "hexagonal": 6, "round": 24}


def _build(v: Values) -> Iterator[Part]:
    sides, tiers, height = _SIDES[v["shape"]], v["tiers"], v["height"]
    body, glass = v["body"].color, v["glass"].color
    z = 0.0
    for tier in range(tiers):
        radius = 9.0 * (1 - 0.24 * tier)
        part = height / tiers * (1.15 - 0.15 * tier)
        yield prism(sides, radius, part, body).moved(z=z)
        yield from (p.moved(z=z) for p in _windows(v, sides, radius, part, tier == 0))
        z += part
    yield prism(sides, radius * 1.06, 0.9, darker(body)).moved(z=z - 0.3)
    if v["top"] == "pointed":
        yield lathe([(radius, 0), (radius * 0.25, radius * 1.6), (0, radius * 2.2)], glass, sides).moved(
            z=z + 0.5
        )
        z += radius * 2
    else:
        yield box(radius * 0.8, radius * 0.6, 2.0, darker(body)).moved(z=z)
        z += 1.5
    if v["antenna"]:
        yield prism(6, 0.6, 9, (200, 60, 52)).moved(z=z)
    flat = 9.0 * np.cos(np.pi / sides)
    yield upright([(-2.2, 0), (2.2, 0), (2.2, 3.4), (-2.2, 3.4)], 1.6, darker(body, 0.5)).moved(0, -flat)


def _windows(v: Values, sides: int, radius: float, height: float, base: bool) -> Iterator[Part]:
    """The windows of a tier, the walls' corners `radius` from the middle."""
    body, glass = v["body"].color, v["glass"].color
    low = 4.5 if base else 1.2
    count = max(2, int((height - low) / 3.6))
    if v["bands"] == "horizontal":
        for i in range(count):
            yield prism(sides, radius * 1.03, 1.9, glass).moved(z=low + i * (height - low) / count)
        return
    flat = radius * np.cos(np.pi / sides)
    width = 2 * radius * np.sin(np.pi / sides)
    strips = {4: 3, 6: 2, 24: 1}[sides]
    for i in range(strips):
        strip = box(width / strips * 0.55, 0.8, height - low - 0.8, glass).moved(0, -flat, low)
        x = (i - (strips - 1) / 2) * width / strips
        yield from ring(strip.moved(x), min(sides, 12))
    for i in range(1, count):
        yield prism(sides, radius * 1.07, 1.1, body).moved(z=low + i * (height - low) / count - 1.0)


FAMILY = Family(
    "skyscraper",
    "city_building",
    (
        Choice("shape", ("square", "hexagonal", "round")),
        Proportion("height", 32.0, 60.0, ("short", "tall")),
        Count("tiers", "tiers", 1, 3),
        Color("body"),
        Choice("bands", ("horizontal", "square"), of="windows"),
        Color(
            "glass", of="windows", words=("blue", "teal", "navy", "black", "white", "yellow", "gray", "green")
        ),
        Choice("top", ("flat", "pointed"), of="top"),
        Flag("antenna", "with a red antenna"),
    ),
    _build,
    aliases=("office tower", "high-rise"),
)
