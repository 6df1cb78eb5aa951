"""Arches: two piers and what spans them, round, pointed or square, with a keystone and steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, both, box, tapered_box, upright

_PIER = 0.9  # metres


def _build(v: Values) -> Iterator[Part]:
    half, height, deep, color = v["width"] / 2, v["height"], v["depth"], v["body"].color
    base = v["steps"] * 0.25
    for i in range(v["steps"]):
        grow = (v["steps"] - i) * 0.5
        wide = 2 * half + 2 * _PIER + grow * 2
        yield box(wide, deep + grow * 2, 0.26, darker(color, 0.9 - 0.06 * (i % 2))).moved(z=i * 0.25)
    opening = _opening(v["shape"], half, height)
    crown = float(opening[:, 1].max())
    outer = half + _PIER
    outline = [(-outer, 0), *opening, (outer, 0), (outer, crown + 0.9), (-outer, crown + 0.9)]
    yield upright(outline, deep, color).moved(z=base)
    for z, grow in ((0.0, 0.3), (height - 0.35, 0.2)):
        band = box(_PIER + grow, deep + grow, 0.35, darker(color, 0.8))
        yield from both(band.moved(half + _PIER / 2, 0, base + z))
    top = v["top"].color
    yield box(outer * 2 + 0.4, deep + 0.4, 0.4, top).moved(z=base + crown + 0.88)
    if v["crest"] == "triangular":
        yield upright([(-outer, 0), (outer, 0), (0, outer * 0.45)], deep, top).moved(z=base + crown + 1.26)
    elif v["crest"] == "stepped":
        yield box(outer * 1.4, deep * 0.9, 0.6, top).moved(z=base + crown + 1.26)
    stone = tapered_box((0.35, deep + 0.3), (0.6, deep + 0.3), 0.85, v["keystone"].color)
    yield stone.moved(z=base + crown - 0.15)


def _opening(kind: str, half: float, height: float) -> np.ndarray:
    """(N, 2) from the left pier's foot over the span to the right one's."""
    if kind == "round":
        angle = np.linspace(np.pi, 0, 13)
        span = np.stack([np.cos(angle) * half, height + np.sin(angle) * half], 1)
    elif kind == "pointed":
        angle = np.linspace(0, np.arccos(0.5), 7)  # two circles about each other's foot
        left = np.stack([half - np.cos(angle) * 2 * half, height + np.sin(angle) * 2 * half], 1)
        span = np.concatenate([left, left[-2::-1] * (-1, 1)])
    else:
        span = np.array([(-half, height + half * 0.6), (half, height + half * 0.6)])
    return np.concatenate([[(-half, 0)], span, [(half, 0)]])


FAMILY = Family(
    "arch",
    "temple_church",
    (
        Choice("shape", ("round", "pointed", "square")),
        Finish("body", ("stone", "marble", "brick")),
        Color("keystone", of="keystone"),
        Finish("top", ("stone", "marble", "golden"), of="top"),
        Choice("crest", ("flat", "triangular", "stepped"), of="top"),
        Count("steps", "steps", 0, 3),
        Proportion("width", 1.8, 3.4, ("narrow", "wide")),
        Proportion("height", 1.8, 3.2, ("low", "tall")),
        Proportion("depth", 0.7, 1.4, ("", "thick")),
    ),
    _build,
    aliases=("archway",),
)
