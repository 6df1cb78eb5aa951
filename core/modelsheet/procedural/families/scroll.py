"""Scrolls: a sheet between two rolls, upright and open."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, cylinder, grounded, sphere


def _build(v: Values) -> Iterator[Part]:
    wide, roll = v["width"], v["width"] * v["roll"]
    paper, rod = v["paper"].color, v["rod"].color
    turned = cylinder(roll, wide, paper, 14).turned(90, "y").moved(x=-wide / 2)
    core = cylinder(roll * 0.45, wide * 1.24, rod, 10).turned(90, "y").moved(x=-wide * 0.62)
    knobs = both(sphere(roll * 0.8, rod, 10).moved(x=wide * 0.62))
    high = wide * v["length"]
    for z in (roll, high + roll):
        for part in (turned, core, *knobs):
            yield part.moved(z=z)
    yield box(wide * 0.94, wide * 0.05, high, paper).moved(z=roll)
    for i in range(v["lines"]):
        z = roll * 2 + (high - roll * 2) * (1 - (i + 0.7) / (v["lines"] + 0.8))
        short = 0.5 if i == v["lines"] - 1 else 0.72
        yield box(wide * short, wide * 0.085, wide * 0.045, v["ink"].color).moved(
            x=-wide * (0.72 - short) / 2, z=z
        )
    if v["sealed"]:
        yield (
            cylinder(wide * 0.09, wide * 0.06, v["seal"].color, 12)
            .turned(90, "x")
            .moved(x=wide * 0.3, y=-wide * 0.01, z=roll * 2.4)
        )


def _standing(v: Values) -> Iterator[Part]:
    """The scroll on the ground."""
    yield from grounded(_build(v))


def _adjust(v: Values) -> Values:
    return unsaid(v, seal=not v["sealed"])


FAMILY = Family(
    "scroll",
    "decor_book",
    (
        Proportion("width", 0.2, 0.35),
        Proportion("length", 0.9, 1.6, ("short", "long")),
        Proportion("roll", 0.1, 0.18, ("thin", "thick")),
        Count("lines", "lines", 3, 7),
        Color("ink", "lines", ("black", "brown", "red", "blue", "purple", "gold")),
        Color("paper", "", ("cream", "beige", "tan", "white", "yellow", "pink", "teal")),
        Finish("rod", ("wooden", "golden"), of="rods"),
        Flag("sealed", "with a seal"),
        Color("seal", "seal", ("red", "maroon", "blue", "green", "purple", "gold")),
    ),
    _standing,
    adjust=_adjust,
    aliases=("parchment",),
)
