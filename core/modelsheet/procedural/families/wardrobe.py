"""Wardrobes: tall, with doors from top to bottom or with drawers below them."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Values, darker
from ..shape import Part, box, row, sphere

DEPTH, HEIGHT, FOOT = 0.6, 2.0, 0.08


def _build(v: Values) -> Iterator[Part]:
    width, body, y = 0.52 * v["doors"] + 0.08, v["body"].color, -DEPTH / 2 - 0.005
    yield box(width, DEPTH, HEIGHT - FOOT, body).moved(z=FOOT)
    yield box(width - 0.1, DEPTH - 0.06, FOOT + 0.02, darker(body, 0.6))
    if v["crown"]:
        yield box(width + 0.1, DEPTH + 0.08, 0.07, body).moved(z=HEIGHT - 0.02)
        yield box(width + 0.04, DEPTH + 0.04, 0.05, darker(body, 0.85)).moved(z=HEIGHT - 0.06)
    drawer = 0.26 if v["drawers"] else 0.0
    z, high = FOOT + 0.04 + drawer, HEIGHT - FOOT - drawer - 0.12
    middle = v["doors"] // 2
    for i in range(v["doors"]):
        x = 0.52 * (i - (v["doors"] - 1) / 2)
        yield box(0.5, 0.04, high, v["door"].color).moved(x, y, z)
        if v["mirror"] and i == middle:
            yield box(0.36, 0.05, high * 0.84, (190, 222, 234)).moved(x, y - 0.005, z + high * 0.08)
        else:
            panel = box(0.34, 0.05, high * 0.4, darker(v["door"].color, 0.88)).moved(x, y)
            yield panel.moved(z=z + high * 0.06)
            yield panel.moved(z=z + high * 0.53)
        knob = sphere(0.032, v["knob"].color, 10)
        yield knob.moved(x + (0.21 if i % 2 == 0 else -0.21), y - 0.035, z + high * 0.48)
    if v["drawers"]:
        wide = (width - 0.06) / v["drawers"]
        yield from row(
            box(wide - 0.02, 0.04, drawer - 0.03, v["door"].color).moved(0, y, FOOT + 0.03),
            v["drawers"],
            (wide, 0, 0),
        )
        yield from row(
            sphere(0.032, v["knob"].color, 10).moved(0, y - 0.035, FOOT + 0.15), v["drawers"], (wide, 0, 0)
        )


FAMILY = Family(
    "wardrobe",
    "cabinet_shelf",
    (
        Count("doors", "doors", 1, 4),
        Count("drawers", "drawers", 0, 3),
        Finish("body", ("wooden",)),
        Finish("door", ("wooden",), of="doors"),
        Color("knob", of="knobs"),
        Flag("mirror", "with a mirror"),
        Flag("crown", "with a cornice"),
    ),
    _build,
    aliases=("armoire", "closet", "wardrobe closet"),
)
