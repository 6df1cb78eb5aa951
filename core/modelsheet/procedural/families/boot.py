"""Boots: a shaft on a foot with a sole, its toe to the front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, box, extrude, hoop, lathe, loft


def _build(v: Values) -> Iterator[Part]:
    size, leather = v["size"], v["leather"].color
    wide, high = size * 0.38, size * v["height"]
    sole = size * v["sole"]
    heel = sole * (2.2 if v["heeled"] else 1.0)
    shape = np.concatenate(
        [
            arc(wide / 2, 180, 360, 8) * (1.0, 1.5) + (0, -size * 0.34),
            [
                (wide * 0.46, size * 0.28),
                (wide * 0.3, size * 0.36),
                (-wide * 0.3, size * 0.36),
                (-wide * 0.46, size * 0.28),
            ],
        ]
    )
    lift = heel - sole
    yield extrude(shape * 1.06, sole, v["base"].color).moved(z=lift)
    yield box(wide * 0.94, size * 0.28, heel, v["base"].color).moved(y=size * 0.22)
    if v["heeled"]:
        yield box(wide * 0.9, size * 0.4, lift + sole * 0.5, v["base"].color).moved(y=-size * 0.42)
    z = lift + sole * 0.95
    sections = [
        np.column_stack([shape * (s, t) + (0, dy), np.full(len(shape), h)])
        for h, s, t, dy in (
            (0, 1, 1, 0),
            (size * 0.12, 1.0, 0.98, 0),
            (size * 0.24, 0.84, 0.78, size * 0.08),
            (size * 0.32, 0.6, 0.5, size * 0.17),
        )
    ]
    yield loft(sections, leather).moved(z=z)
    yield from _shaft(v, size, wide, high, z)


def _shaft(v: Values, size: float, wide: float, high: float, z: float) -> Iterator[Part]:
    """The shaft with its cuff and straps, from a height up."""
    shaft = [
        (wide * 0.47, 0),
        (wide * 0.46, high * 0.3),
        (wide * v["flare"], high),
        (wide * (v["flare"] - 0.1), high),
        (wide * 0.36, high * 0.8),
    ]
    yield lathe(shaft, v["leather"].color, 16).scaled(1, 1.25, 1).moved(y=size * 0.17, z=z)
    if v["cuffed"]:
        yield (
            hoop(wide * (v["flare"] + 0.06), wide * 0.2, high * 0.2, v["cuff"].color, 16)
            .scaled(1, 1.25, 1)
            .moved(y=size * 0.17, z=z + high * 0.82)
        )
    for i in range(v["straps"]):
        up = size * 0.2 + (high - size * 0.3) * (i + 0.5) / v["straps"]
        around = np.interp(up / high, [0, 0.3, 1], [0.47, 0.46, v["flare"]])
        yield (
            hoop(wide * (around + 0.035), wide * 0.15, size * 0.07, v["strap"].color, 16)
            .scaled(1, 1.25, 1)
            .moved(y=size * 0.17, z=z + up)
        )
        yield box(wide * 0.26, size * 0.06, size * 0.1, PALETTE["gold"]).moved(
            y=size * 0.17 - wide * around * 1.27, z=z + up - size * 0.015
        )


def _adjust(v: Values) -> Values:
    return unsaid(v, cuff=not v["cuffed"])


FAMILY = Family(
    "boot",
    "clothing",
    (
        Proportion("size", 0.26, 0.34),
        Proportion("height", 0.6, 1.3, ("short", "tall")),
        Proportion("flare", 0.46, 0.64, ("narrow", "wide"), of="top"),
        Proportion("sole", 0.06, 0.13, ("thin", "thick"), of="sole"),
        Flag("heeled", "with a high heel"),
        Count("straps", "straps", 0, 3),
        Color("strap", "straps"),
        Flag("cuffed", "with a cuff"),
        Color("cuff", "cuff"),
        Finish("leather", ("leather",)),
        Color("base", "sole"),
    ),
    _build,
    adjust=_adjust,
)
