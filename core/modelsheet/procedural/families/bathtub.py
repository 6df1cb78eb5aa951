"""Bathtubs: hollow, on feet or on the ground, with a faucet, maybe full of water."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, corners, cylinder, extrude, loft, polygon, rounded, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    length, wide, high, color = v["length"], 0.78, 0.5, v["tub"].color
    base = 0.14 if v["feet"] else 0.0
    outline = (
        rounded(length, wide, 0.12, 4)
        if v["outline"] == "rectangular"
        else polygon(36, 1.0) * (length / 2, wide / 2)
    )
    slope = 0.94 if v["outline"] == "rectangular" else 0.8
    rings = [
        (slope * 0.93, 0.0),
        (slope, 0.06),
        (1.0, high - 0.05),
        (1.07, high - 0.04),
        (1.07, high),
        (0.88, high),
        (0.76, 0.1),
    ]
    flat = [np.column_stack([outline * size, np.full(len(outline), z)]) for size, z in rings]
    yield loft(flat, color).moved(z=base)
    yield extrude(outline * 0.79, 0.03, darker(color, 0.85)).moved(z=base + 0.08)
    if v["water"]:
        yield extrude(outline * 0.855, 0.3, v["liquid"].color).moved(z=base + 0.09)
        for i in range(6):
            yield sphere(0.06, (240, 246, 250), 8).moved(
                -length * 0.28 + 0.09 * (i % 3), 0.08 * (i // 3) - 0.02, base + 0.4
            )
    if v["feet"]:
        foot = sphere(0.075, v["foot"].color, 10).scaled(1, 1, 1.2).moved(z=0.086)
        yield from corners(foot, length * 0.3, wide * 0.28)
    x, metal = length / 2 * 0.97, v["faucet"].color
    z = base + high
    yield cylinder(0.035, 0.2, metal, 12).moved(x, 0, z - 0.02)
    yield sweep([(x, 0, z + 0.16), (x - 0.08, 0, z + 0.2), (x - 0.2, 0, z + 0.14)], 0.028, metal)
    for y in (-0.13, 0.13):
        yield cylinder(0.025, 0.09, metal, 10).moved(x, y, z - 0.02)
        yield sphere(0.04, metal, 10).moved(x, y, z + 0.09)
    if v["shower"]:
        yield beam((x + 0.02, 0, z), (x + 0.02, 0, z + 1.2), 0.04, metal, 8)
        yield beam((x + 0.03, 0, z + 1.18), (x - 0.32, 0, z + 1.18), 0.04, metal, 8)
        yield cylinder(0.11, 0.05, metal, 16).moved(x - 0.3, 0, z + 1.13)


FAMILY = Family(
    "bathtub",
    "toilet_bath",
    (
        Choice("outline", ("oval", "rectangular")),
        Proportion("length", 1.3, 1.9, ("short", "long")),
        Color("tub"),
        Flag("feet", "on feet"),
        Finish("foot", ("golden", "metal", "iron"), of="feet"),
        Finish("faucet", ("golden", "metal"), of="faucet"),
        Flag("water", "with water"),
        Color("liquid", of="water", words=("blue", "teal", "green", "pink")),
        Flag("shower", "with a shower"),
    ),
    _build,
    aliases=("bath", "tub", "bath tub"),
)
