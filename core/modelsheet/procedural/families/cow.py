"""Cows: a big body with patches, horns, an udder and a bell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import FUR, Beast, spots
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, cone, ellipsoid, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, patch = v["coat"].color, v["patch"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["hoof"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, darker(v["muzzle"].color, 0.6), 0.16)
    _x, y, z = b.skull
    yield from both(
        ellipsoid(long * 0.16, long * 0.05, long * 0.08, patch, 8)
        .turned(12, "y")
        .moved(long * 0.18, y + long * 0.02, z + long * 0.05)
    )
    if v["horns"] != "":
        reach = long * (0.2 if v["horns"] == "long" else 0.1)
        horn = [
            (long * 0.07, y, z + long * 0.1),
            (long * 0.1 + reach * 0.6, y, z + long * 0.14),
            (long * 0.1 + reach, y, z + long * 0.16 + reach * 0.8),
        ]
        yield from both(sweep(horn, np.array([0.04, 0.035, 0.015]) * long, v["horn"].color, 8))
    yield ellipsoid(b.width * 0.5, long * 0.22, long * 0.16, PALETTE["pink"], 10).moved(
        y=long * 0.2, z=b.legs
    )
    rump = np.array([0, long * 0.48, b.legs + b.depth * 0.75])
    yield sweep(
        [rump, rump + (0, long * 0.08, -long * 0.1), rump + (0, long * 0.08, -long * 0.38)],
        long * 0.022,
        coat,
        6,
    )
    yield ellipsoid(long * 0.07, long * 0.07, long * 0.13, patch, 8).moved(
        *(rump + (0, long * 0.08, -long * 0.42))
    )
    yield from (
        part.moved(z=b.legs + b.depth / 2)
        for part in spots(v["spots"], (b.width, b.length, b.depth), long * 0.3, patch)
    )
    if v["belled"]:
        yield cone(long * 0.075, long * 0.11, PALETTE["gold"], 10, long * 0.04).moved(
            y=b.shoulder[1] - long * 0.16, z=b.shoulder[2] - long * 0.26
        )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"] * 1.05,
        long * v["legs"],
        long * 0.13,
        long * 0.14,
        35,
        (long * 0.28, long * 0.26, long * 0.26),
        (long * 0.1, long * 0.22, long * 0.18),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, horn=not v["horns"])


FAMILY = Family(
    "cow",
    "animal",
    (
        Proportion("length", 1.4, 1.9),
        Proportion("girth", 0.4, 0.54, ("thin", "fat")),
        Proportion("legs", 0.24, 0.4, ("short", "long"), of="legs"),
        Count("spots", "spots", 0, 6),
        Color("coat", "", FUR),
        Color("patch", "spots", ("black", "brown", "white", "tan", "maroon", "gray")),
        Color("muzzle", "muzzle", ("pink", "tan", "beige", "gray", "cream")),
        Color("hoof", "hooves", ("black", "brown", "gray", "tan")),
        Choice("horns", ("", "short", "long"), say="with {} horns"),
        Color("horn", "horns", ("white", "cream", "gray", "brown", "black")),
        Flag("belled", "with a bell"),
    ),
    _build,
    adjust=_adjust,
)
