"""Laptops, opened: keys, a touchpad, a screen."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Flag, Proportion, Values, darker
from ..shape import Part, box, extrude, polygon, rounded, upright


def _build(v: Values) -> Iterator[Part]:
    width, case = v["width"], v["case"].color
    depth, corner = width * 0.68, 0.03 if v["corners"] == "rounded" else 0.004
    yield extrude(rounded(width, depth, corner), 0.022, case)
    yield box(width * 0.9, depth * 0.48, 0.026, darker(case, 0.7)).moved(0, depth * 0.16)
    for line in range(4):
        for i in range(10):
            x, y = width * 0.86 * ((i + 0.5) / 10 - 0.5), depth * (0.345 - 0.115 * line)
            yield box(width * 0.07, depth * 0.09, 0.033, v["key"].color).moved(x, y)
    yield box(width * 0.32, depth * 0.26, 0.027, v["pad"].color).moved(0, -depth * 0.29)
    lid = [upright(rounded(width, depth, corner), 0.018, case).moved(0, 0, depth / 2)]
    lid.append(box(width * 0.9, 0.02, depth * 0.84, v["screen"].color).moved(0, -0.004, depth * 0.09))
    if v["window"]:
        lid.append(
            box(width * 0.42, 0.03, depth * 0.4, (236, 238, 242)).moved(-width * 0.1, -0.004, depth * 0.36)
        )
        lid.append(
            box(width * 0.42, 0.034, depth * 0.07, (214, 92, 80)).moved(-width * 0.1, -0.004, depth * 0.7)
        )
    if v["logo"]:
        lid.append(upright(polygon(18, depth * 0.13), 0.024, v["badge"].color).moved(0, 0.006, depth * 0.52))
    yield from (part.turned(-v["angle"], "x").moved(0, depth / 2 - 0.008, 0.012) for part in lid)


FAMILY = Family(
    "laptop",
    "electronics",
    (
        Color("case"),
        Color(
            "screen",
            of="screen",
            words=("black", "blue", "teal", "green", "gray", "navy", "purple", "white", "pink"),
        ),
        Color("key", of="keys"),
        Color("pad", of="touchpad"),
        Choice("corners", ("rounded", "square"), of="corners"),
        Proportion("width", 0.3, 0.42),
        Proportion("angle", 5, 38),
        Flag("window", "showing a web page"),
        Flag("logo", "with a logo"),
        Color("badge", of="logo"),
    ),
    _build,
    aliases=("laptop computer", "notebook computer"),
)
