"""Tree stumps: what is left of a cut tree, with roots, rings, mushrooms and sometimes an axe."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import MUSHROOM_COLORS
from ..shape import Part, beam, box, lathe, ring, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    radius, high, bark, wood = v["width"] / 2, v["height"], v["bark"].color, v["wood"].color
    tilt = 14 if v["cut"] == "slanted" else 0
    profile = [(radius * 1.15, 0), (radius * 1.02, high * 0.3), (radius, high)]
    trunk = lathe(profile, bark, 14)
    rise = np.tan(np.deg2rad(tilt))
    share = trunk.vertices[:, 2:] / high
    trunk = Part(trunk.vertices + share * trunk.vertices[:, 1:2] * (0, 0, rise), trunk.faces, bark)
    yield trunk
    for k, (size, tint) in enumerate(((0.88, 1.0), (0.6, 0.84), (0.48, 1.0), (0.22, 0.84))):
        disc = lathe([(radius * size, -0.04), (radius * size, 0.0)], darker(wood, tint), 14)
        yield disc.turned(tilt, "x").moved(z=high + 0.02 + 0.012 * k)
    path = np.array(
        [(0, -radius * 0.7, high * 0.42), (0, -radius * 1.25, high * 0.16), (0, -radius * 1.75, 0.04)]
    )
    root = sweep(path, [radius * 0.36, radius * 0.28, radius * 0.1], bark, 7)
    root = Part(np.maximum(root.vertices, (-np.inf, -np.inf, 0.0)), root.faces, bark)
    yield from ring(root, v["roots"], 25)
    for i in range(v["mushrooms"]):
        turn = np.deg2rad(-115 + 38 * i)
        x, y, z = np.cos(turn) * radius, np.sin(turn) * radius, high * (0.42 + 0.2 * (i % 2))
        cap = lathe([(0.09, 0), (0.085, 0.035), (0.0, 0.07)], v["cap"].color, 10).scaled(radius / 0.3)
        yield cap.moved(x * 1.06, y * 1.06, z)
    if v["axe"]:
        yield beam((0.02, 0.0, high), (0.55, -0.1, high + 0.5), 0.055, (168, 118, 74))
        yield box(0.2, 0.06, 0.22, (158, 162, 170)).turned(40, "y").moved(-0.02, 0, high - 0.06)
    if v["sprout"]:
        yield beam((0, radius * 0.3, high - 0.02), (0, radius * 0.3, high + 0.22), 0.04, (98, 150, 68))
        for side in (-1, 1):
            leaf = sphere(0.07, (110, 168, 74), 8).scaled(1.5, 0.7, 0.5).turned(side * -30, "y")
            yield leaf.moved(side * 0.09, radius * 0.3, high + 0.23)


FAMILY = Family(
    "tree stump",
    "stump_log",
    (
        Count("roots", "roots", 3, 6),
        Color("bark", words=("brown", "brown", "brown", "tan", "gray", "black", "maroon", "white")),
        Color("wood", of="cut", words=("tan", "tan", "beige", "cream", "yellow", "orange", "red")),
        Choice("cut", ("flat", "slanted"), of="cut"),
        Count("mushrooms", "mushrooms", 0, 3),
        Color("cap", of="mushrooms", words=MUSHROOM_COLORS),
        Proportion("width", 0.5, 0.9, ("narrow", "wide")),
        Proportion("height", 0.3, 0.7, ("low", "tall")),
        Flag("axe", "with an axe stuck in it"),
        Flag("sprout", "with a green sprout"),
    ),
    _build,
    aliases=("stump",),
)
