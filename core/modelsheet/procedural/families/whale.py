"""Whales: a big rounded body with a flat tail, flippers and a spout of water."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import eyes
from ..family import Color, Count, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, box, cylinder, ellipsoid, extrude, grounded, loft, sweep


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The whale about the origin."""
    long, back = v["length"], v["back"].color
    wide = long * v["girth"]
    share = np.array([-0.5, -0.46, -0.36, -0.15, 0.1, 0.28, 0.4])
    radius = np.array([0.16, 0.34, 0.48, 0.52, 0.38, 0.2, 0.08])
    turn = -np.arange(16) * 2 * np.pi / 16
    rise = np.array([0, 0, 0, 0, 0.04, 0.12, 0.22]) * wide
    rings = [
        [(np.cos(a) * r * wide, y * long, np.sin(a) * r * wide + up) for a in turn]
        for y, r, up in zip(share, radius, rise, strict=True)
    ]
    yield loft(rings, back)
    under = [
        [(x * 0.95, y + 0.02 * long, z * 0.7 - wide * 0.19) for x, y, z in section] for section in rings[:5]
    ]
    yield loft(under, v["belly"].color)
    thick = long * 0.04
    fluke = (
        np.array([(0.0, -0.06), (0.14, -0.02), (0.26, 0.1), (0.24, 0.15), (0.06, 0.1), (0.0, 0.08)]) * long
    )
    yield from both(extrude(fluke, thick, v["fin"].color).moved(y=long * 0.4, z=rise[-1] - thick / 2))
    flipper = extrude(
        np.array([(0, -0.06), (0.18, 0.02), (0.2, 0.12), (0, 0.08)]) * long * v["flippers"],
        thick,
        v["fin"].color,
    )
    yield from both(flipper.turned(25, "y").moved(wide * 0.42, -long * 0.14, -wide * 0.14))
    yield from eyes(wide * 0.46, -long * 0.3, -wide * 0.02, wide * 0.1)
    yield ellipsoid(wide * 0.6, long * 0.1, wide * 0.06, darker(back, 0.5), 12).moved(
        y=-long * 0.455, z=-wide * 0.06
    )
    for i in range(v["grooves"]):
        x = (i - (v["grooves"] - 1) / 2) * wide * 0.14
        yield box(wide * 0.05, long * 0.46, wide * 0.08, darker(v["belly"].color, 0.8)).moved(
            x, -long * 0.18, -wide * 0.545 + abs(x) * 0.3
        )
    if v["spouting"]:
        top = wide * 0.46
        yield cylinder(wide * 0.06, wide * 0.36, v["water"].color, 8).moved(y=-long * 0.24, z=top)
        for lean in (-1, 1):
            path = [
                (0, -long * 0.24, top + wide * 0.3),
                (lean * wide * 0.12, -long * 0.24, top + wide * 0.5),
                (lean * wide * 0.3, -long * 0.24, top + wide * 0.46),
                (lean * wide * 0.36, -long * 0.24, top + wide * 0.3),
            ]
            yield sweep(path, np.array([0.06, 0.07, 0.07, 0.05]) * wide, v["water"].color, 8)


FAMILY = Family(
    "whale",
    "fish_sea",
    (
        Proportion("length", 2.0, 5.0),
        Proportion("girth", 0.4, 0.58, ("slim", "fat")),
        Proportion("flippers", 0.8, 1.3, ("small", "big"), of="flippers"),
        Color("fin", "flippers"),
        Count("grooves", "grooves", 0, 5),
        Color("back", "", ("blue", "blue", "navy", "gray", "black", "teal", "white", "purple", "pink")),
        Color("belly", "belly", ("white", "cream", "silver", "beige", "yellow")),
        Flag("spouting", "with a spout"),
        Color("water", "spout", ("blue", "teal", "white", "silver")),
    ),
    _build,
    adjust=lambda v: unsaid(v, water=not v["spouting"]),
)
