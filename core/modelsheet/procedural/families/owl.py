"""Owls: an upright body with a round face, ear tufts and folded wings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import eyes
from ..family import Color, Family, Flag, Proportion, Values
from ..shape import Part, both, cone, cylinder, ellipsoid, grounded, lathe, tapered_box


def _build(v: Values) -> Iterator[Part]:
    size, body = v["size"], v["body"].color
    fat, base = v["girth"], size * 0.03
    if v["perched"]:
        base = size * 0.22
        yield (
            cylinder(size * 0.1, size, v["branch"].color, 10).turned(90, "y").moved(-size / 2, 0, size * 0.1)
        )
    profile = np.array(
        [
            (0.1, 0.0),
            (0.26, 0.04),
            (0.38, 0.25),
            (0.4, 0.5),
            (0.36, 0.7),
            (0.36, 0.85),
            (0.26, 0.98),
            (0.08, 1.02),
        ]
    )
    yield lathe(profile * (size * fat, size), body, 18).scaled(1, 0.85, 1).moved(z=base)
    yield ellipsoid(size * 0.56 * fat, size * 0.34, size * 0.5, v["belly"].color, 16).moved(
        y=-size * 0.2 * fat, z=base + size * 0.34
    )
    face = base + size * 0.8
    front = -size * 0.27 * fat
    yield from _face(v, size, front, face)
    if v["tufts"]:
        yield from both(
            cone(size * 0.09, size * 0.24, body, 6)
            .turned(18, "y")
            .moved(size * 0.2 * fat, -size * 0.06, base + size * 0.92)
        )
    yield from both(
        ellipsoid(size * 0.14, size * 0.42, size * 0.62, v["wing"].color, 12)
        .turned(-8, "x")
        .moved(size * 0.38 * fat, size * 0.04, base + size * 0.42)
    )
    for x in (-0.06, 0.0, 0.06):
        yield from both(
            ellipsoid(size * 0.07, size * 0.22, size * 0.1, v["beak"].color, 8).moved(
                size * (0.14 + x), -size * 0.17, base + size * 0.01
            )
        )
    yield (
        tapered_box((size * 0.26, size * 0.1), (size * 0.2, size * 0.1), size * 0.3, v["wing"].color)
        .turned(25, "x")
        .moved(y=size * 0.34, z=base * 0.6)
    )


def _face(v: Values, size: float, front: float, face: float) -> Iterator[Part]:
    """The eyes in their discs, and the beak, at a height."""
    disc = cylinder(size * 0.17, size * 0.1, v["face"].color, 16).turned(90, "x")
    yield from both(disc.turned(12).moved(size * 0.14, front, face))
    r = size * v["eye_size"]
    yield from both(
        cylinder(r, size * 0.06, v["eye"].color, 14)
        .turned(90, "x")
        .turned(12)
        .moved(size * 0.15, front - size * 0.08, face)
    )
    yield from eyes(size * 0.155, front - size * 0.13, face, r * 1.0)
    yield (
        cone(size * 0.06, size * 0.14, v["beak"].color, 8)
        .turned(140, "x")
        .moved(y=front - size * 0.1, z=face - size * 0.04)
    )


def _standing(v: Values) -> Iterator[Part]:
    """The owl on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "owl",
    "animal",
    (
        Proportion("size", 0.25, 0.5),
        Proportion("girth", 0.85, 1.15, ("slim", "fat")),
        Proportion("eye_size", 0.09, 0.14, ("small", "big"), of="eyes"),
        Flag("tufts", "with ear tufts"),
        Flag("perched", "on a branch"),
        Color("branch", "branch", ("brown", "tan", "gray", "black")),
        Color("body"),
        Color("belly", "belly"),
        Color("face", "face", ("white", "cream", "tan", "beige", "gray", "orange")),
        Color("eye", "eyes", ("yellow", "orange", "gold", "green", "blue")),
        Color("wing", "wings and tail"),
        Color("beak", "beak and feet", ("yellow", "orange", "black", "gray")),
    ),
    _standing,
)
