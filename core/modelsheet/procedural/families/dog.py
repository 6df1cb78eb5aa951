"""Dogs: standing, with drooping or pointed ears and a collar."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import FUR, Beast, spots
from ..family import Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, cone, ellipsoid, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, patch = v["coat"].color, v["patch"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["paw"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color)
    _x, y, z = b.skull
    ear = v["ear"].color
    if v["ears"] == "floppy":
        yield from both(
            ellipsoid(long * 0.09, long * 0.17, long * 0.32, ear, 10)
            .turned(-14, "y")
            .moved(long * 0.2, y + long * 0.03, z - long * 0.02)
        )
    else:
        yield from both(
            cone(long * 0.1, long * 0.18, ear, 8)
            .scaled(1, 0.6, 1)
            .moved(long * 0.12, y + long * 0.02, z + long * 0.12)
        )
    tail = [
        (0, long * 0.46, b.legs + long * 0.34),
        (0, long * 0.6, b.legs + long * 0.5),
        (0, long * 0.62 - long * 0.1 * v["curl"], b.legs + long * (0.5 + 0.25 * v["tail"])),
    ]
    yield sweep(tail, np.array([0.055, 0.045, 0.03]) * long, coat, 8)
    if v["spotted"]:
        yield from (
            part.moved(z=b.legs + b.depth / 2)
            for part in spots(5, (b.width, b.length, b.depth), long * 0.2, patch)
        )
    if v["collar"]:
        neck = (b.shoulder + b.skull) / 2
        yield (
            torus(long * 0.17, long * 0.035, v["band"].color, 16, 6)
            .turned(30, "x")
            .moved(*neck)
            .moved(z=-long * 0.02)
        )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * 0.42,
        long * 0.42,
        long * v["legs"],
        long * 0.15,
        long * 0.14,
        55,
        (long * 0.38, long * 0.38, long * 0.36),
        (long * v["snout"], long * 0.2, long * 0.18),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, patch=not v["spotted"], band=not v["collar"])


FAMILY = Family(
    "dog",
    "animal",
    (
        Proportion("length", 0.5, 0.9),
        Proportion("legs", 0.16, 0.5, ("short", "long"), of="legs"),
        Proportion("snout", 0.08, 0.24, ("short", "long"), of="snout"),
        Proportion("tail", 0.4, 1.2, ("short", "long"), of="tail"),
        Proportion("curl", 0.0, 1.0),
        Choice("ears", ("floppy", "pointed"), of="ears"),
        Color("coat", "", FUR),
        Color("ear", "ears", FUR),
        Color("muzzle", "snout", ("white", "tan", "cream", "brown", "black", "gray")),
        Color("paw", "paws", FUR),
        Flag("spotted", "with spots"),
        Color("patch", "spots", ("brown", "black", "white", "tan")),
        Flag("collar", "with a collar"),
        Color("band", "collar"),
    ),
    _build,
    adjust=_adjust,
)
