"""Pickaxes: a bent head with two points on a haft, head up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, box, cone, cylinder, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    length, span = v["length"], v["span"]
    r, steel = length * 0.032, v["head"].color
    yield cone(r * 1.25, length, v["haft"].color, 10, r)
    yield cylinder(r * 1.6, length * v["grip_length"], v["grip"].color, 10)
    z, thick = length - r * 2.5, span * 0.09
    drop = span * v["bend"]
    if v["tips"] == "pointed":
        path = np.array([(-0.5, 1.0), (-0.3, 0.36), (0.0, 0.0), (0.3, 0.36), (0.5, 1.0)])
        radius = [0.15, 0.75, 1.0, 0.75, 0.15]
        points = np.column_stack([path[:, 0] * span, np.zeros(5), z - path[:, 1] * drop])
        yield sweep(points, np.array(radius) * thick * 0.75, steel, 6)
    else:
        outline = np.array(
            [
                (0, thick * 0.7),
                (-span * 0.28, thick * 0.4 - drop * 0.3),
                (-span * 0.5, -drop),
                (-span * 0.28, -thick * 0.6 - drop * 0.3),
                (0, -thick * 0.7),
                (span * 0.3, -thick * 0.6 - drop * 0.3),
                (span * 0.5, -drop - thick * 0.7),
                (span * 0.55, -drop + thick * 0.5),
                (span * 0.3, thick * 0.5 - drop * 0.2),
            ]
        )
        yield upright(outline, thick * 0.9, steel).moved(z=z)
    yield box(span * 0.17, thick * 1.7, thick * 1.9, v["socket"].color).moved(z=z - thick * 0.95)
    for i in range(v["bands"]):
        yield cylinder(r * 1.45, length * 0.035, v["socket"].color, 10).moved(z=length * (0.62 + 0.09 * i))


FAMILY = Family(
    "pickaxe",
    "tool",
    (
        Proportion("length", 0.6, 1.0, ("short", "long")),
        Proportion("span", 0.5, 0.8, ("small", "big"), of="head"),
        Proportion("bend", 0.12, 0.32, ("straight", "curved"), of="head"),
        Choice("tips", ("pointed", "flat"), say="with {} tips"),
        Finish("head", ("iron", "stone", "golden", "metal"), of="head"),
        Finish("haft", ("wooden", "metal"), of="handle"),
        Proportion("grip_length", 0.15, 0.35),
        Color("grip", "grip"),
        Count("bands", "bands", 0, 2),
        Color("socket", "socket"),
    ),
    _build,
    aliases=("pick",),
)
