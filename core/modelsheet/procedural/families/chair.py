"""Chairs: a seat on legs, with a back of slats, rungs, one board or a round one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, box, cylinder, extrude, polygon, rounded, row

SEAT = 0.46  # metres above the ground


def _build(v: Values) -> Iterator[Part]:
    frame, width = v["frame"].color, v["width"]
    x, y = width / 2 - 0.03, 0.2
    yield extrude(rounded(width, 0.46, 0.05), 0.035, frame).moved(z=SEAT - 0.06)
    yield extrude(rounded(width - 0.03, 0.43, 0.07), 0.05, v["seat"].color).moved(z=SEAT - 0.03)
    feet = [(-x, -y), (x, -y), (x, y), (-x, y)] if v["legs"] == 4 else polygon(3, y).tolist()
    for i, j in feet:
        yield beam((i * 1.08, j * 1.08, 0), (i, j, SEAT - 0.04), 0.05, frame)
    yield from _back(v, width, y)
    if v["armrests"]:
        for side in (-x - 0.01, x + 0.01):
            yield box(0.05, 0.4, 0.035, frame).moved(side, 0.02, SEAT + 0.2)
            yield beam((side, -0.14, SEAT - 0.05), (side, -0.14, SEAT + 0.22), 0.04, frame)


def _back(v: Values, width: float, y: float) -> Iterator[Part]:
    color, high, x = v["back"].color, v["height"], width / 2 - 0.03
    if v["shape"] == "round":
        disc = cylinder(width * 0.52, 0.045, color, 28).turned(90, "x").moved(0, y + 0.02, 0)
        yield disc.scaled(1, 1, high / (width * 1.04)).moved(z=SEAT - 0.03 + high / 2)
        return
    for side in (-x, x):
        yield beam((side, y, SEAT - 0.05), (side, y + 0.06, SEAT + high), 0.05, color)
    tilt = np.rad2deg(np.arctan2(-0.06, high))
    if v["shape"] == "solid":
        panel = box(width - 0.06, 0.03, high - 0.08, color)
        yield panel.turned(tilt, "x").moved(0, y + 0.01, SEAT + 0.06)
        return
    yield box(width - 0.04, 0.04, 0.08, color).moved(0, y + 0.055, SEAT + high - 0.08)
    if v["shape"] == "slatted":
        slat = box(0.04, 0.025, high, color).turned(tilt, "x").moved(0, y, SEAT - 0.03)
        yield from row(slat, 3, (width * 0.22, 0, 0))
        return
    for share in (0.25, 0.55):
        yield box(width - 0.04, 0.03, 0.06, color).moved(0, y + 0.06 * share, SEAT + high * share)


FAMILY = Family(
    "chair",
    "chair_stool",
    (
        Choice("shape", ("slatted", "solid", "round", "ladder-like"), of="back"),
        Proportion("height", 0.34, 0.75, ("low", "tall"), of="back"),
        Proportion("width", 0.4, 0.58, ("narrow", "wide")),
        Count("legs", "legs", 3, 4),
        Finish("frame", ("wooden", "metal", "plastic")),
        Finish("back", ("wooden", "metal"), of="back"),
        Color("seat", of="seat"),
        Flag("armrests", "with armrests"),
    ),
    _build,
    aliases=("dining chair", "kitchen chair"),
)
