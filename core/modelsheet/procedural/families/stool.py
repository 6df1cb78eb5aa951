"""Stools: a seat on legs, without a back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, box, cylinder, polygon, torus


def _build(v: Values) -> Iterator[Part]:
    height, radius, thick, leg = v["height"], v["width"] / 2, v["thickness"], v["leg"].color
    if v["outline"] == "round":
        yield cylinder(radius, thick, v["seat"].color, 28).moved(z=height - thick)
    else:
        yield box(radius * 1.9, radius * 1.9, thick, v["seat"].color).moved(z=height - thick)
    feet = polygon(v["legs"], radius * 0.95)
    for x, y in feet:
        yield beam((x * 1.15, y * 1.15, 0), (x * 0.8, y * 0.8, height - thick / 2), 0.045, leg, 8)
    if v["footrest"]:
        share = 0.35
        yield torus(np.hypot(*feet[0]) * (1.15 - 0.35 * share), 0.016, leg, 28, 8).moved(z=height * share)


FAMILY = Family(
    "stool",
    "chair_stool",
    (
        Choice("outline", ("round", "square")),
        Count("legs", "legs", 3, 5),
        Proportion("height", 0.35, 0.85, ("low", "tall")),
        Proportion("width", 0.3, 0.44, ("", "wide")),
        Proportion("thickness", 0.03, 0.11, ("", "thick"), of="seat"),
        Finish("seat", ("wooden", "leather", "plastic")),
        Finish("leg", ("wooden", "metal", "iron"), of="legs"),
        Flag("footrest", "with a footrest"),
    ),
    _build,
    aliases=("bar stool", "barstool", "footstool"),
    symmetric=True,
)
