"""Violins standing upright with the strings to the front, maybe with the bow beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, both, box, cylinder, sphere, upright

# half widths of the body at even steps from bottom to top
BODY = (0.03, 0.085, 0.1, 0.1, 0.088, 0.062, 0.055, 0.056, 0.07, 0.08, 0.08, 0.066, 0.02)
HIGH = 0.36  # metres: the body


def _build(v: Values) -> Iterator[Part]:
    base = 0.05 if v["stand"] else 0.0
    yield from (part.moved(z=base) for part in _violin(v))
    if v["bow"]:
        wood = v["stick"].color
        yield beam((0.17, 0, 0), (0.17, 0, 0.68), 0.017, wood, 6)
        yield box(0.014, 0.012, 0.62, (240, 236, 222)).moved(0.146, 0, 0.03)
        yield box(0.04, 0.018, 0.05, darker(wood, 0.6)).moved(0.158, 0, 0.02)
        yield box(0.034, 0.016, 0.02, darker(wood, 0.8)).moved(0.157, 0, 0.645)
        yield beam((0.08, 0.012, 0.06 + base), (0.17, 0, 0.1 + base), 0.014, darker(wood, 0.6))
    if v["stand"]:
        iron = (70, 72, 78)
        yield from both(beam((0.0, -0.02, base + 0.012), (0.11, -0.09, 0.01), 0.02, iron, 6))
        yield beam((0, 0.0, base + 0.012), (0, 0.13, 0.01), 0.02, iron, 6)
        yield cylinder(0.03, 0.03, iron, 10).moved(z=base - 0.015)


def _violin(v: Values) -> Iterator[Part]:
    body, half = v["body"].color, np.array(BODY) * v["width"]
    right = np.stack([half, np.linspace(0, HIGH, len(half))], 1)
    outline = np.concatenate([right, right[::-1] * (-1, 1)])
    yield upright(outline, 0.04, darker(body, 0.8))
    yield upright((outline - (0, HIGH / 2)) * (1.05, 1.025) + (0, HIGH / 2), 0.012, body).moved(y=-0.02)
    yield upright((outline - (0, HIGH / 2)) * (1.05, 1.025) + (0, HIGH / 2), 0.012, body).moved(y=0.02)
    front = -0.026
    for side in (-1, 1):  # the f-holes
        hole = [(-0.006, -0.035), (0.006, -0.035), (0.012, 0.035), (0.0, 0.035)]
        part = upright(np.array(hole), 0.012, (40, 30, 26)).moved(0.042 * v["width"], front, HIGH * 0.47)
        yield part if side == 1 else part.mirrored()
    yield upright(
        [(-0.018, 0.02), (0.018, 0.02), (0.026, 0.12), (-0.026, 0.12)], 0.02, v["tail"].color
    ).moved(y=front - 0.006)
    yield box(0.07, 0.03, 0.012, (226, 200, 150)).moved(0, front - 0.01, HIGH * 0.42)
    yield box(0.011, 0.008, 0.42, (232, 228, 214)).moved(0, front - 0.018, 0.1)
    yield box(0.034, 0.016, 0.25, v["board"].color).moved(0, front - 0.008, HIGH * 0.62)
    yield box(0.028, 0.03, 0.2, body).moved(0, -0.012, HIGH - 0.02)
    top = HIGH + 0.15
    yield box(0.036, 0.032, 0.09, body).moved(0, -0.014, top)
    for i in range(2):
        yield from both(
            beam(
                (0, -0.014, top + 0.02 + 0.035 * i),
                (0.045, -0.014, top + 0.022 + 0.035 * i),
                0.013,
                v["board"].color,
            )
        )
    if v["head"] == "scrolled":
        yield cylinder(0.026, 0.036, body, 16).turned(90, "y").moved(-0.018, -0.018, top + 0.1)
        yield cylinder(0.012, 0.05, darker(body, 0.7), 12).turned(90, "y").moved(-0.025, -0.018, top + 0.1)
    else:
        yield sphere(0.026, body, 12).moved(0, -0.014, top + 0.1)
    if v["chin"]:
        yield upright(
            np.array([(-0.09, 0.0), (-0.015, 0.0), (-0.015, 0.06), (-0.07, 0.075)]) * v["width"],
            0.026,
            (40, 38, 38),
        ).moved(0, front - 0.006, 0.0)


FAMILY = Family(
    "violin",
    "instrument",
    (
        Finish("body", ("wooden",)),
        Proportion("width", 0.85, 1.2, ("slim", "wide")),
        Color("board", of="fingerboard"),
        Color("tail", of="tailpiece"),
        Choice("head", ("scrolled", "round"), of="head"),
        Flag("chin", "with a chin rest"),
        Flag("bow", "with a bow"),
        Finish("stick", ("wooden",), of="bow"),
        Flag("stand", "on a stand"),
    ),
    _build,
    aliases=("fiddle",),
)
