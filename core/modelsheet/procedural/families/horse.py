"""Horses: long legs, a mane and a tail, with or without a saddle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import FUR, Beast
from ..family import PALETTE, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, cone, ellipsoid, hoop, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, mane = v["coat"].color, v["mane"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["hoof"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, v["muzzle"].color, 0.18)
    _x, y, z = b.skull
    yield from both(
        cone(long * 0.045, long * 0.13, coat, 6).moved(long * 0.06, y + long * 0.03, z + long * 0.08)
    )
    crest = np.array(
        [
            b.shoulder + (0, long * 0.16, long * 0.06),
            (b.shoulder + b.skull) / 2 + (0, long * 0.12, long * 0.06),
            b.skull + (0, long * 0.06, long * 0.14),
            b.skull + (0, -long * 0.1, long * 0.12),
        ]
    )
    yield sweep(crest, np.array([0.03, 0.065, 0.06, 0.03]) * long, mane, 8)
    rump = np.array([0, long * 0.47, b.legs + b.depth * 0.75])
    tail = [
        rump,
        rump + (0, long * 0.14, -long * 0.05),
        rump + (0, long * 0.18, -long * 0.3),
        rump + (0, long * 0.15, -long * v["tail"]),
    ]
    yield sweep(tail, np.array([0.04, 0.07, 0.075, 0.02]) * long, mane, 8)
    back = b.legs + b.depth
    if v["saddled"]:
        yield (
            hoop(0.53, 0.08, 0.3, darker(v["saddle"].color), 16)
            .turned(90, "x")
            .scaled(b.width, long, b.depth)
            .moved(y=long * 0.15, z=b.legs + b.depth / 2)
        )
        yield ellipsoid(b.width * 0.8, long * 0.34, long * 0.12, v["saddle"].color, 12).moved(z=back)
        yield ellipsoid(b.width * 0.5, long * 0.08, long * 0.14, v["saddle"].color, 10).moved(
            y=long * 0.14, z=back + long * 0.05
        )
    if v["horned"]:
        yield (
            cone(long * 0.035, long * 0.3, PALETTE["gold"], 8)
            .turned(30, "x")
            .moved(y=y - long * 0.08, z=z + long * 0.08)
        )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"] * 1.15,
        long * v["legs"],
        long * 0.12,
        long * 0.42,
        58,
        (long * 0.28, long * 0.21, long * 0.24),
        (long * 0.19, long * 0.16, long * 0.17),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, saddle=not v["saddled"])


FAMILY = Family(
    "horse",
    "animal",
    (
        Proportion("length", 1.2, 1.6),
        Proportion("girth", 0.32, 0.42, ("thin", "stout")),
        Proportion("legs", 0.4, 0.62, ("short", "long"), of="legs"),
        Proportion("tail", 0.35, 0.65, ("short", "long"), of="tail"),
        Color("coat", "", FUR),
        Color("mane", "mane and tail"),
        Color("hoof", "hooves", ("black", "brown", "gray", "tan", "white", "gold")),
        Color("muzzle", "muzzle", ("black", "white", "gray", "brown", "tan", "cream")),
        Flag("saddled", "with a saddle"),
        Color("saddle", "saddle"),
        Flag("horned", "with a golden horn"),
    ),
    _build,
    adjust=_adjust,
    aliases=("pony",),
)
