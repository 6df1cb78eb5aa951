"""Pumpkins: a ribbed fruit with a stalk, plain or carved with a face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Color, Count, Family, Flag, Paint, Proportion, Values, darker, unsaid
from ..shape import Part, both, ellipsoid, halves, ring, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    r, ribs = v["width"] / 2, v["ribs"]
    height = v["width"] * v["height"]
    rib = ellipsoid(r * 0.95, r * 5.6 / ribs, height, v["skin"].color, 12).moved(x=r * 0.52, z=height / 2)
    yield from ring(rib, ribs)
    yield ellipsoid(r * 1.3, r * 1.3, height * 0.9, darker(v["skin"].color), 12).moved(z=height / 2)
    top = height * 0.86
    stalk = [(0, 0, top), (0, 0, top + r * 0.2), (r * 0.2, 0, top + r * v["stalk"])]
    yield sweep(stalk, [r * 0.2, r * 0.13, r * 0.14], v["stem"].color, 6)
    if v["leafy"]:
        yield ellipsoid(r * 0.8, r * 0.6, r * 0.12, v["stem"].color, 8).moved(x=-r * 0.45, z=height * 0.97)
    if v["carved"]:
        glow = v["glow"].color
        eye = upright(halves([(r * 0.15, 0), (0, r * 0.24)]), r * 0.35, glow)
        yield from both(eye.moved(x=r * 0.34, y=-r * 0.88, z=height * 0.55))
        yield upright(halves([(r * 0.07, 0), (0, r * 0.12)]), r * 0.3, glow).moved(
            y=-r * 0.96, z=height * 0.46
        )
        grin = [
            (0, -0.1),
            (0.14, -0.1),
            (0.14, -0.02),
            (0.26, -0.02),
            (0.46, 0.14),
            (0.3, 0.09),
            (0.22, 0.05),
            (0.22, 0.1),
            (0.1, 0.1),
            (0.1, 0.04),
            (0, 0.04),
        ]
        yield upright(halves(np.array(grin) * r), r * 0.4, glow).moved(y=-r * 0.88, z=height * 0.3)


def _adjust(v: Values) -> Values:
    if v["glow"].word == v["skin"].word:
        v = v | {"glow": Paint("black", PALETTE["black"])}
    return unsaid(v, glow=not v["carved"])


FAMILY = Family(
    "pumpkin",
    "fruit_vegetable",
    (
        Proportion("width", 0.25, 0.5, ("small", "big")),
        Proportion("height", 0.6, 0.95, ("flat", "tall")),
        Count("ribs", "ribs", 7, 10),
        Color(
            "skin",
            "",
            ("orange", "orange", "orange", "green", "white", "yellow", "purple", "blue", "red", "pink"),
        ),
        Proportion("stalk", 0.4, 0.7, ("short", "long"), of="stem"),
        Color("stem", "stem", ("green", "brown", "olive", "tan")),
        Flag("leafy", "with a leaf"),
        Flag("carved", "with a face"),
        Color("glow", "face", ("yellow", "black", "white")),
    ),
    _build,
    adjust=_adjust,
)
