"""Gift boxes: a box with a lid, a ribbon and a bow."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, both, box, cylinder, sphere, torus


def _build(v: Values) -> Iterator[Part]:
    wide, high = v["width"], v["width"] * v["height"]
    lid, tie = wide * 1.08, wide * v["ribbon_width"]
    ribbon, cap = v["ribbon"].color, high * 0.22
    if v["outline"] == "round":
        yield cylinder(wide * 0.52, high * 0.85, v["body"].color, 24)
        yield cylinder(lid * 0.53, cap, v["lid"].color, 24).moved(z=high - cap)
    else:
        deep = wide if v["outline"] == "square" else wide * 0.66
        yield box(wide, deep, high * 0.85, v["body"].color)
        yield box(lid, deep + wide * 0.08, cap, v["lid"].color).moved(z=high - cap)
    side = lid * (1.06 if v["outline"] == "round" else 1.0)
    deep = side if v["outline"] != "rectangular" else wide * 0.74
    yield box(tie, deep * 1.03, high * 1.02, ribbon)
    if v["crossed"]:
        yield box(side * 1.03, tie, high * 1.02, ribbon)
    if v["dots"]:
        for x in (-0.27, 0.27):
            for z in (0.2, 0.52):
                yield from both(
                    sphere(wide * 0.06, v["lid"].color, 8).moved(
                        x * wide, -deep * 0.46 if v["outline"] != "round" else -wide * 0.45, z * high
                    ),
                    "y",
                )
    loop = wide * v["bow"]
    for i in range(v["loops"]):
        turned = (
            torus(loop * 0.32, loop * 0.1, ribbon, 14, 6)
            .scaled(1.3, 0.7, 1.0)
            .turned(90, "x")
            .moved(x=loop * 0.4)
        )
        yield turned.turned(-25, "y").turned(180 + i * 360 / v["loops"]).moved(z=high * 1.02 + loop * 0.02)
    yield sphere(loop * 0.17, darker(ribbon, 0.9), 10).moved(z=high * 1.04 + loop * 0.04)


FAMILY = Family(
    "gift box",
    "crate_box",
    (
        Choice("outline", ("square", "rectangular", "round")),
        Proportion("width", 0.25, 0.5),
        Proportion("height", 0.5, 1.1, ("flat", "tall")),
        Proportion("ribbon_width", 0.12, 0.24, ("narrow", "wide"), of="ribbon"),
        Proportion("bow", 0.35, 0.65, ("small", "big"), of="bow"),
        Count("loops", "loops in the bow", 2, 6),
        Flag("crossed", "with a crossed ribbon"),
        Flag("dots", "with dots"),
        Color("body"),
        Color("lid", "lid"),
        Color("ribbon", "ribbon"),
    ),
    _build,
    aliases=(
        "present",
        "gift",
    ),
)
