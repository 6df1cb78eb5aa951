"""Sheep: a cloud of wool on thin legs, with a dark face."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Beast, goggle_eyes, trunk
from ..family import Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, ellipsoid, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    wool, face = v["wool"].color, v["skin"].color
    middle = b.legs + b.depth / 2
    yield b.trunk(wool)
    if v["fleece"] == "curly":
        for _i, tilt in enumerate((-62, -20, 22, 64, 106, 150, 190, 230)):
            for k in range(5):
                y = (k - 2) * long * 0.19
                shrink = 1 - 0.3 * abs(k - 2) / 2
                angle = np.deg2rad(tilt + 20 * (k % 2))
                yield sphere(long * 0.15, wool, 6).moved(
                    np.cos(angle) * b.width * 0.44 * shrink,
                    y,
                    middle + np.sin(angle) * b.depth * 0.42 * shrink,
                )
    else:
        yield trunk(long * 1.04, b.width * 1.1, b.depth * 1.08, wool).moved(z=middle)
    yield from b.stance(face, v["hoof"].color)
    yield b.throat(wool)
    yield from b.face(face, face, darker(face, 0.6), 0.05)
    _x, y, z = b.skull
    yield from goggle_eyes(long * 0.09, y - long * 0.11, z + long * 0.05, long * 0.08)
    yield from both(
        ellipsoid(long * 0.2, long * 0.08, long * 0.1, face, 8)
        .turned(20, "y")
        .moved(long * 0.19, y + long * 0.02, z + long * 0.02)
    )
    yield ellipsoid(long * 0.28, long * 0.24, long * 0.18, wool, 10).moved(
        y=y + long * 0.02, z=z + long * 0.14
    )
    if v["horns"]:
        turn = np.deg2rad(np.linspace(110, -190, 12))
        coil = (
            np.column_stack(
                [np.linspace(0.12, 0.26, 12), -np.cos(turn) * 0.11 + 0.02, np.sin(turn) * 0.11 + 0.04]
            )
            * long
        )
        yield from both(sweep(coil + (0, y, z), np.linspace(0.05, 0.02, 12) * long, v["horn"].color, 8))
    yield sphere(long * 0.09, wool, 8).moved(y=long * 0.54, z=middle + long * 0.08)


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * v["legs"],
        long * 0.12,
        long * 0.16,
        35,
        (long * 0.3, long * 0.26, long * 0.28),
        (long * 0.03, long * 0.2, long * 0.2),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, horn=not v["horns"])


FAMILY = Family(
    "sheep",
    "animal",
    (
        Proportion("length", 0.8, 1.1),
        Proportion("girth", 0.5, 0.7, ("thin", "fat")),
        Proportion("legs", 0.22, 0.4, ("short", "long"), of="legs"),
        Choice("fleece", ("curly", "smooth"), of="wool"),
        Color(
            "wool",
            "wool",
            ("white", "white", "cream", "beige", "gray", "black", "brown", "pink", "blue", "yellow"),
        ),
        Color("skin", "face and legs", ("black", "brown", "tan", "beige", "gray", "white", "pink")),
        Color("hoof", "hooves", ("black", "brown", "gray", "tan")),
        Flag("horns", "with curled horns"),
        Color("horn", "horns", ("tan", "cream", "gray", "brown", "gold")),
    ),
    _build,
    adjust=_adjust,
)
