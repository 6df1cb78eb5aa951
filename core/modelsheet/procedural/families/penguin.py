"""Penguins: an upright body with a white front, flippers and webbed feet."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE, eyes
from ..family import Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, cone, ellipsoid, grounded, hoop, lathe, sphere, torus


def _build(v: Values) -> Iterator[Part]:
    size, coat, fat = v["size"], v["coat"].color, v["girth"]
    base = size * 0.05
    profile = np.array([(0.12, 0.0), (0.28, 0.03), (0.35, 0.2), (0.34, 0.42), (0.26, 0.62), (0.2, 0.68)])
    yield lathe(profile * (size * fat, size), coat, 18).scaled(1, 0.9, 1).moved(z=base)
    yield ellipsoid(size * 0.52 * fat, size * 0.3, size * 0.56, v["belly"].color, 16).moved(
        y=-size * 0.2 * fat, z=base + size * 0.32
    )
    z, head = base + size * 0.78, size * v["head"]
    yield sphere(head, coat, 16).moved(z=z)
    yield from both(
        ellipsoid(head * 0.85, head * 0.6, head * 1.1, v["belly"].color, 12).moved(
            head * 0.38, -head * 0.66, z - head * 0.08
        )
    )
    yield (
        cone(head * 0.24, head * 0.75, v["beak"].color, 8)
        .turned(90, "x")
        .moved(y=-head * 0.85, z=z - head * 0.12)
    )
    yield from eyes(head * 0.38, -head * 0.95, z + head * 0.12, head * 0.22)
    lift = 150 if v["flippers"] == "hanging" else 105
    flipper = ellipsoid(size * 0.2, size * 0.08, size * 0.52, coat, 10).moved(z=size * 0.22)
    yield from both(flipper.turned(lift, "y").moved(size * 0.26 * fat, 0, base + size * 0.56))
    yield from both(
        ellipsoid(size * 0.24, size * 0.36, size * 0.1, v["beak"].color, 10).moved(
            size * 0.16, -size * 0.12, base
        )
    )
    if v["scarf"]:
        yield (
            torus(size * 0.24 * fat, head * 0.27, v["cloth"].color, 16, 8)
            .scaled(1, 0.9, 1)
            .moved(z=base + size * 0.63)
        )
        yield box(head * 0.42, head * 0.26, head * 1.1, v["cloth"].color).moved(
            x=head * 0.5, y=-size * 0.34 * fat, z=z - head * 2.0
        )
    if v["hatted"]:
        yield lathe(
            [(head * 0.98, 0), (head * 0.8, head * 0.5), (head * 0.2, head * 1.0)], v["hat"].color, 16
        ).moved(z=z + head * 0.35)
        yield hoop(head * 1.06, head * 0.25, head * 0.26, WHITE, 16).moved(z=z + head * 0.28)
        yield sphere(head * 0.26, WHITE, 8).moved(z=z + head * 1.4)


def _standing(v: Values) -> Iterator[Part]:
    """The penguin on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "penguin",
    "animal",
    (
        Proportion("size", 0.4, 0.9),
        Proportion("girth", 0.85, 1.2, ("slim", "fat")),
        Proportion("head", 0.18, 0.24, ("", "big"), of="head"),
        Choice("flippers", ("hanging", "spread"), of="flippers"),
        Color("coat", "", ("black", "black", "navy", "blue", "gray", "purple", "teal", "brown", "pink")),
        Color("belly", "belly", ("white", "white", "cream", "yellow", "silver")),
        Color("beak", "beak and feet", ("orange", "orange", "yellow", "red", "black")),
        Flag("scarf", "with a scarf"),
        Color("cloth", "scarf"),
        Flag("hatted", "with a hat"),
        Color("hat", "hat"),
    ),
    _standing,
    adjust=lambda v: unsaid(v, cloth=not v["scarf"], hat=not v["hatted"]),
)
