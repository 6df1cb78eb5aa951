"""Water towers: a tank with a roof on high legs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL
from ..shape import Part, beam, box, cylinder, lathe, ring, sphere

_RADIUS = 1.5  # metres, of the tank


def _build(v: Values) -> Iterator[Part]:
    high, tank, legs, count = v["height"], v["tank"].color, v["leg"].color, v["legs"]
    wide = v["tank_height"]
    foot, top = _RADIUS * 1.15, _RADIUS * 0.85
    yield from ring(beam((0, -foot, 0.06), (0, -top, high), 0.22, legs), count, 180 / count)
    yield from ring(box(0.5, 0.5, 0.16, darker(legs, 0.7)).moved(0, -foot), count, 180 / count)
    for low, up in ((0.12, 0.5), (0.5, 0.9)):
        a, b = foot + (top - foot) * low, foot + (top - foot) * up
        turn = 2 * np.pi / count
        start = (0, -a, high * low)
        end = (np.sin(turn) * b, -np.cos(turn) * b, high * up)
        yield from ring(beam(start, end, 0.13, darker(legs, 0.8)), count, 180 / count)
    yield cylinder(0.2, high + 0.1, STEEL, 8)
    yield from _tank(v, wide, tank, high)
    z = high + wide + (0.9 if v["shape"] == "ball-shaped" else 0)
    yield _roof(v["roof_shape"], v["shape"]).painted(v["roof"].color).moved(z=z)
    if v["ladder"]:
        yield from (box(0.1, 0.1, high + wide * 0.9, STEEL).moved(x, -foot - 0.2) for x in (-0.2, 0.2))
        for i in range(int(high / 0.5)):
            yield box(0.4, 0.1, 0.1, STEEL).moved(0, -foot - 0.2, 0.3 + 0.5 * i)
        yield box(0.6, 0.6, 0.12, STEEL).moved(0, -foot, high + 0.05)


def _tank(v: Values, tall: float, paint: tuple[int, int, int], z: float) -> Iterator[Part]:
    yield cylinder(_RADIUS * 1.12, 0.2, darker(paint, 0.6), 20).moved(z=z - 0.05)
    if v["shape"] == "ball-shaped":
        yield (
            sphere(0.5, paint, 20)
            .scaled(_RADIUS * 2.3, _RADIUS * 2.3, tall + 1.2)
            .moved(z=z + tall / 2 + 0.4)
        )
    else:
        yield cylinder(_RADIUS, tall, paint, 20).moved(z=z + 0.1)
        for share in (0.18, 0.75):
            yield cylinder(_RADIUS * 1.035, 0.13, darker(paint, 0.6), 20).moved(z=z + tall * share)
    if v["stripe"]:
        size = _RADIUS * (1.17 if v["shape"] == "ball-shaped" else 1.05)
        middle = z + tall / 2 + (0.4 if v["shape"] == "ball-shaped" else 0.05)
        yield cylinder(size, 0.5, PALETTE[v["stripe"]], 20).moved(z=middle - 0.25)


def _roof(kind: str, shape: str) -> Part:
    size = _RADIUS * (0.7 if shape == "ball-shaped" else 1.15)
    if kind == "pointed":
        return lathe([(size, 0), (size, 0.1), (0.12, 1.0), (0.12, 1.3), (0, 1.35)], sides=20)
    if kind == "domed":
        angle = np.linspace(0, np.pi / 2, 6)
        return lathe(np.stack([np.cos(angle) * size, np.sin(angle) * 0.75], 1), sides=20)
    return lathe([(size, 0), (size, 0.22), (size * 0.3, 0.24), (size * 0.3, 0.4)], sides=20)


FAMILY = Family(
    "water tower",
    "city_building",
    (
        Choice("shape", ("cylindrical", "ball-shaped"), of="tank"),
        Finish("tank", ("wooden", "metal"), of="tank"),
        Color("roof", of="roof"),
        Choice("roof_shape", ("pointed", "domed", "flat"), of="roof"),
        Count("legs", "legs", 3, 6),
        Finish("leg", ("wooden", "iron"), of="legs"),
        Choice("stripe", ("", "white", "red", "blue", "yellow"), say="with a {} stripe"),
        Proportion("height", 2.6, 5.0, ("short", "tall")),
        Proportion("tank_height", 1.5, 2.6, ("low", "tall"), of="tank"),
        Flag("ladder", "with a ladder"),
    ),
    _build,
)
