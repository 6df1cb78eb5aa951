"""Tables: a top on legs, or on one post."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Count, Family, Finish, Proportion, Values
from ..shape import Part, beam, box, cylinder, polygon


def _build(v: Values) -> Iterator[Part]:
    height, width, top = v["height"], v["width"], v["top"].color
    depth = width if v["outline"] in ("round", "square") else width * 0.55
    thick = v["thickness"]
    if v["outline"] == "round":
        yield cylinder(width / 2, thick, top, 32).moved(z=height - thick)
    else:
        yield box(width, depth, thick, top).moved(z=height - thick)
    size = 0.05 + 0.03 * width
    for x, y in _feet(v["legs"], v["outline"], width, depth, size):
        yield beam((x, y, 0), (x * 0.96, y * 0.96, height - thick / 2), size, v["leg"].color)


def _feet(count: int, outline: str, width: float, depth: float, size: float) -> np.ndarray:
    """(N, 2) where the legs stand: at the corners, at the sides too from six on, else around."""
    x, y = width / 2 - size, depth / 2 - size
    if count == 4 and outline != "round":
        return np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    if count == 6 and outline != "round":
        return np.array([(i * x, j * y) for i in (-1, 0, 1) for j in (-1, 1)])
    if count == 1:
        return np.zeros((1, 2))
    return polygon(count, 1.0) * (x * 0.8, y * 0.8)


FAMILY = Family(
    "table",
    "table_desk",
    (
        Choice("outline", ("round", "square", "rectangular")),
        Count("legs", "legs", 3, 6),
        Proportion("height", 0.45, 1.1, ("low", "tall")),
        Proportion("width", 0.7, 2.0, ("", "wide")),
        Proportion("thickness", 0.03, 0.1, ("", "thick"), of="top"),
        Finish("top", ("wooden", "stone", "marble", "glass")),
        Finish("leg", ("wooden", "metal", "iron"), of="legs"),
    ),
    _build,
    aliases=("dining table",),
)
