"""Desks: a top with drawers beneath it to one side; the side where one sits is the front."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, box, corners, row, sphere


def _build(v: Values) -> Iterator[Part]:
    width, height, depth, top = v["width"], 0.75, 0.65, v["top"].color
    side = -1 if v["side"] == "left" else 1
    yield box(width, depth, 0.05, top).moved(z=height - 0.05)
    if v["drawers"]:
        wide, high = 0.4, height - 0.12
        x = side * (width / 2 - wide / 2 - 0.03)
        yield box(wide, depth - 0.06, height - 0.06, darker(top, 0.9)).moved(x, 0.0, 0.02)
        yield box(wide - 0.06, depth - 0.12, 0.05, darker(top, 0.6)).moved(x)
        step = high / v["drawers"]
        front = box(wide - 0.04, 0.03, step - 0.025, v["front"].color).moved(x, -depth / 2 + 0.025, 0.05)
        knob = sphere(0.022, (70, 64, 60), 10).moved(x, -depth / 2, 0.05 + (step - 0.025) / 2)
        for i in range(v["drawers"]):
            yield front.moved(z=i * step)
            yield knob.moved(z=i * step)
    for leg in corners(box(0.06, 0.06, height - 0.03, v["leg"].color), width / 2 - 0.05, depth / 2 - 0.05):
        if not v["drawers"] or leg.bounds[0, 0] * side < 0:
            yield leg
    yield box(width - 0.1, 0.03, 0.3, darker(top, 0.85)).moved(0, depth / 2 - 0.06, height - 0.33)
    if v["shelf"]:
        yield box(width - 0.04, 0.24, 0.035, top).moved(0, depth / 2 - 0.12, height + 0.26)
        yield from row(
            box(0.035, 0.24, 0.3, top).moved(0, depth / 2 - 0.12, height - 0.02), 3, (width / 2 - 0.04, 0, 0)
        )


FAMILY = Family(
    "desk",
    "table_desk",
    (
        Count("drawers", "drawers", 0, 4),
        Choice("side", ("left", "right"), say="with drawers on the {}"),
        Proportion("width", 1.05, 1.8, ("narrow", "wide")),
        Finish("top", ("wooden", "metal")),
        Finish("front", ("wooden",), of="drawers"),
        Finish("leg", ("wooden", "metal", "iron"), of="legs"),
        Flag("shelf", "with a shelf on top"),
    ),
    _build,
    aliases=("writing desk", "office desk"),
)
