"""Keys: a bow to hold, a shaft and teeth, standing upright."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, box, cylinder, rounded, upright


def _build(v: Values) -> Iterator[Part]:
    length, size = v["length"], v["bow_size"] * v["length"]
    color, thick = v["body"].color, v["length"] * v["thickness"]
    outer = _bow(v["bow"], size)
    yield upright(outer, thick * 1.2, v["top"].color).moved(z=length - size * 0.5)
    yield upright(_bow(v["bow"], size * 0.5), thick * 1.35, v["inlay"].color).moved(z=length - size * 0.5)
    yield cylinder(thick * 0.6, length - size * 0.9, color, 12)
    yield cylinder(thick * 0.95, thick * 0.9, v["inlay"].color, 12).moved(z=length - size - thick * 0.6)
    for i in range(v["teeth"]):
        reach = length * (0.2 if i % 2 == 0 else 0.14)
        yield box(reach, thick, length * 0.05, color).moved(x=reach / 2, z=length * (0.02 + 0.085 * i))


def _bow(word: str, size: float) -> np.ndarray:
    """The outline of the bow, `size` high."""
    if word == "square":
        return rounded(size, size, size * 0.12)
    return emblem(word, size)


FAMILY = Family(
    "key",
    "pickup_symbol",
    (
        Proportion("length", 0.1, 0.2),
        Proportion("bow_size", 0.28, 0.42, ("small", "big"), of="bow"),
        Proportion("thickness", 0.06, 0.1, ("thin", "thick")),
        Choice("bow", ("round", "square", "heart-shaped", "diamond-shaped"), of="bow"),
        Count("teeth", "teeth", 1, 4),
        Finish("body", ("golden", "iron", "metal")),
        Color("top", "bow"),
        Color("inlay", "inlay"),
    ),
    _build,
)
