"""Floor lamps: a base, a pole, a shade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Proportion, Values
from ..shape import Part, beam, box, cone, cylinder, polygon, sphere, sweep

BULB = (250, 226, 130)


def _build(v: Values) -> Iterator[Part]:
    height, pole = v["height"], v["pole"].color
    if v["foot"] == "round":
        yield cylinder(0.19, 0.05, v["base"].color, 28)
    elif v["foot"] == "square":
        yield box(0.36, 0.36, 0.05, v["base"].color)
    else:
        for x, y in polygon(3, 0.26):
            yield beam((x, y, 0), (0, 0, height * 0.4), 0.04, v["base"].color, 8)
    reach, top = 0.0, height - 0.22
    if v["arm"] == "curved":
        angle = np.linspace(0, np.pi * 0.72, 12)
        bow = np.stack([0.3 - 0.3 * np.cos(angle), 0 * angle, top - 0.28 + 0.3 * np.sin(angle)], 1)
        yield sweep(np.concatenate([[(0, 0, 0)], bow]), 0.026, pole)
        reach, top = float(bow[-1, 0]), float(bow[-1, 2]) - 0.1
    else:
        yield beam((0, 0, 0), (0, 0, height - 0.04), 0.05, pole, 10)
    yield from (part.moved(reach, 0, top) for part in _shade(v))


def _shade(v: Values) -> list[Part]:
    radius, color = v["size"], v["shade"].color
    if v["shape"] == "ball-shaped":
        return [sphere(radius * 0.9, color, 20).moved(z=radius * 0.5)]
    top = radius * (0.5 if v["shape"] == "conical" else 0.98)
    high = radius * 1.3
    return [cone(radius, high, color, 28, top=top), sphere(radius * 0.5, BULB, 12).moved(z=0.02)]


FAMILY = Family(
    "floor lamp",
    "lamp",
    (
        Choice("shape", ("conical", "cylindrical", "ball-shaped"), of="shade"),
        Choice("foot", ("round", "square", "three-legged"), of="base"),
        Choice("arm", ("straight", "curved"), of="pole"),
        Proportion("height", 1.3, 1.9, ("low", "tall")),
        Proportion("size", 0.17, 0.3, ("small", "wide"), of="shade"),
        Finish("pole", ("metal", "iron", "golden", "wooden"), of="pole"),
        Finish("base", ("metal", "stone", "wooden"), of="base"),
        Color("shade", of="shade"),
    ),
    _build,
    aliases=("standing lamp", "standard lamp"),
)
