"""Dinosaurs: on two legs with a big head and small arms, or on four with a long neck."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE, goggle_eyes, trunk
from ..family import Choice, Color, Count, Family, Proportion, Values
from ..shape import Part, both, box, cone, cylinder, ellipsoid, grounded, sweep, tapered_box


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_hunter(v) if v["kind"] == "two-legged" else _browser(v))


def _hunter(v: Values) -> Iterator[Part]:
    """On two legs: big head, small arms, a long tail."""
    long, skin = v["length"], v["skin"].color
    spine = (
        np.array(
            [
                (0, 1.0, 0.36),
                (0, 0.6, 0.4),
                (0, 0.25, 0.48),
                (0, -0.05, 0.62),
                (0, -0.3, 0.82),
                (0, -0.42, 1.0),
            ]
        )
        * long
    )
    yield sweep(spine, np.array([0.02, 0.09, 0.2, 0.24, 0.17, 0.13]) * long * v["girth"], skin, 12)
    yield sweep(
        spine[1:5] - (0, long * 0.03, long * 0.06),
        np.array([0.05, 0.16, 0.2, 0.13]) * long * v["girth"],
        v["belly"].color,
        12,
    )
    head = np.array([0, -long * 0.54, long * 1.04])
    size = long * v["head"]
    yield ellipsoid(size * 0.72, size * 1.0, size * 0.7, skin, 14).moved(*head)
    yield tapered_box((size * 0.56, size * 0.8), (size * 0.46, size * 0.62), size * 0.34, skin).moved(
        *(head + (0, -size * 0.5, -size * 0.16))
    )
    yield box(size * 0.5, size * 0.9, size * 0.13, v["belly"].color).moved(
        *(head + (0, -size * 0.42, -size * 0.36))
    )
    for i in range(4):
        yield from both(
            cone(size * 0.045, size * 0.14, WHITE, 4)
            .mirrored("z")
            .moved(*(head + (size * 0.24, -size * (0.36 + 0.15 * i), -size * 0.12)))
        )
    yield from goggle_eyes(size * 0.32, head[1] - size * 0.24, head[2] + size * 0.18, size * 0.2)
    yield from _limbs(v, long)
    yield from _ridge(
        v, spine[1:5] + np.array([(0, 0, 0.07), (0, 0, 0.17), (0, 0.12, 0.18), (0, 0.12, 0.1)]) * long
    )


def _limbs(v: Values, long: float) -> Iterator[Part]:
    """Two legs and two small arms."""
    thigh = np.array([(0.17, 0.1, 0.5), (0.2, -0.02, 0.3), (0.2, 0.08, 0.12), (0.2, 0.0, 0.04)]) * long
    yield from both(sweep(thigh, np.array([0.15, 0.12, 0.06, 0.06]) * long, v["skin"].color, 10))
    yield from both(
        box(long * 0.15, long * 0.28, long * 0.07, v["claw"].color).moved(long * 0.2, -long * 0.06)
    )
    arm = np.array([(0.16, -0.24, 0.72), (0.2, -0.36, 0.64), (0.16, -0.46, 0.66)]) * long
    yield from both(sweep(arm, long * 0.04, v["skin"].color, 8))
    yield from both(
        cone(long * 0.03, long * 0.09, v["claw"].color, 6)
        .turned(90, "x")
        .moved(*(arm[-1] + (0, long * 0.01, 0)))
    )


def _browser(v: Values) -> Iterator[Part]:
    """On four legs: a long neck and a small head."""
    long, skin = v["length"], v["skin"].color
    fat = long * 0.42 * v["girth"]
    yield trunk(long * 0.9, fat, fat, skin).moved(z=long * 0.5)
    yield trunk(long * 0.74, fat * 0.86, fat * 0.7, v["belly"].color).moved(z=long * 0.46)
    for y in (-0.26, 0.26):
        yield from both(
            cone(long * 0.085, long * 0.45, skin, 10, long * 0.1).moved(fat * 0.3, y * long, long * 0.02)
        )
        yield from both(
            cylinder(long * 0.095, long * 0.07, v["claw"].color, 10).moved(fat * 0.3, y * long - long * 0.02)
        )
    neck = np.array([(0, -0.3, 0.54), (0, -0.5, 0.72), (0, -0.58, 0.98), (0, -0.62, 1.2)]) * long
    yield sweep(neck, np.array([0.15, 0.12, 0.085, 0.075]) * long, skin, 12)
    size = long * v["head"]
    head = neck[-1] + (0, -size * 0.2, size * 0.08)
    yield ellipsoid(size * 0.55, size * 0.86, size * 0.5, skin, 14).moved(*head)
    yield from goggle_eyes(size * 0.22, head[1] - size * 0.16, head[2] + size * 0.12, size * 0.17)
    tail = np.array([(0, 0.34, 0.5), (0, 0.66, 0.38), (0, 1.0, 0.26), (0, 1.3, 0.22)]) * long
    yield sweep(tail, np.array([0.17, 0.11, 0.06, 0.02]) * long, skin, 10)
    top = long * 0.5 + fat * 0.48
    yield from _ridge(
        v,
        np.array(
            [
                (0, long * 0.36, top - fat * 0.06),
                (0, long * 0.12, top),
                (0, -long * 0.12, top),
                (0, -long * 0.34, top - fat * 0.06),
            ]
        ),
    )


def _ridge(v: Values, line: np.ndarray) -> Iterator[Part]:
    """Plates or spikes along the back."""
    size = v["length"] * 0.13
    for i in range(v["plates"]):
        share = (i + 0.5) / v["plates"] * (len(line) - 1)
        place = [np.interp(share, np.arange(len(line)), line[:, k]) for k in range(3)]
        yield (
            cone(size * 0.6, size * 1.3, v["plate"].color, 4)
            .scaled(0.5, 1, 1)
            .moved(*place)
            .moved(z=-size * 0.25)
        )


FAMILY = Family(
    "dinosaur",
    "monster",
    (
        Choice("kind", ("two-legged", "four-legged")),
        Proportion("length", 1.5, 3.0),
        Proportion("girth", 0.85, 1.2, ("slim", "fat")),
        Proportion("head", 0.3, 0.42, ("small", "big"), of="head"),
        Count("plates", "plates", 3, 7),
        Color("plate", "plates"),
        Color(
            "skin",
            "",
            ("green", "green", "olive", "brown", "blue", "purple", "orange", "red", "teal", "gray", "pink"),
        ),
        Color("belly", "belly", ("cream", "yellow", "tan", "beige", "white", "orange")),
        Color("claw", "feet", ("white", "black", "brown", "gray", "gold", "cream")),
    ),
    _build,
)
