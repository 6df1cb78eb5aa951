"""Nightstands: small, with a drawer or two and maybe a lamp."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, box, cone, corners, cylinder, sphere

DEPTH = 0.4


def _build(v: Values) -> Iterator[Part]:
    width, body, leg = v["width"], v["body"].color, v["leg_length"]
    high = 0.17 * v["drawers"] + 0.05
    top = leg + high + (0.2 if v["shelf"] else 0)
    z = top - high
    yield box(width, DEPTH, high, body).moved(z=z)
    yield box(width + 0.05, DEPTH + 0.04, 0.035, body).moved(z=top - 0.01)
    for i in range(v["drawers"]):
        low = z + 0.025 + 0.17 * i
        yield box(width - 0.05, 0.03, 0.15, v["front"].color).moved(0, -DEPTH / 2 - 0.005, low)
        yield sphere(0.022, v["knob"].color, 10).moved(0, -DEPTH / 2 - 0.035, low + 0.075)
    yield from corners(box(0.045, 0.045, z + 0.02, v["leg"].color), width / 2 - 0.025, DEPTH / 2 - 0.025)
    if v["shelf"]:
        yield box(width - 0.01, DEPTH - 0.01, 0.035, darker(body, 0.9)).moved(z=leg * 0.7)
    if v["lamp"]:
        yield cylinder(0.08, 0.03, v["shade"].color, 16).moved(z=top + 0.02)
        yield beam((0, 0, top + 0.03), (0, 0, top + 0.3), 0.03, v["shade"].color, 8)
        yield cone(0.17, 0.2, v["shade"].color, 20, top=0.1).moved(z=top + 0.22)


FAMILY = Family(
    "nightstand",
    "cabinet_shelf",
    (
        Count("drawers", "drawers", 1, 3),
        Proportion("width", 0.4, 0.62, ("narrow", "wide")),
        Proportion("leg_length", 0.08, 0.3, ("short", "long"), of="legs"),
        Finish("body", ("wooden",)),
        Finish("front", ("wooden",), of="drawers"),
        Color("knob", of="knobs"),
        Finish("leg", ("wooden", "metal", "golden"), of="legs"),
        Flag("shelf", "with an open shelf"),
        Flag("lamp", "with a lamp"),
        Color("shade", of="lamp"),
    ),
    _build,
    aliases=("bedside table", "night table"),
)
