"""Benches: planks on two frames, with or without a back."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, both, box

SEAT = 0.45  # metres above the ground


def _build(v: Values) -> Iterator[Part]:
    length, wood, leg = v["length"], v["planks"].color, v["leg"].color
    depth, inner = 0.46, length / 2 - 0.14
    plank = depth / v["count"]
    for i in range(v["count"]):
        y = -depth / 2 + plank * (i + 0.5)
        yield box(length, plank - 0.025, 0.045, wood).moved(0, y, SEAT - 0.045)
    frames = [*both(box(0.07, depth - 0.02, 0.05, leg).moved(inner, 0, SEAT - 0.09))]
    frames += [
        piece for y in (-0.18, 0.18) for piece in both(box(0.07, 0.07, SEAT - 0.05, leg).moved(inner, y))
    ]
    yield from frames
    if v["back"]:
        yield from both(beam((inner, 0.18, SEAT - 0.08), (inner, 0.27, SEAT + 0.45), 0.06, leg))
        boards = [(0.3, 0.34)] if v["back"] == "solid" else [(0.11, 0.15), (0.11, 0.31)]
        for high, z in boards:
            z = 0.12 if v["back"] == "solid" else z
            tilt = box(length, 0.04, high, wood).turned(-9, "x")
            yield tilt.moved(0, 0.18 + z * 0.19, SEAT + z)
    if v["armrests"]:
        yield from both(box(0.08, depth + 0.02, 0.04, leg).moved(inner, 0, SEAT + 0.22))
        yield from both(box(0.06, 0.06, 0.3, leg).moved(inner, -0.17, SEAT - 0.06))
        if not v["back"]:
            yield from both(box(0.06, 0.06, 0.3, leg).moved(inner, 0.17, SEAT - 0.06))


FAMILY = Family(
    "bench",
    "chair_stool",
    (
        Choice("back", ("slatted", "solid", ""), say="with a {} back"),
        Count("count", "planks", 2, 4),
        Proportion("length", 1.1, 2.4, ("short", "long")),
        Finish("planks", ("wooden", "stone", "metal")),
        Finish("leg", ("metal", "iron", "wooden", "stone"), of="legs"),
        Flag("armrests", "with armrests"),
    ),
    _build,
    aliases=("park bench", "garden bench"),
)
