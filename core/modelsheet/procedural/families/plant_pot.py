"""Potted plants: leaves and flowers out of a pot."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, box, cone, cylinder, loft, sphere, tapered_box

SOIL = (92, 64, 46)
TURN = 137.5  # degrees from leaf to leaf, as most plants have it


def _build(v: Values) -> Iterator[Part]:
    radius, color = v["width"] / 2, v["pot"].color
    high = radius * 1.7
    foot = 0.02 if v["saucer"] else 0.0
    if v["shape"] == "square":
        yield tapered_box((radius * 1.4, radius * 1.4), (radius * 1.85, radius * 1.85), high, color).moved(
            z=foot
        )
        yield box(radius * 2.05, radius * 2.05, high * 0.2, color).moved(z=foot + high * 0.82)
        yield box(radius * 1.7, radius * 1.7, 0.02, SOIL).moved(z=foot + high * 1.02 - 0.01)
    else:
        bottom = radius * (0.98 if v["shape"] == "straight" else 0.68)
        yield cone(bottom, high, color, 24, top=radius).moved(z=foot)
        yield cylinder(radius * 1.12, high * 0.2, color, 24).moved(z=foot + high * 0.82)
        yield cylinder(radius * 0.96, 0.02, SOIL, 24).moved(z=foot + high * 1.02 - 0.01)
    if v["saucer"]:
        yield cone(radius * 1.05, 0.03, darker(color, 0.85), 24, top=radius * 1.3)
    top = foot + high
    long = v["reach"] * radius * 2
    for i in range(v["leaves"]):
        lean = 18 + 52 * ((i * 0.618) % 1)
        leaf = _leaf(v["kind"], long * (1 - 0.25 * (i % 3) / 2), v["leaf"].color, i)
        yield leaf.turned(lean, "y").turned(TURN * i).moved(z=top - 0.01)
    for i in range(v["flowers"]):
        turn = np.deg2rad(TURN * i + 40)
        x, y = np.cos(turn) * long * 0.3, np.sin(turn) * long * 0.3
        z = top + long * (0.95 + 0.12 * (i % 2))
        yield beam((0, 0, top - 0.01), (x, y, z), radius * 0.09, darker(v["leaf"].color, 0.8), 6)
        yield from _flower(radius * 0.34, v["flower"].color, (x, y, z))


def _leaf(kind: str, long: float, color: tuple[int, int, int], number: int) -> Part:
    """A leaf that grows up from the origin and bends to +x."""
    share = np.linspace(0, 1, 6)
    wide = {
        "broad": np.array([0.03, 0.12, 0.17, 0.16, 0.1, 0.0]),
        "spiky": np.array([0.07, 0.065, 0.055, 0.04, 0.02, 0.0]),
        "round": np.array([0.025, 0.025, 0.14, 0.2, 0.15, 0.0]),
    }[kind]
    thick = 0.024 if kind != "spiky" else 0.035
    bend = 0.0 if kind == "spiky" else 0.22
    sections = []
    for s, w in zip(share, wide, strict=True):
        t = thick * (1 - s * 0.6) if w else 0.0
        x, z = bend * s * s * long, s * long
        sections.append([(x + t * long, 0, z), (x, w * long, z), (x - t * long, 0, z), (x, -w * long, z)])
    return loft(sections, darker(color, 1 - 0.09 * (number % 3)))


def _flower(size: float, color: tuple[int, int, int], place: tuple[float, float, float]) -> Iterator[Part]:
    for i in range(5):
        turn = i * 2 * np.pi / 5
        petal = sphere(size * 0.5, color, 8).scaled(1, 1, 0.6)
        yield petal.moved(
            place[0] + np.cos(turn) * size * 0.55, place[1] + np.sin(turn) * size * 0.55, place[2]
        )
    yield sphere(size * 0.42, (246, 206, 80), 8).moved(place[0], place[1], place[2] + size * 0.15)


FAMILY = Family(
    "potted plant",
    "cactus_pot",
    (
        Choice("kind", ("broad", "spiky", "round"), of="leaves"),
        Count("leaves", "leaves", 4, 12),
        Color(
            "leaf",
            of="leaves",
            words=("green", "olive", "teal", "green", "green", "purple", "red", "yellow", "blue"),
        ),
        Proportion("reach", 0.8, 1.9, ("low", "tall")),
        Choice("shape", ("tapered", "straight", "square"), say="in a {} pot"),
        Finish("pot", ("clay", "stone", "wooden", "golden"), of="pot"),
        Proportion("width", 0.2, 0.3),
        Flag("saucer", "with a saucer"),
        Count("flowers", "flowers", 0, 4),
        Color("flower", of="flowers", words=("red", "pink", "yellow", "white", "purple", "orange", "blue")),
    ),
    _build,
    aliases=("plant pot", "pot plant", "houseplant", "house plant", "plant", "plant in a pot"),
)
