"""Crowns: a band with points, stones and a cap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, ellipsoid, halves, hoop, lathe, ring, sphere, torus, upright


def _build(v: Values) -> Iterator[Part]:
    r, body, count = v["width"] / 2, v["body"].color, v["points"]
    wall, base, rise = r * 0.09, r * 0.38, r * v["rise"]
    flare = 1.0 + v["flare"]
    yield hoop(r, wall, base, body)
    for z in (base * 0.02, base * 0.8):
        yield torus(r, wall * 0.7, v["trim"].color, 24, 6).moved(z=z + wall * 0.6)
    half = np.pi * r / count
    outline = halves(
        {
            "pointed": [(half, 0), (0.0, rise)],
            "square": [(half * 0.62, 0), (half * 0.62, rise * 0.8)],
            "rounded": [(half * 0.9, 0), *(arc(half * 0.9, 0, 90, 5) * (1, rise / half / 0.9))],
        }[v["tip"]]
    )
    lean = np.rad2deg(np.arctan2(r * (flare - 1), rise))
    point = upright(outline, wall, body).turned(lean, "x").moved(y=-r + wall * 0.5, z=base * 0.92)
    yield from ring(point, count)
    if v["tip"] != "square":
        ball = sphere(r * 0.1, v["stone"].color, 8).moved(z=rise).turned(lean, "x")
        yield from ring(ball.moved(y=-r + wall * 0.5, z=base * 0.92), count)
    yield from ring(
        ellipsoid(r * 0.2, r * 0.12, r * 0.24, v["stone"].color, 8).moved(y=-r, z=base * 0.48), count
    )
    if v["cap"]:
        edge = r - wall * 1.5
        profile = [
            (edge, base * 0.3),
            (edge, base),
            (r * 0.7, base + rise * 0.45),
            (r * 0.15, base + rise * 0.6),
        ]
        yield lathe(profile, v["cloth"].color, 20)


def _adjust(v: Values) -> Values:
    return unsaid(v, cloth=not v["cap"])


FAMILY = Family(
    "crown",
    "treasure_jewelry",
    (
        Count("points", "points", 4, 9),
        Choice("tip", ("pointed", "rounded", "square"), of="points"),
        Proportion("width", 0.17, 0.22),
        Proportion("rise", 0.5, 1.0, ("low", "tall")),
        Proportion("flare", 0.0, 0.2),
        Color("body", "", ("gold", "silver", "black", "white", "orange", "blue", "pink")),
        Color("trim", "trim"),
        Color("stone", "gems", ("red", "blue", "green", "purple", "white", "pink")),
        Flag("cap", "with a cap"),
        Color("cloth", "cap", ("red", "purple", "blue", "green", "pink", "white")),
    ),
    _build,
    adjust=_adjust,
    symmetric=True,
)
