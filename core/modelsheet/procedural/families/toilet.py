"""Toilets: a bowl with a seat and a lid, and the tank behind it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, box, extrude, loft, polygon, rounded, torus, upright

RIM = 0.4


def _build(v: Values) -> Iterator[Part]:
    color = v["body"].color
    oval = polygon(28, 1.0) * (0.19, 0.24)
    rings = [
        (0.68, 0.0, 0.03),
        (0.6, 0.07, 0.03),
        (0.66, 0.2, 0.0),
        (1.0, RIM - 0.06, 0.0),
        (1.03, RIM, 0.0),
        (0.74, RIM, 0.0),
        (0.4, 0.2, 0.0),
    ]
    yield loft([np.column_stack([oval * size + (0, back), np.full(28, z)]) for size, z, back in rings], color)
    yield extrude(oval * 0.66, 0.06, (150, 200, 226)).moved(z=0.24)
    yield box(0.2, 0.36, RIM - 0.06, darker(color, 0.9)).moved(0, 0.24)
    yield torus(0.87, 0.17, v["seat"].color, 28, 8).scaled(0.19, 0.24, 0.14).moved(z=RIM + 0.012)
    lid = extrude(oval * 1.06, 0.035, v["lid"].color)
    if v["open"]:
        yield lid.moved(0, 0.25, 0).turned(80, "x").moved(0, 0.22, RIM + 0.02)
    else:
        yield lid.moved(z=RIM + 0.026)
    corner = 0.1 if v["shape"] == "round" else 0.02
    tank = extrude(rounded(0.46, 0.2, corner), v["tank"], color)
    yield tank.moved(0, 0.37, RIM - 0.08)
    top = RIM - 0.08 + v["tank"]
    yield extrude(rounded(0.5, 0.24, corner * 1.15), 0.045, darker(color, 0.9)).moved(0, 0.37, top - 0.01)
    handle = [(-0.2, -0.025), (-0.05, -0.025), (-0.05, 0.025), (-0.2, 0.025)]
    yield upright(handle, 0.06, v["metal"].color).moved(0, 0.26, top - 0.09)


FAMILY = Family(
    "toilet",
    "toilet_bath",
    (
        Color("body"),
        Color("seat", of="seat"),
        Color("lid", of="lid"),
        Flag("open", "with an open lid"),
        Choice("shape", ("round", "square"), of="tank"),
        Proportion("tank", 0.36, 0.6, ("low", "tall"), of="tank"),
        Finish("metal", ("metal", "golden"), of="handle"),
    ),
    _build,
    aliases=("toilet bowl", "lavatory"),
)
