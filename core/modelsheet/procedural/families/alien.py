"""Aliens: a big head with large eyes, feelers and thin arms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, WHITE
from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..shape import Part, arc, both, cylinder, ellipsoid, lathe, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    size, skin = v["size"], v["skin"].color
    leg, fat = size * 0.26, v["girth"]
    count = v["legs"]
    for x, y in [(0.0, 0.0)] if count == 1 else arc(size * 0.13, 0, 360 - 360 / count, count - 1):
        yield cylinder(size * 0.06, leg * 1.3, skin, 10).moved(x, y)
        yield ellipsoid(size * 0.17, size * 0.24, size * 0.1, skin, 10).moved(x, y - size * 0.04, size * 0.05)
    torso = [(0.1, 0.0), (0.2, 0.06), (0.21, 0.2), (0.14, 0.38), (0.08, 0.46)]
    yield lathe(np.array(torso) * (size * fat, size), v["suit"].color, 14).moved(z=leg)
    yield from both(
        sweep(
            [
                (size * 0.13 * fat, 0, leg + size * 0.34),
                (size * 0.3, -size * 0.02, leg + size * 0.22),
                (size * 0.36, -size * 0.1, leg + size * (0.1 if v["pose"] == "hanging" else 0.42)),
            ],
            size * 0.045,
            skin,
            8,
        )
    )
    yield from both(
        sphere(size * 0.065, skin, 8).moved(
            size * 0.36, -size * 0.1, leg + size * (0.08 if v["pose"] == "hanging" else 0.44)
        )
    )
    z, head = leg + size * 0.42, size * v["head"]
    profile = np.array([(0.12, 0.0), (0.3, 0.16), (0.46, 0.46), (0.48, 0.66), (0.36, 0.9), (0.1, 1.0)])
    yield lathe(profile * head, skin, 16).moved(z=z)
    yield from _eyes(v, head, z)
    yield ellipsoid(head * 0.2, head * 0.08, head * 0.05, darker(skin, 0.5), 10).moved(
        y=-head * 0.32, z=z + head * 0.2
    )
    for i in range(v["feelers"]):
        x = 0.0 if v["feelers"] == 1 else (i / (v["feelers"] - 1) - 0.5) * head * 0.5
        path = [
            (x * 0.6, 0, z + head * 0.9),
            (x, 0, z + head * 1.1),
            (x * 1.6, -head * 0.04, z + head * 1.24),
        ]
        yield sweep(path, head * 0.03, skin, 6)
        yield sphere(head * 0.08, v["tip"].color, 8).moved(*path[-1])


def _eyes(v: Values, head: float, z: float) -> Iterator[Part]:
    """One round eye, or two or three slanted ones."""
    if v["eyes"] == 1:
        yield sphere(head * 0.2, WHITE, 14).moved(y=-head * 0.36, z=z + head * 0.56)
        yield sphere(head * 0.12, v["eye"].color, 12).moved(y=-head * 0.48, z=z + head * 0.56)
        yield sphere(head * 0.055, BLACK, 8).moved(y=-head * 0.575, z=z + head * 0.56)
    else:
        eye = ellipsoid(head * 0.24, head * 0.14, head * 0.34, v["eye"].color, 12)
        yield from both(eye.turned(22, "y").moved(head * 0.22, -head * 0.38, z + head * 0.5))
        if v["eyes"] == 3:
            yield ellipsoid(head * 0.2, head * 0.14, head * 0.28, v["eye"].color, 12).moved(
                y=-head * 0.4, z=z + head * 0.76
            )


FAMILY = Family(
    "alien",
    "monster",
    (
        Proportion("size", 0.8, 1.4),
        Proportion("girth", 0.85, 1.25, ("thin", "fat")),
        Proportion("head", 0.5, 0.75, ("small", "big"), of="head"),
        Count("eyes", "eyes", 1, 3),
        Color("eye", "eyes", ("black", "black", "red", "blue", "green", "yellow", "purple", "teal")),
        Count("feelers", "antennas", 0, 3),
        Color("tip", "antennas", ("red", "yellow", "blue", "orange", "pink", "white")),
        Count("legs", "legs", 2, 4),
        Choice("pose", ("hanging", "raised"), of="arms"),
        Color(
            "skin",
            "",
            ("green", "green", "teal", "gray", "blue", "purple", "pink", "orange", "yellow", "olive"),
        ),
        Color("suit", "suit"),
    ),
    _build,
)
