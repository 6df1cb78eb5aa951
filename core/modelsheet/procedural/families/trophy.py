"""Trophies: a cup with handles on a base, with a star or a plate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import EMBLEMS, emblem
from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, cylinder, hoop, lathe, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    r, metal = v["width"] / 2, v["metal"].color
    cup, stem = v["width"] * v["cup_height"], v["width"] * v["stem_height"]
    step, base = r * 0.32, v["base"].color
    for i in range(v["steps"]):
        size = r * (1.0 - 0.16 * i)
        yield (
            cylinder(size, step, base, 20)
            if v["foot"] == "round"
            else box(size * 1.8, size * 1.8, step, base)
        ).moved(z=i * step * 0.98)
    z = v["steps"] * step * 0.98
    yield lathe(
        [(r * 0.5, 0), (r * 0.3, stem * 0.25), (r * 0.14, stem * 0.6), (r * 0.2, stem)], metal, 16
    ).moved(z=z - step * 0.05)
    yield sphere(r * 0.24, metal, 10).moved(z=z + stem * 0.6)
    low = z + stem * 0.92
    yield lathe(
        [
            (r * 0.2, 0),
            (r * 0.62, cup * 0.18),
            (r * 0.84, cup * 0.5),
            (r * 0.96, cup),
            (r * 0.86, cup),
            (r * 0.7, cup * 0.5),
            (r * 0.3, cup * 0.25),
        ],
        metal,
        20,
    ).moved(z=low)
    yield hoop(r * 1.02, r * 0.16, cup * 0.1, v["rim"].color, 20).moved(z=low + cup * 0.93)
    if v["handles"] == "curled":
        path = np.array([(0.8, 0.82), (1.25, 0.95), (1.5, 0.7), (1.3, 0.42), (0.95, 0.3), (0.72, 0.34)])
    else:
        path = np.array([(0.84, 0.85), (1.35, 0.85), (1.35, 0.4), (0.76, 0.34)])
    points = np.column_stack([path[:, 0] * r, np.zeros(len(path)), path[:, 1] * cup + low])
    yield from both(sweep(points, r * 0.09, v["rim"].color, 8))
    if v["sign"]:
        yield upright(emblem(v["sign"], cup * 0.5), r * 0.3, v["mark"].color).moved(
            y=-r * 0.76, z=low + cup * 0.55
        )
    yield box(r * 0.9, r * 0.1, step * 0.6, PALETTE["gold"]).moved(
        y=-r * (1.0 if v["foot"] == "round" else 0.92), z=step * 0.2
    )
    if v["lidded"]:
        yield lathe(
            [(r * 0.96, 0), (r * 0.8, r * 0.2), (r * 0.3, r * 0.36), (r * 0.1, r * 0.4)], metal, 18
        ).moved(z=low + cup)
        yield sphere(r * 0.18, v["rim"].color, 10).moved(z=low + cup + r * 0.5)


FAMILY = Family(
    "trophy",
    "treasure_jewelry",
    (
        Proportion("width", 0.15, 0.25),
        Proportion("cup_height", 0.7, 1.1, ("low", "tall"), of="cup"),
        Proportion("stem_height", 0.35, 0.7, ("short", "long"), of="stem"),
        Choice("handles", ("curled", "angular"), of="handles"),
        Count("steps", "steps", 1, 3),
        Choice("foot", ("round", "square"), of="base"),
        Color("base", "base", ("black", "brown", "maroon", "gray", "white", "navy", "green", "tan")),
        Finish(
            "metal",
            ("golden", "metal"),
            colors=("gold", "silver", "orange", "red", "blue", "purple", "green"),
        ),
        Color("rim", "handles", ("gold", "silver", "white", "black", "orange", "red")),
        Choice("sign", ("", *EMBLEMS[:5]), of="emblem"),
        Color("mark", "emblem", ("red", "white", "blue", "silver", "black", "green")),
        Flag("lidded", "with a lid"),
    ),
    _build,
    adjust=lambda v: unsaid(v, mark=not v["sign"]),
    aliases=("cup trophy",),
)
