"""Drums: a shell between two rims under a skin, with cords, on legs, with sticks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, capsule, cylinder, lathe, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    radius, high = v["width"] / 2, v["height"]
    foot = 0.3 if v["legs"] else 0.0
    share = np.linspace(0, 1, 9)
    profile = {
        "straight": np.ones(9),
        "tapered": 0.72 + 0.28 * share,
        "barrel-shaped": 0.86 + 0.3 * share * (1 - share) * 2,
        "goblet-shaped": np.interp(share, [0, 0.15, 0.42, 0.7, 1], [0.68, 0.5, 0.42, 0.86, 1.0]),
    }[v["shape"]]
    profile = profile / profile[-1]
    yield lathe(np.stack([profile * radius, foot + share * high], 1), v["shell"].color, 28)
    rim = v["rim"].color
    top = foot + high
    yield cylinder(radius * 0.97, 0.03, v["skin"].color, 28).moved(z=top - 0.005)
    yield torus(radius, 0.022, rim, 28, 8).moved(z=top)
    yield torus(profile[0] * radius, 0.022, rim, 28, 8).moved(z=foot + 0.022)
    if v["cords"]:
        count = 8
        for i in range(count):
            a, b = 2 * np.pi * i / count, 2 * np.pi * (i + 0.5) / count
            for start, end in ((a, b), (a, 2 * a - b)):
                points = []
                for s in np.linspace(0.02, 0.98, 6):
                    turn = start + (end - start) * s
                    at = np.interp(s, share, profile) * radius + 0.006
                    points.append((np.cos(turn) * at, np.sin(turn) * at, foot + s * high))
                yield sweep(points, 0.011, v["cord"].color, 5)
    for i in range(v["legs"]):
        turn = np.deg2rad(-90 + 360 * i / v["legs"])
        x, y = np.cos(turn) * profile[0] * radius, np.sin(turn) * profile[0] * radius
        yield beam((x * 1.15, y * 1.15, 0.01), (x * 0.97, y * 0.97, foot + 0.1), 0.04, v["leg"].color, 8)
    if v["sticks"]:
        for side in (-1, 1):
            stick = capsule(0.016, radius * 1.7, (206, 162, 104), 8).turned(90, "y").turned(28 * side)
            yield stick.moved(-radius * 0.75, -radius * 0.4 * side, top + 0.035)


def _adjust(v: Values) -> Values:
    """It stands on three legs or more."""
    return v | {"legs": {1: 3, 2: 4}.get(v["legs"], v["legs"])}


FAMILY = Family(
    "drum",
    "instrument",
    (
        Choice("shape", ("straight", "tapered", "barrel-shaped", "goblet-shaped")),
        Proportion("width", 0.3, 0.55, ("narrow", "wide")),
        Proportion("height", 0.2, 0.6, ("low", "tall")),
        Finish("shell", ("wooden", "metal", "clay")),
        Finish("rim", ("metal", "golden"), of="rims"),
        Color("skin", of="skin", words=("white", "cream", "beige", "tan", "black", "yellow", "orange")),
        Flag("cords", "with cords"),
        Color("cord", of="cords"),
        Count("legs", "legs", 0, 4),
        Finish("leg", ("metal", "wooden"), of="legs"),
        Flag("sticks", "with drumsticks"),
    ),
    _build,
    adjust=_adjust,
)
