"""Pigs: a round body, a flat snout and a curly tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Beast, spots
from ..family import Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, cone, cylinder, ellipsoid, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, snout = v["coat"].color, v["snout"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["hoof"].color)
    yield b.throat(coat)
    yield from b.face(coat, coat, coat, 0.13)
    _x, y, z = b.skull
    disc = y - long * 0.19
    yield (
        cylinder(long * 0.11, long * 0.13, snout, 14)
        .turned(90, "x")
        .moved(y=disc + long * 0.03, z=z - long * 0.06)
    )
    yield from both(
        ellipsoid(long * 0.05, long * 0.04, long * 0.07, darker(snout, 0.55), 8).moved(
            long * 0.04, disc - long * 0.1, z - long * 0.06
        )
    )
    if v["ears"] == "pointed":
        yield from both(
            cone(long * 0.09, long * 0.18, v["ear"].color, 6)
            .scaled(1, 0.5, 1)
            .turned(20, "y")
            .moved(long * 0.12, y, z + long * 0.13)
        )
    else:
        yield from both(
            ellipsoid(long * 0.16, long * 0.06, long * 0.2, v["ear"].color, 8)
            .turned(-30, "x")
            .moved(long * 0.16, y - long * 0.06, z + long * 0.12)
        )
    turn = np.linspace(0, 3.2 * np.pi, 16)
    coil = np.column_stack([np.sin(turn) * 0.045, np.linspace(0.46, 0.6, 16), np.cos(turn) * 0.045]) * long
    yield sweep(coil + (0, 0, b.legs + b.depth * 0.62), long * 0.02, snout, 6)
    if v["muddy"]:
        yield from (
            part.moved(z=b.legs + b.depth / 2)
            for part in spots(5, (b.width, b.length, b.depth), long * 0.2, v["patch"].color)
        )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * v["legs"],
        long * 0.15,
        long * 0.04,
        20,
        (long * 0.38, long * 0.4, long * 0.38),
        (long * 0.01, long * 0.2, long * 0.2),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, patch=not v["muddy"])


FAMILY = Family(
    "pig",
    "animal",
    (
        Proportion("length", 0.8, 1.2),
        Proportion("girth", 0.46, 0.68, ("thin", "fat")),
        Proportion("legs", 0.12, 0.26, ("short", "long"), of="legs"),
        Choice("ears", ("pointed", "floppy"), of="ears"),
        Color("coat", "", ("pink", "pink", "beige", "brown", "black", "gray", "tan", "purple", "white")),
        Color("snout", "snout and tail", ("pink", "tan", "beige", "maroon", "brown")),
        Color("ear", "ears", ("pink", "tan", "brown", "black", "beige")),
        Color("hoof", "hooves", ("brown", "black", "gray", "maroon")),
        Flag("muddy", "with spots"),
        Color("patch", "spots", ("brown", "black", "white", "gray")),
    ),
    _build,
    adjust=_adjust,
)
