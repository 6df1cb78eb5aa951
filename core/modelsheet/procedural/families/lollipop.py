"""Lollipops: a flat swirl or a ball of candy on a stick."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, cylinder, hoop, sphere, sweep, torus, upright


def _build(v: Values) -> Iterator[Part]:
    r, stick = v["width"] / 2, v["width"] * v["stick_length"]
    yield cylinder(r * 0.09, stick + r * 0.3, v["stick"].color, 8)
    z, thick = stick + r, r * 0.42
    first, second = v["candy"].color, v["swirl"].color
    if v["outline"] == "round":
        yield cylinder(r, thick, first, 28).turned(90, "x").moved(y=thick / 2, z=z)
        t = np.linspace(0.1, 1, 26)
        turn = t * v["turns"] * 2 * np.pi
        spiral = np.column_stack([np.cos(turn) * t * r * 0.9, np.zeros(26), np.sin(turn) * t * r * 0.9])
        yield from both(sweep(spiral, r * 0.09, second, 6).moved(y=-thick / 2, z=z), "y")
    elif v["outline"] == "ball-shaped":
        yield sphere(r, first, 18).moved(z=z)
        for i in range(v["turns"]):
            band = hoop(r * 1.03, r * 0.2, r * 0.16, second, 20).moved(z=-r * 0.08)
            yield band.turned(90, "x").turned(i * 180 / v["turns"]).moved(z=z)
    else:
        outline = emblem(v["outline"], r * 2.2)
        yield upright(outline, thick, first).moved(z=z)
        for i in range(v["turns"]):
            share = 0.8 - 0.55 * i / v["turns"]
            yield upright(outline * share, thick * (1.15 + 0.15 * i), second if i % 2 == 0 else first).moved(
                z=z
            )
    if v["bowed"]:
        loop = (
            torus(r * 0.2, r * 0.07, v["ribbon"].color, 12, 6)
            .scaled(1.3, 0.7, 1)
            .turned(90, "x")
            .moved(x=r * 0.26)
        )
        yield from both(loop.turned(-20, "y").moved(y=-r * 0.08, z=stick * 0.82))
        yield sphere(r * 0.14, v["ribbon"].color, 8).moved(y=-r * 0.08, z=stick * 0.82)


FAMILY = Family(
    "lollipop",
    "food_drink",
    (
        Choice("outline", ("round", "ball-shaped", "heart-shaped", "star-shaped")),
        Proportion("width", 0.06, 0.1),
        Proportion("stick_length", 1.0, 1.8, ("short", "long"), of="stick"),
        Color("candy"),
        Color("swirl", "swirl"),
        Count("turns", "turns", 2, 4),
        Color("stick", "stick", ("white", "white", "cream", "tan", "pink", "blue")),
        Flag("bowed", "with a bow"),
        Color("ribbon", "bow"),
    ),
    _build,
    adjust=lambda v: unsaid(v, ribbon=not v["bowed"]),
)
