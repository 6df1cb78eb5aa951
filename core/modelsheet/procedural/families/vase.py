"""Vases: turned, with bands and handles, empty or with flowers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, beam, cylinder, lathe, sphere, sweep

PROFILES = {  # radius at even steps from foot to rim, height 1
    "round": (0.2, 0.34, 0.42, 0.42, 0.34, 0.22, 0.2, 0.24),
    "slim": (0.16, 0.19, 0.22, 0.23, 0.22, 0.18, 0.15, 0.18),
    "bottle-shaped": (0.24, 0.31, 0.31, 0.24, 0.13, 0.1, 0.1, 0.13),
    "flared": (0.14, 0.17, 0.2, 0.23, 0.26, 0.3, 0.35, 0.42),
    "straight": (0.24, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.26),
}


def _build(v: Values) -> Iterator[Part]:
    height, color = v["height"], v["body"].color
    radius = np.array(PROFILES[v["shape"]]) * height * v["width"]
    z = np.linspace(0, height, len(radius))
    rim, wall = radius[-1], max(0.02 * height, radius[-1] * 0.16)
    inside = [(rim - wall, height), (rim - wall, height * 0.86), (0.0, height * 0.86)]
    yield lathe([*zip(radius, z, strict=True), *inside], color, 28)
    yield cylinder(rim - wall * 0.9, height * 0.02, darker(color, 0.6), 28).moved(z=height * 0.85)
    for i in range(v["bands"]):
        low = height * (0.2 + 0.6 * (i + 0.5) / v["bands"]) - height * 0.03
        levels = np.linspace(low, low + height * 0.06, 3)
        around = np.interp(levels, z, radius)
        ends = [
            (around[0] - 0.01, low),
            *zip(around + 0.009 * height, levels, strict=True),
            (around[-1] - 0.01, levels[-1]),
        ]
        yield lathe(ends, v["band"].color, 28)
    for part in range(v["handles"]):
        top, low = height * 0.86, height * 0.45
        at_top, at_low = np.interp([top, low], z, radius) - 0.01
        out = max(at_top, at_low) + 0.16 * height
        path = [
            (at_top, 0, top),
            (out, 0, top - 0.02 * height),
            (out, 0, low + 0.12 * height),
            (at_low, 0, low),
        ]
        handle = sweep(path, 0.024 * height, v["handle"].color)
        yield handle if part == 0 else handle.mirrored()
    yield from _flowers(v, rim - wall, height)


def _flowers(v: Values, radius: float, height: float) -> Iterator[Part]:
    for i in range(v["flowers"]):
        turn = 2 * np.pi * i / v["flowers"] + 0.5
        lean = 0.0 if v["flowers"] == 1 else 1.0
        x, y = np.cos(turn) * lean, np.sin(turn) * lean
        top = height * (1.42 + 0.14 * (i % 2))
        start = (x * radius * 0.5, y * radius * 0.5, height * 0.84)
        end = (x * height * 0.26, y * height * 0.26, top)
        yield beam(start, end, 0.022 * height, (82, 140, 74), 6)
        for petal in range(5):
            a = petal * 2 * np.pi / 5
            leaf = sphere(0.055 * height, v["flower"].color, 8).scaled(1, 1, 0.6)
            yield leaf.moved(end[0] + np.cos(a) * 0.06 * height, end[1] + np.sin(a) * 0.06 * height, top)
        yield sphere(0.045 * height, (246, 206, 80), 8).moved(end[0], end[1], top + 0.015 * height)


FAMILY = Family(
    "vase",
    "decor_book",
    (
        Choice("shape", tuple(PROFILES)),
        Proportion("height", 0.2, 0.5),
        Proportion("width", 0.75, 1.25, ("narrow", "wide")),
        Finish("body", ("clay", "glass", "golden", "marble", "stone")),
        Count("bands", "bands", 0, 3),
        Color("band", of="bands"),
        Count("handles", "handles", 0, 2),
        Color("handle", of="handles"),
        Count("flowers", "flowers", 0, 5),
        Color("flower", of="flowers", words=("red", "pink", "yellow", "white", "purple", "orange", "blue")),
    ),
    _build,
    aliases=("flower vase", "urn"),
)
