"""Rabbits: long ears, big hind feet and a bobtail, sitting."""

from __future__ import annotations

from collections.abc import Iterator

from ..creature import FUR, eyes
from ..family import PALETTE, Choice, Color, Family, Proportion, Values
from ..shape import Part, both, capsule, ellipsoid, sphere


def _build(v: Values) -> Iterator[Part]:
    size, coat = v["size"], v["coat"].color
    fat = v["girth"]
    yield ellipsoid(size * 0.62 * fat, size * 0.95, size * 0.74 * fat, coat, 16).turned(-14, "x").standing()
    middle = size * 0.37 * fat
    yield from both(
        ellipsoid(size * 0.26, size * 0.5, size * 0.44, coat, 12).moved(
            size * 0.28 * fat, size * 0.2, middle * 0.8
        )
    )
    yield from both(
        ellipsoid(size * 0.18, size * 0.44, size * 0.14, v["paw"].color, 10)
        .standing()
        .moved(size * 0.3 * fat, size * 0.0)
    )
    yield from both(capsule(size * 0.075, size * 0.34, v["paw"].color, 8).moved(size * 0.13, -size * 0.36))
    yield sphere(size * 0.13, v["tail"].color, 10).moved(y=size * 0.5, z=middle * 0.9)
    y, z, head = -size * 0.42, middle * 2 + size * 0.06, size * v["head"]
    yield ellipsoid(head * 0.95, head * 1.05, head * 0.95, coat, 16).moved(y=y, z=z)
    yield from both(
        ellipsoid(head * 0.36, head * 0.34, head * 0.3, v["muzzle"].color, 10).moved(
            head * 0.12, y - head * 0.42, z - head * 0.16
        )
    )
    yield ellipsoid(head * 0.15, head * 0.12, head * 0.1, PALETTE["pink"], 8).moved(
        y=y - head * 0.56, z=z - head * 0.04
    )
    yield from eyes(head * 0.32, y - head * 0.36, z + head * 0.12, head * 0.17)
    long = size * v["ears"]
    for side in (-1, 1):
        bent = v["pose"] == "floppy"
        ear = [
            ellipsoid(head * 0.3, head * 0.16, long, coat, 10),
            ellipsoid(head * 0.18, head * 0.12, long * 0.75, v["inner"].color, 8).moved(y=-head * 0.05),
        ]
        for part in ear:
            turned = part.moved(z=long * 0.45).turned(side * (118 if bent else 10), "y")
            yield turned.moved(side * head * 0.2, y + head * 0.06, z + head * 0.4)


FAMILY = Family(
    "rabbit",
    "animal",
    (
        Proportion("size", 0.3, 0.45),
        Proportion("girth", 0.85, 1.2, ("thin", "fat")),
        Proportion("head", 0.38, 0.5, ("", "big"), of="head"),
        Proportion("ears", 0.4, 0.75, ("short", "long"), of="ears"),
        Choice("pose", ("upright", "floppy"), of="ears"),
        Color("coat", "", FUR),
        Color("inner", "ear insides", ("pink", "white", "beige", "tan")),
        Color("paw", "paws", FUR),
        Color("muzzle", "muzzle", ("white", "cream", "tan", "gray")),
        Color("tail", "tail", ("white", "white", "brown", "black", "gray", "pink")),
    ),
    _build,
    aliases=("bunny",),
)
