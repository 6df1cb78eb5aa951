"""Ghosts: a floating sheet with a wavy hem, eyes and a mouth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, both, capsule, cone, cylinder, ellipsoid, grounded, loft, sweep


def _build(v: Values) -> Iterator[Part]:
    size, sheet = v["size"], v["sheet"].color
    high = size * v["height"]
    count = v["waves"]
    turn = np.linspace(0, 2 * np.pi, count * 6, endpoint=False)
    wave = 1 + 0.09 * np.cos(turn * count)
    sections = []
    for z, r, share in (
        (0.0, 0.46, 1.0),
        (0.18, 0.43, 0.9),
        (0.5, 0.38, 0.3),
        (0.75, 0.36, 0.0),
        (0.9, 0.27, 0.0),
        (0.98, 0.13, 0.0),
        (1.0, 0.02, 0.0),
    ):
        radius = r * size * (1 + (wave - 1) * share)
        drop = size * 0.06 * np.cos(turn * count) * share
        sections.append(
            np.column_stack([np.cos(turn) * radius, np.sin(turn) * radius, z * high + drop + size * 0.06])
        )
    yield loft(sections, sheet)
    face = high * 0.74
    eye = v["eye_size"] * size
    yield from both(
        ellipsoid(eye, size * 0.1, eye * 1.5, v["face"].color, 12).moved(size * 0.14, -size * 0.355, face)
    )
    if v["mouth"] == "open":
        yield ellipsoid(size * 0.16, size * 0.1, size * 0.22, v["face"].color, 12).moved(
            y=-size * 0.37, z=face - size * 0.26
        )
    elif v["mouth"] == "smiling":
        grin = arc(size * 0.13, 200, 340, 6)
        yield sweep(
            np.column_stack([grin[:, 0], np.full(7, -size * 0.385), grin[:, 1] + face - size * 0.12]),
            size * 0.03,
            v["face"].color,
            6,
        )
    lift = 120 if v["arms"] == "hanging" else 60
    arm = capsule(size * 0.1, size * 0.4, sheet, 10)
    yield from both(arm.turned(lift, "y").moved(size * 0.26, -size * 0.06, high * 0.52))
    if v["hatted"]:
        yield cylinder(size * 0.34, size * 0.05, v["hat"].color, 16).moved(z=high * 0.96)
        yield cone(size * 0.2, size * 0.5, v["hat"].color, 14).moved(z=high * 0.98)


def _standing(v: Values) -> Iterator[Part]:
    """The ghost on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "ghost",
    "monster",
    (
        Proportion("size", 0.5, 1.0),
        Proportion("height", 1.1, 1.7, ("short", "tall")),
        Count("waves", "waves in the hem", 5, 8),
        Proportion("eye_size", 0.1, 0.17, ("small", "big"), of="eyes"),
        Choice("mouth", ("", "open", "smiling"), of="mouth"),
        Choice("arms", ("hanging", "raised"), of="arms"),
        Color("sheet", "", ("white", "white", "silver", "cream", "blue", "pink", "purple", "green", "gray")),
        Color("face", "eyes", ("black", "black", "navy", "maroon", "purple")),
        Flag("hatted", "with a hat"),
        Color("hat", "hat"),
    ),
    _standing,
    adjust=lambda v: unsaid(v, hat=not v["hatted"]),
)
