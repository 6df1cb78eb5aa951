"""Hot-air balloons: a striped envelope over a basket on ropes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import RGB, Part, beam, cylinder, extrude, lathe, loft, ring, rounded, sphere

_GORES = 16


def _build(v: Values) -> Iterator[Part]:
    radius, basket = v["width"] / 2, v["basket"].color
    lift = 1.0 + v["rope"]
    outline = _outline(v["shape"]) * radius
    colors = (v["envelope"].color, v["stripes"].color)
    if v["pattern"] == "vertical":
        for i in range(_GORES):
            yield _gore(outline, colors[i // 2 % 2]).turned(i * 360 / _GORES).moved(z=lift)
    else:
        yield lathe(outline, colors[0], _GORES).moved(z=lift)
        for low in (2, 4, 6)[: 2 if v["shape"] == "round" else 3]:
            yield lathe(outline[low : low + 2] * (1.015, 1), colors[1], _GORES).moved(z=lift)
    yield lathe([(radius * 0.3, -0.3), (radius * 0.33, 0.12)], v["skirt"].color, _GORES).moved(z=lift)
    x = 0.62
    size = extrude(rounded(2 * x, 2 * x, 0.5 if v["basket_shape"] == "round" else 0.08), 0.95, basket)
    yield size
    for z in (0.3, 0.6):
        yield extrude(
            rounded(2 * x + 0.06, 2 * x + 0.06, 0.5 if v["basket_shape"] == "round" else 0.08),
            0.1,
            darker(basket, 0.75),
        ).moved(z=z)
    rim = extrude(
        rounded(2 * x + 0.16, 2 * x + 0.16, 0.55 if v["basket_shape"] == "round" else 0.1),
        0.16,
        darker(basket, 0.6),
    )
    yield rim.moved(z=0.88)
    rope = beam((0, -x * 0.95, 0.9), (0, -radius * 0.3, lift - 0.1), 0.09, (206, 180, 130))
    yield from ring(rope, 4, 45 if v["basket_shape"] == "square" else 0)
    yield cylinder(0.16, 0.3, (90, 94, 102), 10).moved(z=lift - 0.62)
    yield from (
        beam((0, 0, lift - 0.5), (s * radius * 0.22, 0, lift - 0.1), 0.07, (90, 94, 102)) for s in (-1, 1)
    )
    if v["flame"]:
        yield lathe([(0.12, 0), (0.17, 0.18), (0, 0.6)], (244, 150, 52), 10).moved(z=lift - 0.4)
    for i in range(v["sandbags"]):
        turn = np.deg2rad(-90 + i * 90)
        place = (np.cos(turn) * (x + 0.1), np.sin(turn) * (x + 0.1), 0.5)
        yield sphere(0.19, (196, 168, 120), 10).scaled(1, 1, 1.35).moved(*place)


def _outline(shape: str) -> np.ndarray:
    """(N, 2) of (radius, z) for an envelope of radius 1."""
    angle = np.deg2rad(np.linspace(-62, 90, 10))
    line = np.stack([np.cos(angle), np.sin(angle)], 1)
    if shape == "tall":
        line = line * (0.86, 1.25)
    line[:, 1] -= line[0, 1]
    return np.concatenate([[(0.32, -0.32)], line]) + (0, 0.32)


def _gore(outline: np.ndarray, color: RGB) -> Part:
    """One sector of the envelope, towards -y: a wedge from the axis."""
    half = np.pi / _GORES
    sections = [
        [(0, 0, z), (-r * np.sin(half), -r * np.cos(half), z), (r * np.sin(half), -r * np.cos(half), z)]
        for r, z in outline
    ]
    return loft(np.array(sections), color)


FAMILY = Family(
    "hot-air balloon",
    "aircraft",
    (
        Color("envelope"),
        Choice("pattern", ("vertical", "horizontal"), of="stripes"),
        Color("stripes", of="stripes"),
        Color("skirt", of="skirt"),
        Choice("shape", ("round", "tall")),
        Finish("basket", ("wooden", "straw"), of="basket"),
        Choice("basket_shape", ("square", "round"), of="basket"),
        Count("sandbags", "sandbags", 0, 4),
        Proportion("width", 3.0, 4.4, ("narrow", "wide")),
        Proportion("rope", 0.8, 1.6, ("short", "long"), of="ropes"),
        Flag("flame", "with a flame"),
    ),
    _build,
    aliases=("hot air balloon",),
)
