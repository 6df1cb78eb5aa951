"""Canoes: a slim hollow boat, pointed at both ends, with seats and paddles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Proportion, Values
from ..parts import WOOD
from ..shape import RGB, Part, beam, both, box, loft, sweep

_DEEP, _WALL = 0.46, 0.08  # metres


def _build(v: Values) -> Iterator[Part]:
    long, wide = v["length"], v["width"]
    rim = _rim(long, wide, v["tip"])
    yield _shell(rim, 0.0, 1.0, _WALL, v["body"].color)
    if v["stripe"]:
        yield _shell(rim * (1.05, 1.01, 1), 0.62, 0.84, _WALL + 0.05, PALETTE[v["stripe"]])
    yield from both(sweep(rim, 0.055, v["rim"].color, 6))
    for y in (-long * 0.43, long * 0.43):
        yield box(wide * 0.42, long * 0.06, 0.08, v["rim"].color).moved(0, y, _DEEP + v["tip"] * 0.5)
    for i in range(v["seats"]):
        share = 0.1 if v["seats"] == 1 else (i / (v["seats"] - 1) - 0.5) * 0.5
        yield box(wide * 0.86, 0.24, 0.08, v["seat"].color).moved(0, long * share, _DEEP * 0.62)
    for i in range(v["paddles"]):
        side = 1 if i == 0 else -1
        y = long * (0.06 - 0.2 * i)
        end = np.array((side * (wide * 0.5 + 0.5), y, 0.37))
        yield beam((-side * wide * 0.15, y, _DEEP + 0.2), end, 0.07, WOOD)
        yield box(0.07, 0.2, 0.5, WOOD).moved(z=-0.42).turned(-side * 52, "y").moved(*end)


def _rim(long: float, wide: float, tip: float) -> np.ndarray:
    """(N, 3) the right rim from end to end, `tip` metres higher at the ends."""
    share = np.linspace(-1, 1, 11)
    x = np.maximum(wide / 2 * (1 - np.abs(share) ** 2.2), 0.03)
    return np.stack([x, share * long / 2, _DEEP + tip * np.abs(share) ** 3], 1)


def _shell(rim: np.ndarray, low: float, high: float, wall: float, color: RGB) -> Part:
    """A hollow hull under the rim; low, high: shares of its height. A band if it doesn't reach the ground."""
    sections = []
    for x, y, z in rim:
        inside = max(x - wall, x * 0.3)
        keel = 0.1 * (abs(y) / rim[-1, 1]) ** 4 * z
        floor = keel + (0.07 if low == 0 else 0)
        curve = [(x * (1 - (1 - t) ** 2.5 * 0.45), keel + (z - keel) * t) for t in np.linspace(low, high, 3)]
        inner = [
            (inside, keel + (z - keel) * high),
            (inside * 0.6, max(floor, keel + (z - keel) * low * 1.02)),
        ]
        right = [*curve, *inner]
        sections.append([(a, y, b) for a, b in [*right, *((-a, b) for a, b in right[::-1])]])
    return loft(np.array(sections)[::-1], color)


FAMILY = Family(
    "canoe",
    "boat_ship",
    (
        Finish("body", ("wooden",)),
        Color("rim", of="rim"),
        Count("seats", "seats", 1, 3),
        Finish("seat", ("wooden",), of="seats"),
        Count("paddles", "paddles", 0, 2),
        Choice("stripe", ("", "white", "red", "yellow", "blue", "black"), say="with a {} stripe"),
        Proportion("length", 3.4, 5.0, ("short", "long")),
        Proportion("width", 0.8, 1.1, ("narrow", "wide")),
        Proportion("tip", 0.05, 0.4),
    ),
    _build,
    aliases=("kayak",),
)
