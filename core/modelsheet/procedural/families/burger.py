"""Burgers: a bun around layers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, box, cylinder, ellipsoid, extrude, lathe


def _build(v: Values) -> Iterator[Part]:
    r, layer = v["width"] / 2, v["width"] * 0.13
    bun = v["bun"].color
    yield lathe([(r * 0.85, 0), (r * 0.98, layer * 0.5), (r * 0.96, layer * 1.2)], bun, 20)
    z = layer * 1.15
    for _ in range(v["patties"]):
        yield lathe(
            [(r * 0.9, 0), (r * 1.03, layer * 0.3), (r * 1.03, layer * 0.8), (r * 0.9, layer * 1.1)],
            v["patty"].color,
            20,
        ).moved(z=z)
        z += layer * 1.05
        if v["cheese"]:
            yield box(r * 1.6, r * 1.6, layer * 0.4, v["slice"].color).turned(45).moved(z=z)
            z += layer * 0.38
    if v["tomato"]:
        yield cylinder(r * 1.0, layer * 0.5, PALETTE["red"], 20).moved(z=z)
        z += layer * 0.48
    if v["salad"]:
        wave = 1 + 0.08 * np.cos(np.arange(24) * np.pi)
        yield extrude(arc(r * 1.08, 0, 360, 24)[:-1] * wave[:, None], layer * 0.4, v["leaf"].color).moved(z=z)
        z += layer * 0.38
    rise = v["width"] * v["dome"]
    angle = np.deg2rad(np.linspace(0, 90, 6))
    yield lathe(
        [(r * 0.92, 0), *np.stack([r * np.cos(angle), rise * (0.15 + 0.85 * np.sin(angle))], 1)], bun, 20
    ).moved(z=z)
    if v["seeds"]:
        for i, (x, y) in enumerate([*arc(r * 0.62, 0, 300, 5), *arc(r * 0.32, 30, 270, 2), (0.0, 0.0)]):
            up = rise * (0.15 + 0.85 * np.sqrt(1 - (x * x + y * y) / r**2))
            yield (
                ellipsoid(r * 0.14, r * 0.09, r * 0.08, PALETTE["cream"], 6)
                .turned(i * 50)
                .moved(x, y, z + up)
            )


def _adjust(v: Values) -> Values:
    return unsaid(v, slice=not v["cheese"], leaf=not v["salad"])


FAMILY = Family(
    "burger",
    "food_drink",
    (
        Proportion("width", 0.1, 0.15),
        Proportion("dome", 0.25, 0.45, ("flat", "tall"), of="bun"),
        Count("patties", "patties", 1, 3),
        Color("patty", "patties", ("brown", "maroon", "black", "tan")),
        Flag("cheese", "with cheese"),
        Color("slice", "cheese", ("yellow", "orange", "white", "gold")),
        Flag("tomato", "with tomato"),
        Flag("salad", "with lettuce"),
        Color("leaf", "lettuce", ("green", "olive", "purple")),
        Flag("seeds", "with seeds on top"),
        Color("bun", "bun", ("tan", "gold", "orange", "brown", "black", "pink", "green")),
    ),
    _build,
    adjust=_adjust,
    aliases=("hamburger",),
    symmetric=True,
)
