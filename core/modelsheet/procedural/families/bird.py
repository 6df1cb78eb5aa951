"""Birds: a round songbird, sitting or with spread wings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import goggle_eyes
from ..family import Choice, Color, Family, Flag, Proportion, Values
from ..shape import Part, both, box, cone, cylinder, ellipsoid, extrude, sphere, tapered_box


def _build(v: Values) -> Iterator[Part]:
    size, back = v["size"], v["back"].color
    leg = size * 0.22
    yield from both(cylinder(size * 0.03, leg * 1.4, v["beak"].color, 6).moved(x=size * 0.13))
    yield from both(
        box(size * 0.12, size * 0.2, size * 0.04, v["beak"].color).moved(x=size * 0.13, y=-size * 0.05)
    )
    fat, z = v["girth"], leg + size * 0.36
    yield ellipsoid(size * 0.66 * fat, size * 0.84, size * 0.72 * fat, back, 16).turned(-12, "x").moved(z=z)
    yield ellipsoid(size * 0.5 * fat, size * 0.5, size * 0.62 * fat, v["belly"].color, 14).moved(
        y=-size * 0.22, z=z - size * 0.04
    )
    head, y, top = size * v["head"], -size * 0.24, z + size * 0.42
    yield sphere(head / 2, v["crown"].color, 14).moved(y=y, z=top)
    yield (
        cone(head * 0.13, size * v["bill"], v["beak"].color, 8)
        .turned(90, "x")
        .moved(y=y - head * 0.42, z=top - head * 0.04)
    )
    yield from goggle_eyes(head * 0.3, y - head * 0.36, top + head * 0.1, head * 0.22)
    yield from _wings(v, size, fat, z)
    tail = v["tail"] * size
    yield (
        tapered_box(
            (size * 0.16, size * 0.08), (size * 0.3, size * 0.06), tail + size * 0.15, v["wing"].color
        )
        .turned(-72, "x")
        .moved(y=size * 0.28, z=z)
    )
    if v["crest"]:
        yield (
            cone(head * 0.15, head * 0.6, v["crown"].color, 6)
            .turned(-40, "x")
            .moved(y=y + head * 0.1, z=top + head * 0.34)
        )


def _wings(v: Values, size: float, fat: float, z: float) -> Iterator[Part]:
    """Two wings, spread or folded."""
    if v["pose"] == "spread":
        outline = (
            np.array(
                [(0.0, -0.2), (0.45, -0.28), (0.95, -0.1), (0.9, 0.08), (0.6, 0.16), (0.3, 0.26), (0.0, 0.2)]
            )
            * size
        )
        yield from both(
            extrude(outline, size * 0.08, v["wing"].color)
            .turned(-18, "y")
            .moved(size * 0.22 * fat, size * 0.02, z + size * 0.14)
        )
    else:
        yield from both(
            ellipsoid(size * 0.13, size * 0.68, size * 0.36, v["wing"].color, 10)
            .turned(-14, "x")
            .moved(size * 0.31 * fat, size * 0.1, z + size * 0.05)
        )


FAMILY = Family(
    "bird",
    "animal",
    (
        Proportion("size", 0.12, 0.25),
        Proportion("girth", 0.85, 1.2, ("slim", "fat")),
        Proportion("head", 0.42, 0.58, ("", "big"), of="head"),
        Proportion("bill", 0.14, 0.4, ("short", "long"), of="beak"),
        Proportion("tail", 0.2, 0.7, ("short", "long"), of="tail"),
        Choice("pose", ("folded", "spread"), of="wings"),
        Flag("crest", "with a crest"),
        Color("back"),
        Color("belly", "belly"),
        Color("crown", "head"),
        Color("wing", "wings and tail"),
        Color("beak", "beak and feet", ("yellow", "orange", "black", "gray", "red")),
    ),
    _build,
)
