"""Dressers: chests of drawers, maybe with a mirror standing on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arch, box, corners, polygon, sphere, upright

DEPTH = 0.46


def _build(v: Values) -> Iterator[Part]:
    width, body, foot = v["width"], v["body"].color, 0.12
    rows = _rows(v["drawers"])
    height = foot + 0.22 * len(rows) + 0.06
    yield box(width, DEPTH, height - foot, body).moved(z=foot)
    yield box(width + 0.06, DEPTH + 0.05, 0.05, body).moved(z=height - 0.02)
    yield from corners(box(0.07, 0.07, foot + 0.02, v["leg"].color), width / 2 - 0.05, DEPTH / 2 - 0.05)
    for level, columns in enumerate(rows):
        wide = (width - 0.04) / columns
        for i in range(columns):
            x, y, z = wide * (i - (columns - 1) / 2), -DEPTH / 2 - 0.005, foot + 0.03 + 0.22 * level
            yield box(wide - 0.025, 0.035, 0.195, v["front"].color).moved(x, y, z)
            for side in (-wide * 0.25, wide * 0.25) if columns == 1 else (0,):
                yield sphere(0.028, v["knob"].color, 10).moved(x + side, y - 0.03, z + 0.1)
    if v["mirror"]:
        outline = _glass(v["outline"], width * 0.62)
        mirror = upright(outline, 0.05, body).moved(0, DEPTH / 2 - 0.08, height)
        yield mirror
        middle = outline.mean(0)
        yield upright((outline - middle) * 0.86 + middle, 0.07, (190, 222, 234)).moved(
            0, DEPTH / 2 - 0.08, height
        )


def _rows(drawers: int) -> list[int]:
    """Drawers in each row from the ground up: pairs, with a wide one on top where they are odd."""
    if drawers <= 4:
        return [1] * drawers
    return [2] * (drawers // 2) + [1] * (drawers % 2)


def _glass(shape: str, wide: float) -> np.ndarray:
    if shape == "round":
        return polygon(28, wide * 0.5) + (0, wide * 0.49)
    return arch(wide, wide * 0.95, 0.0 if shape == "square" else wide * 0.3, 12 if shape == "arched" else 1)


FAMILY = Family(
    "dresser",
    "cabinet_shelf",
    (
        Count("drawers", "drawers", 2, 8),
        Proportion("width", 0.8, 1.5, ("narrow", "wide")),
        Finish("body", ("wooden",)),
        Finish("front", ("wooden",), of="drawers"),
        Color("knob", of="knobs"),
        Finish("leg", ("wooden", "metal"), of="legs"),
        Choice("outline", ("round", "square", "arched"), of="mirror"),
        Flag("mirror", "with a mirror"),
    ),
    _build,
    aliases=("chest of drawers", "commode"),
)
