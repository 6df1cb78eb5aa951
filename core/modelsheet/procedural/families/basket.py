"""Baskets: woven rings under a handle, with something in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arc, cone, ellipsoid, sphere, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    top, height = v["width"] / 2, v["width"] * v["height"]
    bottom, body = top * v["taper"], v["body"].color
    rows = v["rows"]
    tube = height / rows / 2
    yield (
        cone(bottom * 0.96, height * 0.97, darker(body, 0.75), 20, top * 0.96)
        if not v["content"]
        else cone(bottom * 0.96, height * 0.8, darker(body, 0.75), 20, top * 0.93)
    )
    for i in range(rows):
        radius = bottom + (top - bottom) * (i + 0.5) / rows
        color = v["rim"].color if i == rows - 1 else body if i % 2 else darker(body, 0.88)
        yield torus(radius, tube * 1.08, color, 20, 6).moved(z=tube * (2 * i + 1))
    yield from _content(v["content"], top * 0.9, height * 0.8)
    if v["handled"]:
        bow = arc(1.0, 0, 180, 14) * (top, v["width"] * 0.55)
        yield sweep(
            np.column_stack([bow[:, 0], np.zeros(15), bow[:, 1] + height * 0.85]),
            top * 0.07,
            v["rim"].color,
            6,
        )


def _content(word: str, r: float, level: float) -> Iterator[Part]:
    """A heap of one kind of thing."""
    color = PALETTE[{"apples": "red", "eggs": "cream", "oranges": "orange", "": "red"}[word]]
    for i, (x, y) in enumerate([*arc(r * 0.6, 0, 300, 5), (0.0, 0.0)] if word else []):
        part = (
            sphere(r * 0.36, color, 10) if word != "eggs" else ellipsoid(r * 0.6, r * 0.6, r * 0.8, color, 10)
        )
        yield part.moved(x, y, level + (r * 0.3 if i == 5 else r * 0.08))


FAMILY = Family(
    "basket",
    "bag_container",
    (
        Proportion("width", 0.3, 0.55, ("small", "big")),
        Proportion("height", 0.35, 0.8, ("shallow", "deep")),
        Proportion("taper", 0.65, 0.95),
        Count("rows", "rows", 4, 6),
        Choice("content", ("", "apples", "eggs", "oranges"), say="with {} in it"),
        Flag("handled", "with a handle"),
        Finish("body", ("straw", "wooden")),
        Color("rim", "rim"),
    ),
    _build,
)
