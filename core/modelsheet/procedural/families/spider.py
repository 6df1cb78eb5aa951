"""Spiders: two round body parts on eight bent legs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE, eyes
from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Proportion, Values, unsaid
from ..shape import Part, both, cone, ellipsoid, extrude, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    size, body = v["size"], v["body"].color
    z = size * (0.28 + 0.2 * v["stand"])
    rear = size * v["abdomen"]
    yield ellipsoid(size * 0.42, size * 0.46, size * 0.32, body, 14).moved(z=z)
    yield ellipsoid(rear, rear * 1.15, rear * 0.85, v["rear"].color, 16).moved(
        y=size * 0.16 + rear * 0.5, z=z + size * 0.08
    )
    if v["sign"]:
        mark = extrude(emblem(v["sign"], rear * 0.45), rear * 0.3, v["mark"].color)
        yield mark.moved(y=size * 0.16 + rear * 0.5, z=z + size * 0.08 + rear * 0.17)
    thick = size * v["thickness"]
    for i in range(4):
        turn = np.deg2rad(-48 + 32 * i)
        out = np.array([np.cos(turn), np.sin(turn), 0])
        up = np.array([0, 0, 1.0])
        start = out * size * 0.16 + up * z
        knee = out * size * 0.5 + up * (z + size * 0.34 * v["stand"] + size * 0.1)
        foot = out * size * (0.85 + 0.1 * (i in (0, 3))) + up * thick
        yield from both(sweep([start, knee], [thick, thick * 0.9], v["leg"].color, 6))
        yield from both(sweep([knee, foot], [thick * 0.9, thick * 0.6], v["leg"].color, 6).standing())
        yield from both(sphere(thick * 1.15, v["joint"].color, 8).moved(*knee))
    for i in range(v["eyes"] // 2):
        x, dz = ((0.08, 0.06), (0.13, 0.12), (0.05, 0.13))[i]
        yield from eyes(
            size * x, -size * (0.2 - 0.05 * i), z + size * dz, size * (0.09 - 0.015 * i), v["eye"].color
        )
    if v["eyes"] % 2:
        yield sphere(size * 0.045, v["eye"].color, 8).moved(y=-size * 0.22, z=z + size * 0.02)
    yield from both(
        cone(size * 0.035, size * 0.14, WHITE, 6)
        .mirrored("z")
        .moved(size * 0.06, -size * 0.2, z - size * 0.04)
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, mark=not v["sign"])


FAMILY = Family(
    "spider",
    "animal",
    (
        Proportion("size", 0.3, 0.6),
        Proportion("abdomen", 0.5, 0.8, ("small", "big"), of="abdomen"),
        Proportion("stand", 0.3, 1.0, ("low", "tall")),
        Proportion("thickness", 0.03, 0.055, ("thin", "thick"), of="legs"),
        Count("eyes", "eyes", 2, 6),
        Color("eye", "eyes", ("red", "yellow", "white", "green", "teal")),
        Color("body", "", ("black", "black", "brown", "gray", "purple", "navy", "green", "maroon", "orange")),
        Color("rear", "abdomen"),
        Color("leg", "legs"),
        Color("joint", "knees"),
        Choice("sign", ("", "cross-shaped", "diamond-shaped", "round"), of="emblem"),
        Color("mark", "emblem", ("red", "white", "yellow", "orange")),
    ),
    _build,
    adjust=_adjust,
)
