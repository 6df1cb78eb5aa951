"""Anvils: a face with a horn on a waisted foot, with or without a block under it."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Color, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, beam, box, cylinder, hoop, lathe, loft


def _build(v: Values) -> Iterator[Part]:
    long, body = v["length"], v["body"].color
    high, deep = long * v["height"], long * v["depth"]
    base = v["block_height"] if v["block"] else 0.0
    yield from _block(v, long, base) if v["block"] else ()
    foot = [
        (long * 0.62, deep * 1.3),
        (long * 0.56, deep * 1.2),
        (long * 0.26, deep * 0.75),
        (long * 0.28, deep * 0.8),
        (long * 0.5, deep),
    ]
    heights = [0, high * 0.18, high * 0.36, high * 0.52, high * 0.7]
    sections = [
        [(-x / 2, -y / 2, z), (x / 2, -y / 2, z), (x / 2, y / 2, z), (-x / 2, y / 2, z)]
        for (x, y), z in zip(foot, heights, strict=True)
    ]
    yield loft(sections, body).moved(z=base)
    yield box(long * 0.62, deep, high * 0.34, body).moved(x=long * 0.06, z=base + high * 0.66)
    yield box(long * 0.64, deep * 1.04, high * 0.1, v["face"].color).moved(
        x=long * 0.06, z=base + high * 0.92
    )
    horn = lathe(
        [
            (deep * 0.46, 0),
            (deep * 0.42, long * 0.12),
            (deep * 0.26, long * 0.26),
            (deep * 0.06, long * 0.36),
        ],
        v["horn"].color,
        12,
    )
    yield horn.turned(-90, "y").scaled(1, 1, 0.8).moved(x=-long * 0.22, z=base + high * 0.8)
    if v["hammer"]:
        z = base + high * 1.02
        yield beam(
            (long * 0.0, -deep * 0.1, z + long * 0.05),
            (long * 0.36, -deep * 0.5, z + long * 0.05),
            long * 0.05,
            PALETTE["brown"],
            8,
        )
        yield (
            box(long * 0.12, long * 0.28, long * 0.12, PALETTE["gray"])
            .turned(-25)
            .moved(long * 0.02, -deep * 0.1, z - long * 0.005)
        )


def _block(v: Values, long: float, base: float) -> Iterator[Part]:
    """The block under it."""
    yield cylinder(long * 0.42, base, v["wood"].color, 14)
    yield cylinder(long * 0.38, base * 0.04, PALETTE["tan"], 14).moved(z=base * 0.975)
    for z in (0.12, 0.78):
        yield hoop(long * 0.44, long * 0.06, base * 0.1, PALETTE["black"], 14).moved(z=base * z)


def _adjust(v: Values) -> Values:
    return unsaid(v, wood=not v["block"])


FAMILY = Family(
    "anvil",
    "tool",
    (
        Proportion("length", 0.6, 0.9, ("", "long")),
        Proportion("height", 0.42, 0.62, ("low", "tall")),
        Proportion("depth", 0.2, 0.34, ("thin", "thick")),
        Flag("block", "on a block"),
        Proportion("block_height", 0.3, 0.55),
        Color("wood", "block", ("brown", "tan", "beige", "maroon")),
        Finish("body", ("iron", "metal")),
        Color("face", "top", ("silver", "gray", "black", "gold", "white")),
        Color("horn", "horn"),
        Flag("hammer", "with a hammer on it"),
    ),
    _build,
    adjust=_adjust,
)
