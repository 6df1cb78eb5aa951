"""Cakes: tiers with icing, candles and a cherry."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values
from ..shape import Part, arc, beam, cylinder, ellipsoid, hoop, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    r, tier = v["width"] / 2, v["width"] * v["height"]
    sides = {"round": 24, "square": 4}[v["outline"]]
    fit = 1.25 if v["outline"] == "square" else 1.0
    yield cylinder(r * 1.2 * fit, r * 0.06, v["plate"].color, 24 if sides == 24 else 4)
    z = r * 0.05
    for i in range(v["tiers"]):
        size = r * (1 - 0.27 * i) * fit
        yield cylinder(size, tier, v["sponge"].color, sides).moved(z=z)
        yield cylinder(size * 1.04, tier * 0.3, v["icing"].color, sides).moved(z=z + tier * 0.76)
        yield hoop(size * 1.03, size * 0.1, tier * 0.14, v["filling"].color, sides).moved(z=z + tier * 0.3)
        if v["drips"] and v["outline"] == "round":
            drop = ellipsoid(size * 0.22, size * 0.16, tier * 0.5, v["icing"].color, 8)
            yield from ring(drop.moved(y=-size * 0.98, z=z + tier * 0.76), 9)
        z += tier * 1.03
    size = r * (1 - 0.27 * (v["tiers"] - 1)) * 0.6
    count = v["candles"]
    for x, y in arc(size, 90, 450 - 360 / count, count - 1) if count > 1 else [(0.0, -size)] * count:
        yield cylinder(r * 0.075, r * 0.42, v["candle"].color, 8).moved(x, y, z - r * 0.03)
        yield ellipsoid(r * 0.1, r * 0.1, r * 0.2, PALETTE["orange"], 6).moved(x, y, z + r * 0.48)
    if v["cherry"]:
        yield sphere(r * 0.17, PALETTE["red"], 10).moved(z=z + r * 0.12)
        yield beam((0, 0, z + r * 0.2), (r * 0.08, 0, z + r * 0.46), r * 0.04, PALETTE["green"], 6)
    if v["strawberries"]:
        for x, y in arc(size * 1.15, 22, 337, 7):
            yield sphere(r * 0.1, PALETTE["red"], 8).moved(x, y, z + r * 0.06)


FAMILY = Family(
    "cake",
    "food_drink",
    (
        Choice("outline", ("round", "square")),
        Count("tiers", "tiers", 1, 3),
        Proportion("width", 0.2, 0.32),
        Proportion("height", 0.3, 0.5, ("flat", "tall")),
        Flag("cherry", "with a cherry on top"),
        Flag("strawberries", "with strawberries on top"),
        Count("candles", "candles", 0, 6),
        Color("candle", "candles", ("red", "blue", "white", "yellow", "green", "purple")),
        Color("sponge"),
        Color("icing", "icing"),
        Color("filling", "band", ("red", "white", "brown", "pink", "yellow", "purple")),
        Flag("drips", "with dripping icing"),
        Color("plate", "plate"),
    ),
    _build,
    symmetric=True,
)
