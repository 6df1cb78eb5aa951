"""Wrenches: an open jaw and a ring or a second jaw on a flat handle, upright."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, arc, box, cylinder, grounded, halves, hoop, upright


def _build(v: Values) -> Iterator[Part]:
    long, size = v["length"], v["length"] * v["jaw"]
    thick, steel = long * v["thickness"], v["steel"].color
    wide = size * 0.42
    low = size * (0.85 if v["end"] == "ring-shaped" else 0.5)
    yield upright(
        halves([(wide / 2, low), (wide * 0.42, long - size * 0.6), (0, long - size * 0.6)]), thick, steel
    )
    if v["inlaid"]:
        yield box(wide * 0.5, thick * 1.25, long - size * 2.2, v["inlay"].color).moved(z=size * 1.0)
    yield from (part.moved(z=long - size * 0.55) for part in _jaw(size, thick * 1.25, v["head"].color))
    if v["end"] == "ring-shaped":
        yield (
            hoop(size * 0.48, size * 0.2, thick * 1.25, v["head"].color, 20)
            .turned(90, "x")
            .moved(y=thick * 0.625, z=size * 0.48)
        )
    elif v["end"] == "forked":
        yield from (
            part.turned(180, "y").moved(z=size * 0.56)
            for part in _jaw(size * 0.9, thick * 1.25, v["head"].color)
        )
    else:
        yield (
            cylinder(wide * 0.62, thick * 1.1, steel, 16).turned(90, "x").moved(y=thick * 0.55, z=size * 0.5)
        )


def _jaw(size: float, thick: float, color: RGB) -> Iterator[Part]:
    """An open jaw about the origin, its mouth up."""
    outer = arc(0.5, -240, 60, 16)
    mouth = [(0.2, 0.44), (0.2, 0.05), (0.0, -0.08), (-0.2, 0.05), (-0.2, 0.44)]
    yield upright(np.concatenate([outer, mouth]) * size, thick, color)


def _standing(v: Values) -> Iterator[Part]:
    """The wrench on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "wrench",
    "tool",
    (
        Proportion("length", 0.2, 0.4, ("short", "long")),
        Proportion("jaw", 0.22, 0.34, ("small", "big"), of="jaw"),
        Proportion("thickness", 0.05, 0.09, ("thin", "thick")),
        Choice("end", ("ring-shaped", "forked", "round"), of="end"),
        Finish("steel", ("metal", "iron"), of="handle"),
        Color("head", "jaw"),
        Flag("inlaid", "with a stripe"),
        Color("inlay", "stripe"),
    ),
    _standing,
    adjust=lambda v: unsaid(v, inlay=not v["inlaid"]),
    aliases=("spanner",),
)
