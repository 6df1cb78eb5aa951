"""Elephants: a trunk, tusks and large ears."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Beast, eyes
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, ellipsoid, hoop, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat = v["coat"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["foot"].color)
    yield b.throat(coat)
    x, y, z = b.skull
    yield ellipsoid(long * 0.42, long * 0.42, long * 0.44, coat, 16).moved(x, y, z)
    yield from eyes(long * 0.15, y - long * 0.16, z + long * 0.05, long * 0.055)
    low = z - long * 0.08
    trunks = {
        "hanging": [
            (0, -0.12, 0),
            (0, -0.26, -0.06),
            (0, -0.32, -0.26),
            (0, -0.32, -0.46),
            (0, -0.38, -0.54),
        ],
        "raised": [(0, -0.12, 0), (0, -0.28, -0.08), (0, -0.42, -0.02), (0, -0.48, 0.16), (0, -0.42, 0.34)],
        "curled": [
            (0, -0.12, 0),
            (0, -0.26, -0.08),
            (0, -0.32, -0.28),
            (0, -0.42, -0.42),
            (0, -0.55, -0.38),
            (0, -0.58, -0.26),
        ],
    }[v["trunk"]]
    yield sweep(np.array(trunks) * long + (0, y, low), np.linspace(0.11, 0.045, len(trunks)) * long, coat, 10)
    if v["tusks"]:
        tusk = np.array([(0.1, -0.14, -0.06), (0.12, -0.26, -0.14), (0.12, -0.38, -0.12)]) * long
        yield from both(
            sweep(tusk + (0, y, z - long * 0.04), np.array([0.035, 0.03, 0.012]) * long, PALETTE["cream"], 8)
        )
    yield from _ears(v, long, y, z)
    rump = np.array([0, long * 0.48, b.legs + b.depth * 0.7])
    yield sweep(
        [rump, rump + (0, long * 0.07, -long * 0.1), rump + (0, long * 0.08, -long * 0.32)],
        np.array([0.03, 0.022, 0.03]) * long,
        coat,
        6,
    )
    if v["blanket"]:
        yield (
            hoop(0.53, 0.08, 0.34, v["cloth"].color, 18)
            .turned(90, "x")
            .scaled(b.width, long, b.depth)
            .moved(y=long * 0.2, z=b.legs + b.depth / 2)
        )


def _ears(v: Values, long: float, y: float, z: float) -> Iterator[Part]:
    """Two ears with paler insides."""
    wide = long * v["ears"]
    ear = (
        ellipsoid(wide, long * 0.05, wide * 1.15, v["coat"].color, 14),
        ellipsoid(wide * 0.75, long * 0.05, wide * 0.85, v["inner"].color, 12).moved(y=-long * 0.012),
    )
    for part in ear:
        yield from both(
            part.turned(28).moved(
                long * 0.16 + wide * 0.42, y + long * 0.02 - wide * 0.08 + wide * 0.2, z + long * 0.02
            )
        )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * v["legs"],
        long * 0.22,
        long * 0.1,
        30,
        (long * 0.42, long * 0.42, long * 0.44),
        (long * 0.0, long * 0.2, long * 0.2),
    )


def _adjust(v: Values) -> Values:
    return unsaid(v, cloth=not v["blanket"])


FAMILY = Family(
    "elephant",
    "animal",
    (
        Proportion("length", 2.2, 3.2),
        Proportion("girth", 0.55, 0.72, ("thin", "fat")),
        Proportion("legs", 0.22, 0.42, ("short", "long"), of="legs"),
        Proportion("ears", 0.28, 0.5, ("small", "big"), of="ears"),
        Choice("trunk", ("hanging", "raised", "curled"), of="trunk"),
        Flag("tusks", "with tusks"),
        Color(
            "coat", "", ("gray", "gray", "silver", "brown", "pink", "blue", "navy", "white", "purple", "tan")
        ),
        Color("inner", "ear insides", ("pink", "beige", "tan", "silver")),
        Color("foot", "feet", ("white", "beige", "black", "gray", "brown", "tan")),
        Flag("blanket", "with a blanket"),
        Color("cloth", "blanket"),
    ),
    _build,
    adjust=_adjust,
)
