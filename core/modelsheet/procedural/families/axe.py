"""Axes: one blade or two on a haft, head up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arc, both, box, cone, cylinder, upright


def _build(v: Values) -> Iterator[Part]:
    length, size = v["length"], v["size"]
    thick = 0.06
    yield cylinder(0.03, length, v["haft"].color, 10)
    yield cylinder(0.042, 0.06, v["trim"].color, 10)
    if v["wrapped"]:
        for i in range(4):
            yield cylinder(0.037, 0.035, v["trim"].color, 10).moved(z=length * 0.3 + i * 0.06)
    z = length - size * 0.55
    head = upright(_blade(v["edge"], size), thick, v["steel"].color).moved(z=z)
    rim = upright(_edge(v["edge"], size), thick * 0.5, v["rim"].color).moved(z=z)
    if v["blades"] == 2:
        yield from both(head)
        yield from both(rim)
    else:
        yield head
        yield rim
        yield box(0.09, thick * 1.2, size * 0.3, v["steel"].color).moved(x=-0.04, z=z - size * 0.15)
    yield box(0.07, thick * 1.3, size * 0.42, v["trim"].color).moved(z=z - size * 0.21)
    if v["spike"]:
        yield cone(0.026, size * 0.4, v["steel"].color, 8).moved(z=length - 0.01)


def _blade(edge: str, size: float) -> np.ndarray:
    """The blade at the right of the haft, about z = 0."""
    if edge == "straight":
        return np.array([(0, -0.16), (0.5, -0.4), (0.62, -0.4), (0.62, 0.4), (0.5, 0.4), (0, 0.16)]) * size
    rim = arc(0.5, -62, 62, 8) * (0.75, 1.0) + (0.28, 0)
    return np.concatenate([[(0, -0.16)], rim, [(0, 0.16)]]) * size


def _edge(edge: str, size: float) -> np.ndarray:
    """The bright cutting edge along the blade."""
    if edge == "straight":
        return np.array([(0.6, -0.43), (0.7, -0.43), (0.7, 0.43), (0.6, 0.43)]) * size
    outer, inner = (
        arc(0.56, -64, 64, 8) * (0.78, 1.0) + (0.3, 0),
        arc(0.48, -64, 64, 8) * (0.7, 1.0) + (0.28, 0),
    )
    return np.concatenate([outer, inner[::-1]]) * size


FAMILY = Family(
    "axe",
    "axe_hammer_spear",
    (
        Proportion("length", 0.6, 1.2, ("short", "long"), of="handle"),
        Proportion("size", 0.34, 0.54, ("small", "big"), of="head"),
        Count("blades", "blades", 1, 2),
        Choice("edge", ("curved", "straight"), of="edge"),
        Finish("steel", ("metal", "stone", "iron"), of="head"),
        Color("rim", "edge", ("silver", "white", "gold", "red", "blue", "teal")),
        Finish("haft", ("wooden", "metal"), of="handle"),
        Color("trim", "trim"),
        Flag("wrapped", "with a wrapped handle"),
        Flag("spike", "with a spike on top"),
    ),
    _build,
    aliases=("battle axe",),
)
