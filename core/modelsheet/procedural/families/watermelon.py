"""Watermelons: whole with stripes, cut in half, or a slice with seeds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Proportion, Values, unsaid
from ..shape import Part, arc, box, cylinder, ellipsoid, grounded, hoop, lathe, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_whole(v) if v["cut"] == "whole" else _half(v) if v["cut"] == "halved" else _slice(v))


def _whole(v: Values) -> Iterator[Part]:
    """The whole fruit, lying along x."""
    r = v["size"] / 2
    long = v["length"]
    yield sphere(r, v["rind"].color, 20).scaled(long, 1, 1)
    for i in range(v["stripes"]):
        stripe = hoop(r * 1.01, r * 0.12, r * 0.12, v["stripe"].color, 28).moved(z=-r * 0.06)
        yield stripe.turned(90 + i * 180 / v["stripes"], "x").scaled(long, 1, 1)
    yield sweep(
        [(r * long * 0.97, 0, 0), (r * long + r * 0.16, 0, r * 0.04), (r * long + r * 0.24, 0, r * 0.16)],
        r * 0.06,
        PALETTE["brown"],
        6,
    )


def _half(v: Values) -> Iterator[Part]:
    """Half a fruit, its cut face up."""
    r = v["size"] / 2
    angle = np.deg2rad(np.linspace(-90, 0, 8))
    bowl = np.stack([np.cos(angle), np.sin(angle)], 1) * r
    yield lathe(bowl, v["rind"].color, 24)
    yield cylinder(r * 0.96, r * 0.06, PALETTE["cream"], 24)
    yield cylinder(r * 0.86, r * 0.1, v["flesh"].color, 24)
    for ring_r, count in ((0.3, 5), (0.58, 9)):
        for x, y in arc(r * ring_r, 0, 360 - 360 / count, count - 1):
            yield ellipsoid(r * 0.08, r * 0.11, r * 0.06, v["seed"].color, 6).moved(x, y, r * 0.11)
    for i in range(v["stripes"]):
        path = np.column_stack([bowl[:, 0], np.zeros(8), bowl[:, 1]])
        yield sweep(path, r * 0.05, v["stripe"].color, 6).turned(i * 360 / v["stripes"])


def _slice(v: Values) -> Iterator[Part]:
    """A slice standing on its rind, its cut face to the front."""
    r, thick = v["size"] / 2, v["size"] * 0.16
    outer = arc(r, 180, 360, 14)
    yield upright(outer, thick, v["rind"].color)
    yield upright(outer * 0.92, thick * 1.06, PALETTE["cream"]).moved(z=r * 0.01)
    yield upright(outer * 0.84, thick * 1.12, v["flesh"].color).moved(z=r * 0.02)
    for angle in np.linspace(192, 348, v["stripes"]):
        stripe = box(r * 0.07, thick * 1.04, r * 0.1, v["stripe"].color).moved(z=-r * 1.02)
        yield stripe.turned(270 - angle, "y")
    for x, z in [*arc(0.56, 205, 335, 4), *arc(0.28, 225, 315, 1)]:
        yield ellipsoid(r * 0.08, thick * 1.75, r * 0.16, v["seed"].color, 6).moved(x * r, 0, z * r)


FAMILY = Family(
    "watermelon",
    "fruit_vegetable",
    (
        Choice("cut", ("whole", "halved", "sliced")),
        Proportion("size", 0.2, 0.35, ("small", "big")),
        Proportion("length", 1.0, 1.5),
        Count("stripes", "stripes", 4, 8),
        Color("stripe", "stripes", ("olive", "navy", "black", "teal", "yellow", "white")),
        Color("rind", "rind", ("green", "green", "olive", "teal", "yellow")),
        Color("flesh", "flesh", ("red", "red", "pink", "yellow", "orange")),
        Color("seed", "seeds", ("black", "black", "brown", "white")),
    ),
    _build,
    adjust=lambda v: unsaid(v, flesh=v["cut"] == "whole", seed=v["cut"] == "whole"),
)
