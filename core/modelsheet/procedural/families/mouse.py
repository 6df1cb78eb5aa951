"""Mice: a round body, big round ears, whisker nose and a long tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import FUR, eyes
from ..family import Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, beam, both, cone, ellipsoid, extrude, grounded, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The mouse, its feet near z = 0."""
    size, coat, fat = v["size"], v["coat"].color, v["girth"]
    middle = size * 0.34 * fat
    yield ellipsoid(size * 0.66 * fat, size * 0.95, size * 0.66 * fat, coat, 16).moved(z=middle)
    yield ellipsoid(size * 0.48 * fat, size * 0.7, size * 0.44 * fat, v["belly"].color, 14).moved(
        y=-size * 0.08, z=middle - size * 0.13 * fat
    )
    y, z = -size * 0.44, middle + size * 0.18
    yield ellipsoid(size * 0.44, size * 0.5, size * 0.42, coat, 16).moved(y=y, z=z)
    yield (
        cone(size * 0.17, size * 0.28, coat, 12, size * 0.05)
        .turned(90, "x")
        .moved(y=y - size * 0.16, z=z - size * 0.05)
    )
    yield sphere(size * 0.06, v["nose"].color, 8).moved(y=y - size * 0.46, z=z - size * 0.05)
    yield from eyes(size * 0.14, y - size * 0.18, z + size * 0.06, size * 0.1)
    yield from _ears(v, size, y, z)
    reach = size * v["tail"]
    curl = [
        (0, size * 0.42, middle * 0.5),
        (0, size * 0.42 + reach * 0.4, size * 0.08),
        (reach * 0.18, size * 0.42 + reach * 0.7, size * 0.08),
        (reach * 0.1, size * 0.42 + reach, size * 0.2),
    ]
    yield sweep(curl, np.array([0.055, 0.045, 0.038, 0.025]) * size, v["inner"].color, 6)
    yield from both(
        ellipsoid(size * 0.14, size * 0.3, size * 0.1, v["inner"].color, 8).moved(
            size * 0.2, -size * 0.3, size * 0.04
        )
    )
    yield from both(
        ellipsoid(size * 0.16, size * 0.32, size * 0.1, v["inner"].color, 8).moved(
            size * 0.26, size * 0.14, size * 0.04
        )
    )
    if v["cheesed"]:
        wedge = extrude([(-0.14, 0.0), (0.14, 0.0), (0.0, 0.36)], 0.22, v["cheese"].color).scaled(size)
        yield wedge.moved(y=y - size * 0.72)
        yield sphere(size * 0.06, darker(v["cheese"].color, 0.75), 8).moved(
            size * 0.02, y - size * 0.72, size * 0.13
        )
        hand = beam(
            (size * 0.08, y - size * 0.62, size * 0.12),
            (size * 0.13, y + size * 0.14, size * 0.2),
            size * 0.07,
            coat,
            6,
        )
        yield from both(hand)


def _ears(v: Values, size: float, y: float, z: float) -> Iterator[Part]:
    """Two round ears."""
    wide = size * v["ears"]
    yield from both(
        ellipsoid(wide, size * 0.08, wide, v["coat"].color, 14)
        .turned(12)
        .moved(size * 0.17 + wide * 0.2, y + size * 0.06, z + size * 0.16 + wide * 0.24)
    )
    yield from both(
        ellipsoid(wide * 0.7, size * 0.08, wide * 0.7, v["inner"].color, 12)
        .turned(12)
        .moved(size * 0.17 + wide * 0.2, y + size * 0.03, z + size * 0.16 + wide * 0.24)
    )


FAMILY = Family(
    "mouse",
    "animal",
    (
        Proportion("size", 0.08, 0.14),
        Proportion("girth", 0.85, 1.2, ("thin", "fat")),
        Proportion("ears", 0.28, 0.5, ("small", "big"), of="ears"),
        Proportion("tail", 0.5, 1.1, ("short", "long"), of="tail"),
        Color("coat", "", FUR),
        Color("belly", "belly", ("white", "cream", "beige", "tan", "gray")),
        Color("inner", "ear insides", ("pink", "pink", "beige", "tan")),
        Color("nose", "nose", ("pink", "red", "black")),
        Flag("cheesed", "with cheese"),
        Color("cheese", "cheese", ("yellow", "yellow", "gold", "orange")),
    ),
    _build,
    adjust=lambda v: unsaid(v, cheese=not v["cheesed"]),
)
