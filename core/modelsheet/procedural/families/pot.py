"""Cooking pots: a deep pan with two handles and a lid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, arc, beam, cylinder, ellipsoid, hoop, lathe, ring, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    r, height = v["width"] / 2, v["width"] * v["height"]
    wall, body = r * 0.08, v["body"].color
    if v["belly"] == "straight":
        outer = [(r * 0.94, 0), (r, r * 0.08), (r, height)]
    else:
        outer = [
            (r * 0.6, 0),
            (r * 0.92, height * 0.2),
            (r * 1.02, height * 0.5),
            (r * 0.92, height * 0.85),
            (r, height),
        ]
    yield lathe([*outer, (r - wall, height), (r * 0.6 - wall, wall)], body, 24)
    yield hoop(r * 1.06, r * 0.14, wall * 1.5, darker(body, 0.85), 24).moved(z=height - wall)
    if v["lidded"]:
        yield lathe(
            [(r * 1.02, 0), (r * 0.98, r * 0.08), (r * 0.6, r * 0.22), (r * 0.15, r * 0.27)],
            v["lid"].color,
            24,
        ).moved(z=height)
        yield sphere(r * 0.15, v["handle"].color, 12).moved(z=height + r * 0.38)
    else:
        yield cylinder(r - wall * 0.8, r * 0.1, (216, 128, 60), 24).moved(z=height - r * 0.25)
        for x, y in arc(r * 0.5, 10, 260, 3):
            yield ellipsoid(r * 0.3, r * 0.3, r * 0.2, PALETTE["orange" if x > 0 else "green"], 8).moved(
                x, y, height - r * 0.14
            )
    loop = arc(1, 90, -90, 8) * (r * 0.4, r * 0.35)
    path = np.column_stack([loop[:, 0] + r * 0.92, loop[:, 1], np.full(9, height * 0.72)])
    yield from ring(sweep(path, r * 0.08, v["handle"].color, 8), v["handles"])
    for x, y in arc(r * 0.6, 30, 270, 2) if v["legs"] else ():
        yield beam((x, y, -r * 0.3), (x * 0.9, y * 0.9, r * 0.3), r * 0.16, darker(body, 0.8), 6)


def _ground(v: Values) -> Iterator[Part]:
    """The pot, lifted onto its feet."""
    lift = v["width"] * 0.15 if v["legs"] else 0.0
    for part in _build(v):
        yield part.moved(z=lift)


def _adjust(v: Values) -> Values:
    return unsaid(v, lid=not v["lidded"])


FAMILY = Family(
    "pot",
    "kitchenware",
    (
        Proportion("width", 0.22, 0.4, ("small", "big")),
        Proportion("height", 0.4, 0.8, ("shallow", "deep")),
        Choice("belly", ("straight", "round"), of="sides"),
        Flag("lidded", "with a lid"),
        Color("lid", "lid"),
        Count("handles", "handles", 1, 2),
        Color("handle", "handles"),
        Finish("body", ("metal", "iron", "clay")),
        Choice("legs", ("", "feet"), say="on three {}"),
    ),
    _ground,
    adjust=_adjust,
    aliases=("cooking pot",),
)
