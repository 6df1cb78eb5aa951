"""Slimes: a drop of jelly with a face, a shine and perhaps a crown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, goggle_eyes
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, cone, ellipsoid, grounded, hoop, lathe, ring, sweep


def _build(v: Values) -> Iterator[Part]:
    r, skin = v["size"] / 2, v["skin"].color
    high = v["size"] * v["height"]
    profile = np.array([(0.92, 0.0), (1.05, 0.08), (1.0, 0.28), (0.82, 0.58), (0.5, 0.85), (0.18, 0.97)])
    yield lathe(profile * (r, high), skin, 20)
    top = high * 0.97
    if v["top"] == "pointed":
        yield lathe([(r * 0.24, -high * 0.06), (r * 0.1, high * 0.14), (0, high * 0.3)], skin, 12).moved(
            z=top
        )
    else:
        yield ellipsoid(r * 0.56, r * 0.56, high * 0.16, skin, 12).moved(z=top - high * 0.04)
    drop = ellipsoid(r * 0.6, r * 0.6, high * 0.18, skin, 10).moved(y=-r * 0.98, z=high * 0.08)
    yield from ring(drop, v["drips"], 20) if v["drips"] else ()
    face = high * 0.42
    eye = r * v["eye_size"]
    yield from goggle_eyes(r * 0.36, -r * 0.84, face + high * 0.08, eye)
    if v["mouth"] == "open":
        yield ellipsoid(r * 0.36, r * 0.2, r * 0.26, v["tongue"].color, 12).moved(
            y=-r * 0.92, z=face - high * 0.12
        )
    else:
        grin = arc(r * 0.24, 200, 340, 6)
        yield sweep(
            np.column_stack([grin[:, 0], np.full(7, -r * 0.97), grin[:, 1] + face]), r * 0.05, BLACK, 6
        )
    yield (
        ellipsoid(r * 0.3, r * 0.2, r * 0.18, PALETTE["white"], 8)
        .turned(-35, "y")
        .moved(-r * 0.5, -r * 0.45, high * 0.72)
    )
    if v["crowned"]:
        yield hoop(r * 0.42, r * 0.12, r * 0.24, PALETTE["gold"], 14).moved(z=top - high * 0.03)
        yield from (
            part.moved(z=top + r * 0.14)
            for part in ring(cone(r * 0.14, r * 0.3, PALETTE["gold"], 6).moved(y=-r * 0.36), 6)
        )


def _standing(v: Values) -> Iterator[Part]:
    """The slime on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "slime",
    "monster",
    (
        Proportion("size", 0.4, 0.9),
        Proportion("height", 0.55, 0.95, ("flat", "tall")),
        Choice("top", ("pointed", "round"), of="top"),
        Proportion("eye_size", 0.26, 0.42, ("small", "big"), of="eyes"),
        Choice("mouth", ("open", "smiling"), of="mouth"),
        Color("tongue", "mouth", ("black", "maroon", "red", "pink")),
        Count("drips", "drops around", 0, 6),
        Flag("crowned", "with a golden crown"),
        Color(
            "skin",
            "",
            ("green", "blue", "teal", "purple", "pink", "red", "orange", "yellow", "gray", "black"),
        ),
    ),
    _standing,
    adjust=lambda v: unsaid(v, tongue=v["mouth"] == "smiling"),
)
