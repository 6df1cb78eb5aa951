"""Lions: a big mane around the face and a tufted tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, FUR, Beast
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values
from ..shape import Part, both, cone, ellipsoid, hoop, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * v["legs"],
        long * 0.16,
        long * 0.14,
        40,
        (long * 0.34, long * 0.36, long * 0.36),
        (long * 0.06, long * 0.22, long * 0.18),
    )
    coat, mane = v["coat"].color, v["mane"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["paw"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, BLACK, 0.12)
    _x, y, z = b.skull
    big = long * v["size"]
    if v["fringe"] == "round":
        yield ellipsoid(big * 1.15, long * 0.3, big * 1.2, mane, 18).moved(
            y=y + long * 0.1, z=z - long * 0.02
        )
        yield ellipsoid(big * 0.9, long * 0.4, big * 1.0, mane, 16).moved(
            y=y + long * 0.24, z=z - long * 0.08
        )
    else:
        yield ellipsoid(big * 0.95, long * 0.34, big * 0.95, mane, 16).moved(y=y + long * 0.12, z=z)
        spike = cone(big * 0.18, big * 0.34, mane, 6).moved(z=big * 0.38)
        yield from (spike.turned(angle, "y").moved(y=y + long * 0.08, z=z) for angle in range(0, 360, 30))
    yield from both(
        ellipsoid(long * 0.12, long * 0.08, long * 0.12, coat, 10).moved(
            long * 0.15, y - long * 0.02, z + long * 0.17
        )
    )
    rump = np.array([0, long * 0.46, b.legs + b.depth * 0.7])
    tail = np.array([(0, 0, 0), (0, 0.14, 0.02), (0, 0.24, 0.16), (0, 0.28, 0.36)]) * long + rump
    yield sweep(tail, np.array([0.035, 0.03, 0.028, 0.028]) * long, coat, 8)
    yield ellipsoid(long * 0.12, long * 0.12, long * 0.18, mane, 10).moved(*tail[-1])
    if v["crowned"]:
        up = z + big * 0.5
        yield hoop(long * 0.12, long * 0.04, long * 0.09, PALETTE["gold"], 12).moved(y=y + long * 0.06, z=up)
        yield from (
            part.moved(y=y + long * 0.06, z=up)
            for part in ring(
                cone(long * 0.045, long * 0.12, PALETTE["gold"], 6).moved(y=-long * 0.1, z=long * 0.08), 5
            )
        )


FAMILY = Family(
    "lion",
    "animal",
    (
        Proportion("length", 1.2, 1.7),
        Proportion("girth", 0.36, 0.48, ("thin", "stout")),
        Proportion("legs", 0.26, 0.42, ("short", "long"), of="legs"),
        Proportion("size", 0.46, 0.64, ("small", "big"), of="mane"),
        Choice("fringe", ("round", "spiky"), of="mane"),
        Color(
            "mane", "mane", ("brown", "brown", "maroon", "orange", "red", "black", "gold", "white", "purple")
        ),
        Color("coat", "", ("gold", "tan", "yellow", "orange", "beige", "white", "brown", "gray", "blue")),
        Color("muzzle", "muzzle", ("white", "cream", "beige", "tan")),
        Color("paw", "paws", FUR),
        Flag("crowned", "with a golden crown"),
    ),
    _build,
)
