"""Potion bottles: a flask of coloured liquid with a cork."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values
from ..shape import Part, cone, cylinder, lathe, torus, upright


def _build(v: Values) -> Iterator[Part]:
    width, glass, liquid = v["width"], v["glass"].color, v["liquid"].color
    r, sides = width / 2, 20
    if v["flask"] == "round":
        body = [(r * 0.5, 0), (r * 0.85, r * 0.3), (r, r * 0.85), (r * 0.85, r * 1.4), (r * 0.36, r * 1.8)]
    elif v["flask"] == "conical":
        body = [(r * 0.9, 0), (r, r * 0.2), (r * 0.36, r * 1.9)]
    else:
        body, sides = [(r, 0), (r * 1.05, r * 0.15), (r * 1.05, r * 1.5), (r * 0.42, r * 1.8)], 4
    top = body[-1][1]
    neck = v["neck"] * width
    yield lathe(body, liquid, sides)
    yield cylinder(r * 0.37, neck + r * 0.1, glass, 16).moved(z=top - r * 0.08)
    yield torus(r * 0.4, r * 0.1, glass, 16, 6).moved(z=top + neck)
    yield cone(r * 0.28, r * 0.4, v["cork"].color, 12, r * 0.36).moved(z=top + neck)
    if v["tag"]:
        yield upright(emblem("heart-shaped", r * 0.7), r * 0.2, PALETTE["white"]).moved(
            y=-r * 0.8 if sides == 4 else -r * 0.92, z=r * 0.85
        )
    for i in range(v["rings"]):
        yield torus(r * 0.4, r * 0.07, v["band"].color, 16, 6).moved(
            z=top + neck * (i + 0.5) / max(1, v["rings"])
        )


FAMILY = Family(
    "potion",
    "potion_bottle",
    (
        Choice("flask", ("round", "conical", "square")),
        Proportion("width", 0.12, 0.2, ("small", "big")),
        Proportion("neck", 0.2, 0.6, ("short", "long"), of="neck"),
        Color("liquid", "liquid"),
        Color("glass", "neck", ("white", "silver", "teal", "gray", "gold")),
        Color("cork", "cork", ("brown", "tan", "red", "gold", "black")),
        Count("rings", "rings", 0, 2),
        Color("band", "rings", ("gold", "silver", "red", "black")),
        Flag("tag", "with a white heart on it"),
    ),
    _build,
    aliases=("potion bottle", "magic potion", "flask"),
)
