"""Cacti: a ribbed column, ball or stack of pads with arms, flowers and sometimes a pot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import boulder
from ..shape import RGB, Part, cylinder, lathe, loft, sweep


def _build(v: Values) -> Iterator[Part]:
    green, lift = v["body"].color, 0.0
    if v["potted"]:
        yield lathe([(0.26, 0), (0.34, 0.4)], (188, 108, 74), 14)
        yield lathe([(0.4, 0), (0.4, 0.12)], (200, 120, 84), 14).moved(z=0.34)
        yield cylinder(0.33, 0.06, (92, 68, 50), 14).moved(z=0.42)
        lift = 0.42
    high = v["height"] * (0.55 if v["shape"] == "round" else 1.0)
    radius = {"column-shaped": 0.17, "round": 0.34, "flat": 0.26}[v["shape"]]
    yield _body(v["shape"], radius, high, green).moved(z=lift)
    for i in range(v["arms"]):
        side = 1 if i % 2 == 0 else -1
        z = lift + high * (0.4 + 0.12 * i)
        yield from _arm(v["shape"], side, i, radius, high, z, green)
    for i in range(v["flowers"]):
        turn = i * 2.1 + 4.2
        at = np.array([np.cos(turn), np.sin(turn)]) * (radius * 0.5 if v["flowers"] > 1 else 0)
        flower = lathe([(0.04, 0), (0.12, 0.09), (0.06, 0.12)], v["flower"].color, 8)
        yield flower.moved(
            at[0],
            at[1] * (0.4 if v["shape"] == "flat" else 1),
            lift + high - (0.06 if v["flowers"] > 1 else 0.03),
        )


def _body(shape: str, radius: float, high: float, color: RGB) -> Part:
    if shape == "flat":
        return boulder(0.5, color, 0.0, 0).scaled(radius * 2, radius * 0.8, high).moved(z=high / 2)
    count = 24
    angle = np.arange(count) * 2 * np.pi / count
    ribs = np.where(np.arange(count) % 3 == 0, 0.86, 1.0)
    sections = []
    for share in np.linspace(-1, 1, 9):
        if shape == "round":
            z, size = high / 2 * (1 + np.sin(share * np.pi / 2)), np.cos(share * np.pi / 2 * 0.98)
        else:
            z = high * (share + 1) / 2
            size = np.sqrt(max(1 - max(z - high + radius, 0) ** 2 / radius**2, 0.02))
        ring_ = np.stack(
            [np.cos(angle) * radius * ribs * size, np.sin(angle) * radius * ribs * size, 0 * angle + z], 1
        )
        sections.append(ring_)
    return loft(np.array(sections), color)


def _arm(
    shape: str, side: int, index: int, radius: float, high: float, z: float, color: RGB
) -> Iterator[Part]:
    if shape == "flat":
        pad = boulder(0.5, darker(color, 0.9), 0.0, 0).scaled(0.3, 0.16, 0.42).moved(z=0.2)
        yield pad.turned(side * 42, "y").moved(side * radius * 0.72, 0, z + high * 0.1)
        return
    size = radius * 0.62 if shape == "column-shaped" else radius * 0.3
    out, up = radius + size * 1.6, high * (0.3 - 0.04 * index)
    path = [
        (0, 0, z),
        (out * 0.8, 0, z),
        (out, 0, z + size * 0.6),
        (out, 0, z + up),
        (out, 0, z + up + size * 0.6),
    ]
    turn = 0 if index < 2 else 90
    yield sweep(
        [(side * a, b, c) for a, b, c in path], [size, size, size, size, size * 0.4], darker(color, 0.93), 9
    ).turned(turn)


def _fitting(v: Values) -> Values:
    """A cactus of flat pads has two or more of them beside the first."""
    return v | {"arms": max(2, v["arms"])} if v["shape"] == "flat" else v


FAMILY = Family(
    "cactus",
    "cactus_pot",
    (
        Choice("shape", ("column-shaped", "round", "flat")),
        Count("arms", "arms", 0, 4),
        Color(
            "body",
            words=("green", "green", "green", "olive", "teal", "blue", "purple", "pink", "yellow", "white"),
        ),
        Count("flowers", "flowers", 0, 3),
        Color("flower", of="flowers", words=("pink", "red", "yellow", "white", "orange", "purple", "blue")),
        Proportion("height", 0.8, 1.6, ("short", "tall")),
        Flag("potted", "in a clay pot"),
    ),
    _build,
    adjust=_fitting,
)
