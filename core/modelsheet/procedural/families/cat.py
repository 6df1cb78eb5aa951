"""Cats: pointed ears, whiskers' muzzle and a long tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import FUR, Beast, eyes
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, cone, hoop, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    head = long * v["head"]
    b = Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * 0.3,
        long * 0.12,
        long * 0.1,
        50,
        (head * 0.9, head, head * 0.86),
        (head * 0.02, head * 0.4, head * 0.3),
    )
    coat = v["coat"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["paw"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, PALETTE["pink"], 0.05)
    _x, y, z = b.skull
    yield from eyes(head * 0.22, y - head * 0.36, z + head * 0.1, head * 0.2, v["eye"].color)
    yield from eyes(head * 0.22, y - head * 0.43, z + head * 0.1, head * 0.1)
    ear = cone(head * 0.2, head * 0.42, v["ear"].color, 4).scaled(1, 0.6, 1).turned(14, "y")
    yield from both(ear.moved(head * 0.27, y, z + head * 0.28))
    back = b.legs + b.depth * 0.7
    tails = {
        "raised": [(0, 0.44, 0), (0, 0.6, 0.15), (0, 0.62, 0.45), (0, 0.54, 0.7)],
        "curled": [(0, 0.44, 0), (0, 0.62, 0.1), (0.0, 0.68, 0.4), (0.0, 0.52, 0.52), (0.0, 0.46, 0.38)],
        "hanging": [(0, 0.44, 0), (0, 0.62, -0.02), (0, 0.74, -0.2), (0, 0.86, -0.24)],
    }[v["tail"]]
    path = np.array(tails) * long + (0, 0, back)
    yield sweep(path, np.linspace(0.042, 0.034, len(path)) * long, v["tip"].color, 8)
    if v["striped"]:
        for share in (-0.22, -0.04, 0.14, 0.3):
            yield (
                hoop(0.515, 0.06, 0.07, v["stripe"].color, 16)
                .turned(90, "x")
                .scaled(b.width, long * 0.9, b.depth)
                .moved(y=share * long, z=b.legs + b.depth / 2)
            )


def _adjust(v: Values) -> Values:
    return unsaid(v, stripe=not v["striped"])


FAMILY = Family(
    "cat",
    "animal",
    (
        Proportion("length", 0.4, 0.55),
        Proportion("girth", 0.34, 0.5, ("thin", "fat")),
        Proportion("head", 0.42, 0.58, ("", "big"), of="head"),
        Choice("tail", ("raised", "curled", "hanging"), of="tail"),
        Color("coat", "", FUR),
        Color("ear", "ears", FUR),
        Color("muzzle", "muzzle", ("white", "cream", "tan", "gray")),
        Color("paw", "paws", FUR),
        Color("tip", "tail", FUR),
        Color("eye", "eyes", ("green", "yellow", "blue", "orange", "teal")),
        Flag("striped", "with stripes"),
        Color("stripe", "stripes", ("black", "brown", "white", "orange", "gray")),
    ),
    _build,
    adjust=_adjust,
)
