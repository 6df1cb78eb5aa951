"""Flowers: petals about a centre on a stem with leaves, open or cup-shaped."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import leaf
from ..shape import RGB, Part, cylinder, extrude, lathe, ring, sphere, sweep

_TILT = 62  # degrees: an open bloom looks to the front and a little up


def _build(v: Values) -> Iterator[Part]:
    high, green, lift = v["stem"], v["leaf"].color, 0.0
    if v["potted"]:
        yield lathe([(0.13, 0), (0.18, 0.24)], (188, 108, 74), 14)
        yield lathe([(0.21, 0), (0.21, 0.07)], (200, 120, 84), 14).moved(z=0.2)
        yield cylinder(0.17, 0.05, (92, 68, 50), 14).moved(z=0.25)
        lift = 0.26
    stem = [(0, 0.04, 0), (0, 0.07, high * 0.4), (0, 0.05, high * 0.8), (0, 0, high)]
    yield sweep(stem, 0.026, green, 6).standing().moved(z=lift)
    for i in range(v["leaves"]):
        blade = leaf(0.34, 0.15, 0.12, darker(green, 0.92), 0.018).turned(-35, "x")
        turn = (60, 290, 175, 0)[i]
        yield blade.turned(turn).moved(0, 0.06, lift + high * (0.12 + 0.13 * i))
    size, color = v["size"], v["petal"].color
    bloom: list[Part] = []
    if v["bloom"] == "open":
        petal = _petal(v["petal_shape"], size, v["petals"], color)
        bloom += [
            one.painted(darker(color, (1.0, 0.9)[i % 2])).moved(z=0.006 * (i % 2))
            for i, one in enumerate(ring(petal, v["petals"]))
        ]
        bloom.append(sphere(size * 0.4, v["center"].color, 14).scaled(1, 1, 0.55).moved(z=0.03))
        bloom = [part.turned(_TILT, "x") for part in bloom]
    else:
        petal = (
            _petal(v["petal_shape"], size * 1.1, v["petals"], color).turned(-68, "x").moved(0, -size * 0.2)
        )
        bloom += [
            one.painted(darker(color, (1.0, 0.9)[i % 2])) for i, one in enumerate(ring(petal, v["petals"]))
        ]
        bloom.append(
            lathe(
                [(size * 0.1, 0), (size * 0.33, size * 0.15), (size * 0.28, size * 0.75)],
                v["center"].color,
                10,
            ).moved(z=-0.02)
        )
    yield from (part.moved(0, 0, lift + high) for part in bloom)


def _petal(shape: str, length: float, count: int, color: RGB) -> Part:
    """A petal towards -y, as wide as its neighbours leave room for."""
    wide = min(1.7 * length * np.sin(np.pi / count), length * 0.9) / 2
    half = {
        "round": [(0.3, 0.15), (0.75, 0.4), (1.0, 0.7), (0.75, 0.93), (0.3, 1.0)],
        "pointed": [(0.35, 0.15), (0.85, 0.4), (0.95, 0.55), (0.5, 0.82), (0.04, 1.08)],
        "heart-shaped": [(0.3, 0.15), (0.8, 0.5), (1.0, 0.8), (0.7, 1.0), (0.3, 0.98), (0.02, 0.82)],
    }[shape]
    right = [(x * wide, -y * length) for x, y in half]
    return extrude([*((-x, y) for x, y in right), *right[::-1]], 0.035, color)


FAMILY = Family(
    "flower",
    "flower",
    (
        Count("petals", "petals", 4, 9),
        Color("petal", of="petals"),
        Choice("petal_shape", ("round", "pointed", "heart-shaped"), of="petals"),
        Color("center", of="center"),
        Choice("bloom", ("open", "cup-shaped")),
        Count("leaves", "leaves", 0, 3),
        Color("leaf", of="leaves", words=("green", "green", "olive", "teal")),
        Proportion("stem", 0.5, 1.1, ("short", "tall"), of="stem"),
        Proportion("size", 0.2, 0.34, ("small", "big"), of="bloom"),
        Flag("potted", "in a clay pot"),
    ),
    _build,
)
