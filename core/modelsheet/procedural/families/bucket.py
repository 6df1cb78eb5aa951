"""Buckets: a tapered pail with a bail to carry it by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arc, cone, hoop, lathe, sweep


def _build(v: Values) -> Iterator[Part]:
    height, top = v["height"], v["width"] / 2
    bottom, wall = top * v["taper"], top * 0.09
    profile = [(bottom, 0), (top, height), (top - wall, height), (bottom - wall, wall)]
    yield lathe(profile, v["body"].color, 20)
    for share in np.linspace(0.15, 0.97, v["bands"]):
        outer = bottom + (top - bottom) * share + wall * 0.5
        band = height * 0.04
        yield hoop(outer, wall, 2 * band, v["band"].color, 20).moved(z=share * height - band * 1.2)
    if v["content"]:
        color = PALETTE[{"water": "blue", "milk": "cream", "sand": "tan", "paint": "red"}[v["content"]]]
        share = 0.85
        level = (bottom + (top - bottom) * share) - wall * 0.4
        yield cone(bottom - wall * 0.4, height * share - wall, color, 20, level).moved(z=wall)
    swing = arc(top * 1.03, 0, 180, 12)
    bail = np.column_stack([swing[:, 0], np.zeros(13), swing[:, 1]])
    handle = sweep(bail, top * 0.05, v["handle"].color, 6).turned(0 if v["raised"] else 75, "x")
    yield handle.moved(z=height * 0.9)


FAMILY = Family(
    "bucket",
    "barrel_bucket",
    (
        Proportion("height", 0.2, 0.4, ("low", "tall")),
        Proportion("width", 0.24, 0.4, ("narrow", "wide")),
        Proportion("taper", 0.6, 0.95),
        Count("bands", "bands", 0, 3),
        Color("band", "bands"),
        Choice("content", ("", "water", "milk", "sand", "paint"), say="with {} in it"),
        Flag("raised", "with a raised handle"),
        Finish("body", ("wooden", "metal", "plastic")),
        Color("handle", "handle"),
    ),
    _build,
    aliases=("pail",),
)
