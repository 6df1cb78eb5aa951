"""Crabs: a flat shell, two claws, eight legs and eyes on stalks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import eyes
from ..family import Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, both, cone, cylinder, ellipsoid, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    size, shell = v["size"], v["shell"].color
    wide, z = size * v["width"], size * 0.3
    yield ellipsoid(wide, size * 0.62, size * 0.36, shell, 18).moved(z=z)
    yield ellipsoid(wide * 0.86, size * 0.54, size * 0.26, v["belly"].color, 16).moved(z=z - size * 0.07)
    thick = size * 0.045
    for i in range(4):
        turn = np.deg2rad(-12 + 26 * i)
        out = np.array([np.cos(turn), np.sin(turn), 0.0])
        start = out * (wide * 0.4, size * 0.2, 0) + (0, 0, z)
        knee = start + out * size * 0.28 + (0, 0, size * 0.16)
        foot = knee + out * size * 0.2 - (0, 0, knee[2])
        yield from both(sweep(np.array([start, knee]), thick, v["leg"].color, 6))
        yield from both(sweep(np.array([knee, foot]), [thick, thick * 0.4], v["leg"].color, 6).standing())
    claw = size * v["claws"]
    for side in (-1, 1):
        shoulder = np.array([side * wide * 0.36, -size * 0.2, z])
        elbow = shoulder + (side * size * 0.26, -size * 0.16, size * 0.08)
        hand = elbow + (-side * size * 0.06, -size * 0.2, size * 0.1)
        yield sweep(np.array([shoulder, elbow, hand]), size * 0.065, v["leg"].color, 8)
        pincer = [ellipsoid(claw * 0.62, claw * 0.5, claw * 0.8, v["claw"].color, 12)]
        pincer += [
            cone(claw * 0.2, claw * 0.6, v["claw"].color, 8)
            .turned(tilt, "y")
            .moved(x=dx * claw, z=claw * 0.24)
            for tilt, dx in ((-14, -0.16), (14, 0.18))
        ]
        for part in pincer:
            yield part.turned(35, "x").moved(*(hand + (0, -size * 0.05, claw * 0.2)))
    stalk = size * v["stalks"]
    yield from both(cylinder(size * 0.03, stalk, shell, 8).moved(size * 0.12, -size * 0.22, z + size * 0.1))
    yield from both(
        sphere(size * 0.065, v["eye"].color, 10).moved(size * 0.12, -size * 0.22, z + size * 0.12 + stalk)
    )
    yield from eyes(size * 0.12, -size * 0.275, z + size * 0.12 + stalk, size * 0.05)
    if v["spotted"]:
        for x, y in [*arc(0.3, 30, 330, 4), (0.0, 0.0)]:
            yield ellipsoid(size * 0.11, size * 0.11, size * 0.08, v["spot"].color, 8).moved(
                x * wide, y * size * 0.6, z + size * (0.165 if x == 0 else 0.13)
            )


FAMILY = Family(
    "crab",
    "fish_sea",
    (
        Proportion("size", 0.2, 0.4),
        Proportion("width", 0.8, 1.15, ("", "wide"), of="shell"),
        Proportion("claws", 0.34, 0.54, ("small", "big"), of="claws"),
        Proportion("stalks", 0.06, 0.22, ("short", "long"), of="eye stalks"),
        Color(
            "shell",
            "shell",
            ("red", "red", "orange", "blue", "teal", "green", "purple", "pink", "brown", "yellow"),
        ),
        Color("belly", "belly", ("cream", "tan", "white", "orange", "beige")),
        Color("leg", "legs"),
        Color("claw", "claws"),
        Color("eye", "eyes", ("white", "yellow", "green", "orange")),
        Flag("spotted", "with spots"),
        Color("spot", "spots"),
    ),
    _build,
    adjust=lambda v: unsaid(v, spot=not v["spotted"]),
)
