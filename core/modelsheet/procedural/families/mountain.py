"""Mountains: one to three rocky peaks with snow caps and pines at their foot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import RGB, Part, cone, cylinder, lathe, loft

_SIDES = 14


def _build(v: Values) -> Iterator[Part]:
    high, wide, rock = v["height"], v["width"] / 2, v["rock"].color
    places = [(0.0, 0.0, 1.0), (0.62, -0.1, 0.66), (-0.6, 0.12, 0.76)][: v["peaks"]]
    for i, (x, y, share) in enumerate(places):
        size = wide * (1.0 if i == 0 else 0.72)
        tint = darker(rock, (1.0, 0.9, 1.08)[i])
        seed = high * 7 + i
        yield _peak(size, high * share, v["shape"], seed, 0.0, tint).moved(x * wide, y * wide)
        if v["cap"]:
            start = 1 - v["cap_size"]
            cap = _peak(size * 1.03, high * share * 1.02, v["shape"], seed, start, (242, 245, 248))
            yield cap.moved(x * wide, y * wide)
    yield lathe([(wide * 1.15, 0), (wide * 1.1, high * 0.06)], v["foot"].color, 16).scaled(
        1.35 if v["peaks"] > 1 else 1, 1, 1
    )
    if v["trees"]:
        for i in range(7):
            turn = np.deg2rad(-150 + 44 * i)
            x, y = np.cos(turn) * wide * 1.0 * (1.3 if v["peaks"] > 1 else 1), np.sin(turn) * wide * 1.0
            size = high * (0.13 + 0.025 * (i % 3))
            yield cylinder(size * 0.14, size * 0.5, (118, 82, 56), 6).moved(x, y, high * 0.05)
            yield cone(size * 0.42, size * 1.2, (66, 124, 74), 8).moved(x, y, high * 0.05 + size * 0.35)


def _peak(radius: float, high: float, shape: str, seed: float, start: float, color: RGB) -> Part:
    """A rocky cone from a share of its height to its top; the same seed gives the same rock."""
    rough = np.random.default_rng(int(seed * 1000)).uniform(0.78, 1.15, (6, _SIDES))
    levels, angle = np.linspace(0, 1, 6), np.arange(_SIDES) * 2 * np.pi / _SIDES
    curve = {"pointed": 1.25, "rounded": 0.62}[shape]
    zigzag = 0.05 * np.where(np.arange(_SIDES) % 2, 1, -1) if start else np.zeros(_SIDES)
    sections = []
    for level in (start, *levels[levels > start + 0.06]):
        at = np.clip(level + (zigzag if level == start else 0 * zigzag), 0, 1)
        ragged = np.array([np.interp(at[k], levels, rough[:, k]) for k in range(_SIDES)])
        size = radius * (1 - at) ** curve * ragged
        sections.append(np.stack([np.cos(angle) * size, np.sin(angle) * size, high * at], 1))
    return loft(np.array(sections), color)


FAMILY = Family(
    "mountain",
    "mountain_hill",
    (
        Count("peaks", "peaks", 1, 3),
        Choice("shape", ("pointed", "rounded"), of="peaks"),
        Color(
            "rock",
            words=(
                "gray",
                "gray",
                "brown",
                "tan",
                "black",
                "maroon",
                "olive",
                "purple",
                "blue",
                "orange",
                "teal",
            ),
        ),
        Color(
            "foot", of="foot", words=("green", "green", "olive", "tan", "brown", "white", "beige", "yellow")
        ),
        Proportion("height", 7.0, 12.0, ("low", "tall")),
        Proportion("width", 7.0, 11.0, ("narrow", "wide")),
        Proportion("cap_size", 0.18, 0.42, ("small", "big"), of="snow caps"),
        Flag("cap", "with snow caps"),
        Flag("trees", "with pine trees at its foot"),
    ),
    _build,
)
