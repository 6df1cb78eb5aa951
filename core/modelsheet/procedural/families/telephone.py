"""Telephones of old: a body with a dial or buttons, and the handset on its cradle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, both, box, corners, cylinder, loft, rounded, sweep

SLOPE = 52.0  # degrees from upright: how the front with the dial leans back


def _build(v: Values) -> Iterator[Part]:
    width, high, body = v["width"], 0.15, v["body"].color
    foot = 0.015 if v["feet"] else 0.0
    sections = [(1.0, 0.0, 0.0), (1.0, 0.03, 0.0), (0.72, high, 0.045)]
    outline = rounded(width, 0.24, 0.035)
    shell = [
        np.column_stack(
            [outline[:, 0] * (0.5 + size / 2), outline[:, 1] * size + back, np.full(len(outline), z)]
        )
        for size, z, back in sections
    ]
    shell[2][:, 1] = outline[:, 1] * 0.5 + 0.055
    yield loft(shell, body).moved(z=foot)
    plate = [part.turned(SLOPE, "x").moved(0, -0.048, foot + 0.094) for part in _dial(v)]
    yield from plate
    z = foot + high
    yield from both(box(0.028, 0.07, 0.075, body).moved(width * 0.3, 0.055, z - 0.01))
    handset = v["handset"].color
    yield sweep(
        [
            (-width * 0.52, 0.055, z + 0.045),
            (-width * 0.3, 0.055, z + 0.075),
            (width * 0.3, 0.055, z + 0.075),
            (width * 0.52, 0.055, z + 0.045),
        ],
        0.022,
        handset,
    )
    cup = cylinder(0.042, 0.045, handset, 16)
    yield from both(cup.turned(14, "y").moved(width * 0.52, 0.055, z + 0.012))
    if v["feet"]:
        yield from corners(cylinder(0.018, 0.03, darker(body, 0.5), 10), width * 0.4, 0.09)
    if v["cord"]:
        turn = np.linspace(0, 14 * np.pi, 90)
        x = -width * 0.52 - 0.045 * np.sin(np.linspace(0, np.pi, 90))
        path = np.stack(
            [x + 0.014 * np.cos(turn), 0.055 + 0.014 * np.sin(turn), np.linspace(z + 0.02, foot + 0.022, 90)],
            1,
        )
        yield sweep([*path, (-width * 0.42, 0.05, foot + 0.022)], 0.0055, v["line"].color, 5)


def _dial(v: Values) -> Iterator[Part]:
    color = v["dial"].color
    dark = darker(color, 0.5) if sum(color) > 330 else (228, 226, 220)
    if v["kind"] == "rotary":
        yield cylinder(0.066, 0.022, color, 28).moved(z=-0.004)
        for i in range(10):
            turn = np.deg2rad(30 * i - 30)
            yield cylinder(0.0105, 0.021, dark, 8).moved(np.cos(turn) * 0.048, np.sin(turn) * 0.048)
        yield cylinder(0.026, 0.026, (240, 236, 226), 16)
        return
    yield box(0.13, 0.115, 0.022, color).moved(z=-0.004)
    for i in range(3):
        for j in range(4):
            yield box(0.03, 0.019, 0.03, dark).moved(0.04 * (i - 1), 0.027 * (j - 1.5))


FAMILY = Family(
    "telephone",
    "electronics",
    (
        Choice("kind", ("rotary", "push-button")),
        Proportion("width", 0.18, 0.27, ("narrow", "wide")),
        Finish("body", ("wooden", "golden", "metal")),
        Color("handset", of="handset"),
        Color("dial", of="dial"),
        Flag("cord", "with a cord"),
        Color("line", of="cord"),
        Flag("feet", "on small feet"),
    ),
    _build,
    aliases=("phone", "landline phone"),
)
