"""Mugs: a cup with a handle and a drink."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, arc, cone, ellipsoid, lathe, sweep


def _build(v: Values) -> Iterator[Part]:
    height, r = v["height"], v["width"] / 2
    wall, foot, sides = r * 0.13, r * v["taper"], {"round": 24, "hexagonal": 6, "octagonal": 8}[v["outline"]]
    yield lathe([(foot, 0), (r, height), (r - wall, height), (foot - wall, wall)], v["body"].color, sides)
    drink = {"coffee": (78, 50, 34), "milk": PALETTE["cream"], "beer": (226, 160, 52), "tea": (176, 96, 46)}
    level = height * 0.86
    yield cone(
        foot - wall / 2, level - wall / 2, drink[v["drink"]], sides, foot + (r - foot) * 0.86 - wall * 0.6
    ).moved(z=wall / 2)
    if v["drink"] == "beer":
        yield ellipsoid(r * 1.9, r * 1.9, height * 0.3, PALETTE["white"], 14).moved(z=height)
    for i in range(v["stripes"]):
        share = (i + 1) / (v["stripes"] + 1)
        yield cone(
            foot + (r - foot) * (share - 0.05) + wall * 0.35,
            height * 0.1,
            v["stripe"].color,
            sides,
            foot + (r - foot) * (share + 0.05) + wall * 0.35,
        ).moved(z=height * (share - 0.05))
    bow = arc(1.0, 90, -90, 10) * (height * v["handle_size"], height * 0.32)
    path = np.column_stack([bow[:, 0] + (r + foot) / 2 - wall, np.zeros(11), bow[:, 1] + height * 0.5])
    yield sweep(path, r * 0.13, v["handle"].color, 8)


FAMILY = Family(
    "mug",
    "kitchenware",
    (
        Proportion("height", 0.08, 0.14, ("short", "tall")),
        Proportion("width", 0.08, 0.11, ("narrow", "wide")),
        Proportion("taper", 0.65, 1.0),
        Proportion("handle_size", 0.25, 0.45, ("", "big"), of="handle"),
        Choice("outline", ("round", "hexagonal", "octagonal")),
        Choice("drink", ("coffee", "milk", "beer", "tea"), say="with {} in it"),
        Count("stripes", "stripes", 0, 3),
        Color("stripe", "stripes"),
        Finish("body", ("wooden", "metal", "clay")),
        Color("handle", "handle"),
    ),
    _build,
    aliases=("cup",),
)
