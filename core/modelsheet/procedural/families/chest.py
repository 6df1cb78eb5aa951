"""Chests: a box with a hinged lid, bands and a lock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import RGB, Part, arc, both, box, extrude, sphere


def _build(v: Values) -> Iterator[Part]:
    width, depth, height = v["width"], v["depth"], v["height"]
    body, metal, wall = v["body"].color, v["band"].color, 0.05
    yield box(width, depth, wall, body)
    yield from both(box(wall, depth, height, body).moved(x=(width - wall) / 2))
    yield from both(box(width, wall, height, body).moved(y=(depth - wall) / 2), "y")
    yield box(width - wall, depth - wall, height * 0.8, darker(body, 0.4))
    if v["open"]:
        gold = PALETTE["gold"]
        yield (
            sphere(0.5, gold, 12)
            .scaled(width - 2 * wall, depth - 2 * wall, height * 0.5)
            .moved(z=height * 0.82)
        )
    places = np.linspace(-1, 1, v["bands"]) * (width / 2 - 0.06)
    for x in places:
        yield box(0.07, depth + 0.04, height, metal).moved(x=x)
    lid = [_lid(v, width + 0.02, depth / 2, v["body"].color)]
    lid += [_lid(v, 0.07, depth / 2 + 0.02, metal).moved(x=x) for x in places]
    lid.append(box(0.12, 0.06, 0.14, v["lock"].color).moved(y=-depth / 2 - 0.02, z=-0.1))
    for part in lid:
        turned = part.moved(y=-depth / 2).turned(-65 if v["open"] else 0, "x").moved(y=depth / 2)
        yield turned.moved(z=height)


def _lid(v: Values, width: float, half: float, color: RGB) -> Part:
    """A piece of the lid `width` along x, over a base of twice `half` deep."""
    rise = 0.85 if v["lid"] == "rounded" else 0.35
    top = (
        arc(half, 0, 180, 10)
        if v["lid"] == "rounded"
        else np.array([(half, 0), (half, half), (-half, half), (-half, 0)])
    )
    return extrude(top * (1, rise), width, color).turned(90, "x").turned(90).moved(x=-width / 2)


FAMILY = Family(
    "chest",
    "chest",
    (
        Proportion("width", 0.8, 1.4, ("narrow", "wide")),
        Proportion("depth", 0.5, 0.75),
        Proportion("height", 0.3, 0.6, ("low", "tall")),
        Choice("lid", ("rounded", "flat"), of="lid"),
        Count("bands", "bands", 2, 4),
        Flag("open", "with an open lid"),
        Finish("body", ("wooden", "stone", "iron")),
        Color("band", "bands"),
        Color("lock", "lock", ("gold", "silver", "black", "red")),
    ),
    _build,
    aliases=("treasure chest",),
)
