"""Gems: cut stones with a table, a girdle and a point."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, cylinder, hoop, lathe


def _build(v: Values) -> Iterator[Part]:
    r, sides, color = v["width"] / 2, v["sides"], v["body"].color
    crown, pavilion = r * v["crown"], r * v["depth"]
    light = darker(color, 1.25)
    if v["cut"] == "pointed":
        profile = [(0, 0), (r, pavilion), (0, pavilion + crown * 3)]
        yield lathe(profile, color, sides)
    elif v["cut"] == "brilliant":
        yield lathe([(0, 0), (r, pavilion)], color, sides)
        yield lathe([(r, pavilion), (r * 0.62, pavilion + crown)], light, sides)
    else:
        yield lathe(
            [(r * 0.55, 0), (r, pavilion * 0.6), (r, pavilion * 0.9), (r * 0.6, pavilion * 0.9 + crown)],
            color,
            sides,
        )
        yield cylinder(r * 0.58, crown * 0.2, light, sides).moved(z=pavilion * 0.9 + crown * 0.85)
    if v["girdled"]:
        middle = pavilion * (0.75 if v["cut"] == "stepped" else 1)
        yield hoop(r * 1.06, r * 0.2, r * 0.1, v["band"].color, sides).moved(z=middle - r * 0.05)


def _adjust(v: Values) -> Values:
    return unsaid(v, band=not v["girdled"])


FAMILY = Family(
    "gem",
    "gem_crystal",
    (
        Choice("cut", ("pointed", "brilliant", "stepped"), say="{}"),
        Count("sides", "sides", 5, 9),
        Proportion("width", 0.1, 0.2),
        Proportion("crown", 0.3, 0.6),
        Proportion("depth", 0.7, 1.5, ("flat", "tall")),
        Color(
            "body",
            "",
            ("red", "green", "blue", "purple", "pink", "teal", "yellow", "orange", "white", "black"),
        ),
        Flag("girdled", "with a band"),
        Color("band", "band", ("gold", "silver", "black", "white")),
    ),
    _build,
    adjust=_adjust,
    aliases=(
        "jewel",
        "gemstone",
    ),
    symmetric=True,
)
