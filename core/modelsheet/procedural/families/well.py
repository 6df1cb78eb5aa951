"""Wells: a ring of stones with a roof on two posts and a bucket on a rope."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL, lying, profile
from ..shape import Part, box, cylinder, lathe, prism, ring, tapered_box

_RADIUS, _RIM = 0.8, 0.85  # metres


def _build(v: Values) -> Iterator[Part]:
    stone, posts, height = v["base"].color, v["posts"].color, v["height"]
    sides = 16 if v["shape"] == "round" else 4
    reach = _RADIUS if sides == 16 else _RADIUS * 1.3
    yield prism(sides, reach * 0.74, _RIM * 0.6, (60, 110, 160))
    yield lathe(
        [(reach * 0.7, 0.05), (reach, 0), (reach, _RIM), (reach * 0.7, _RIM), (reach * 0.7, 0.3)],
        stone,
        sides,
    )
    flat = reach * np.cos(np.pi / sides)
    block = box(0.36, 0.1, 0.2, darker(stone, 0.82))
    for k in range(3):
        for turned in ring(
            block.moved(0, -flat), 8 if sides == 16 else 4, 22.5 * (k % 2) if sides == 16 else 0
        ):
            yield turned.moved(z=0.08 + k * 0.26)
    for x in (-1, 1):
        yield box(0.16, 0.16, height + (0.2 if v["roof_shape"] == "gabled" else 0), posts).moved(
            x * reach * 0.86, 0
        )
    yield lying(cylinder(0.08, reach * 2 + 0.3, posts, 8)).moved(0, 0, height * 0.72)
    yield box(0.08, 0.08, 0.34, STEEL).moved(reach + 0.13, 0, height * 0.72 - 0.3)
    yield box(0.22, 0.08, 0.08, STEEL).moved(reach + 0.2, 0, height * 0.72 - 0.3)
    if v["roof_shape"] == "gabled":
        line = [(-0.95, -0.1), (0, 0.6), (0.95, -0.1), (0.95, 0.05), (0, 0.78), (-0.95, 0.05)]
        yield profile(line, reach * 2.6, v["roof"].color).moved(z=height - 0.35)
    else:
        yield tapered_box((reach * 2.7, reach * 2.5), (0, 0), 1.0, v["roof"].color).moved(z=height - 0.1)
    if v["bucket"]:
        yield box(0.07, 0.07, height * 0.72 - 1.2, (206, 180, 130)).moved(0, 0, 1.2)
        yield lathe([(0.16, 0), (0.23, 0.34)], (150, 104, 64), 10).moved(0, 0, 0.95)
        yield lathe([(0.21, 0), (0.225, 0.08)], STEEL, 10).moved(0, 0, 1.14)


FAMILY = Family(
    "well",
    "village_building",
    (
        Choice("shape", ("round", "square")),
        Finish("base", ("stone", "brick"), of="base"),
        Finish("posts", ("wooden", "iron"), of="posts"),
        Choice("roof_shape", ("gabled", "pointed"), of="roof"),
        Color("roof", of="roof"),
        Proportion("height", 1.9, 3.0, ("low", "tall")),
        Flag("bucket", "with a bucket"),
    ),
    _build,
    aliases=("water well", "wishing well"),
)
