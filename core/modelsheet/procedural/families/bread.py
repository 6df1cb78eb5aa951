"""Breads: a round loaf, a tin loaf or a baguette with slashes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, ellipsoid, halves, lathe, upright


def _build(v: Values) -> Iterator[Part]:
    size, crust = v["size"], v["crust"].color
    length = {"round": 1.0, "tin": 1.7, "long": 3.2}[v["loaf"]] * size
    wide = size * (1.0 if v["loaf"] != "long" else 0.8)
    high = size * v["height"]
    if v["loaf"] == "tin":
        side = halves([(0.42, 0), (0.42, 0.5), (0.52, 0.62), (0.5, 0.85), (0.3, 1.0), (0, 1.04)]) * (
            wide,
            high,
        )
        yield upright(side, length, crust).turned(90)
        yield upright(side * 0.86, length * 1.02, v["crumb"].color).turned(90).moved(z=high * 0.06)
    else:
        angle = np.linspace(-35, 90, 8)
        profile = np.stack([np.cos(np.deg2rad(angle)) / 2, np.sin(np.deg2rad(angle))], 1)
        profile[:, 1] -= profile[0, 1]
        yield lathe(profile / profile[-1, 1] * (profile[-1, 1], 1), crust, 20).scaled(length, wide, high)
    for i in range(v["slashes"]):
        x = (i - (v["slashes"] - 1) / 2) * length * 0.17
        z = high if v["loaf"] == "tin" else high * _dome(2 * x / length)
        yield ellipsoid(size * 0.13, wide * 0.6, size * 0.11, v["crumb"].color, 8).turned(25).moved(x=x, z=z)
    if v["seeded"]:
        for i in range(10):
            x, y = length * 0.3 * np.sin(i * 2.4), wide * 0.2 * np.cos(i * 1.7)
            z = high if v["loaf"] == "tin" else high * _dome(2 * np.hypot(x / length, y / wide))
            yield ellipsoid(size * 0.09, size * 0.07, size * 0.07, PALETTE["cream"], 6).moved(x, y, z)


def _dome(share: float) -> float:
    """How high a round loaf is at a share of the way from its middle to its edge; 1 in the middle."""
    low = np.sin(np.deg2rad(35))
    return float((np.sqrt(1 - share**2) + low) / (1 + low))


def _adjust(v: Values) -> Values:
    return unsaid(v, crumb=v["slashes"] == 0 and v["loaf"] != "tin")


FAMILY = Family(
    "bread",
    "food_drink",
    (
        Choice("loaf", ("round", "tin", "long")),
        Proportion("size", 0.12, 0.2, ("small", "big")),
        Proportion("height", 0.55, 0.9, ("flat", "tall")),
        Count("slashes", "slashes", 0, 5),
        Flag("seeded", "with seeds on top"),
        Color("crust", "crust", ("brown", "tan", "gold", "orange", "maroon", "black")),
        Color("crumb", "inside", ("cream", "beige", "white", "yellow")),
    ),
    _build,
    adjust=_adjust,
    aliases=(
        "loaf of bread",
        "loaf",
    ),
)
