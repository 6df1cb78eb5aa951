"""Flags: a cloth that flies from a pole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import EMBLEMS, emblem
from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, unsaid
from ..shape import RGB, Part, cylinder, halves, loft, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    height, wide = v["height"], v["width"]
    tall, thick, pole = wide * v["cloth_height"], 0.05, 0.035
    yield cylinder(pole, height, v["pole"].color, 10)
    yield cylinder(pole * 4.5, 0.08, v["pole"].color, 12)
    top = v["top"]
    if top == "round":
        yield sphere(pole * 2.2, v["tip"].color, 10).moved(z=height + pole)
    elif top == "pointed":
        yield upright(halves([(pole, 0), (pole * 2.4, 0.1), (0, 0.28)]), 0.06, v["tip"].color).moved(
            z=height - 0.02
        )
    low = height - tall - 0.06
    bands = max(1, v["stripes"])
    for i in range(bands):
        color = v["second" if i % 2 else "cloth"].color
        z = low + tall * (bands - 1 - i) / bands
        yield _cloth(v, wide, tall / bands, thick, color, i, bands).moved(x=pole * 0.6, z=z)
    middle = _wave(0.28, wide)
    if v["sign"]:
        yield upright(emblem(v["sign"], tall * 0.55), thick * 2.2, v["mark"].color).moved(
            x=pole * 0.6 + wide * 0.28, y=middle, z=low + tall / 2
        )


def _wave(share: float, wide: float) -> float:
    """How far the cloth is off its plane at a share of its width."""
    return float(np.sin(share * np.pi * 2) * wide * 0.05)


def _cloth(v: Values, wide: float, tall: float, thick: float, color: RGB, band_row: int, rows: int) -> Part:
    """One band of the cloth, waving; its end is straight, swallow-tailed or drawn to a point."""
    sections = []
    whole = tall * rows
    base = whole - tall * (band_row + 1)
    for share in np.linspace(0, 1, 11):
        low, high = base, base + tall
        if v["end"] == "pointed":
            shrink = 1 - 0.96 * share
            low, high = (whole / 2 + (z - whole / 2) * shrink for z in (low, high))
        y = _wave(share, wide)
        x = share * wide
        front, back = y - thick / 2, y + thick / 2
        corners = [
            (x, front, low - base),
            (x, back, low - base),
            (x, back, high - base),
            (x, front, high - base),
        ]
        sections.append(corners)
    return loft(sections, color)


def _adjust(v: Values) -> Values:
    v = v if v["stripes"] > 1 else v | {"stripes": 0}
    return unsaid(v, second=v["stripes"] == 0, mark=not v["sign"], tip=not v["top"])


FAMILY = Family(
    "flag",
    "banner_flag",
    (
        Proportion("height", 1.4, 2.6, ("short", "tall"), of="pole"),
        Proportion("width", 0.8, 1.3, ("", "wide")),
        Proportion("cloth_height", 0.55, 0.8),
        Choice("end", ("square", "pointed"), of="end"),
        Count("stripes", "stripes", 0, 5),
        Choice("sign", ("", *EMBLEMS), of="emblem"),
        Color("mark", "emblem"),
        Color("cloth"),
        Color("second", "stripes"),
        Finish("pole", ("wooden", "metal"), of="pole"),
        Choice("top", ("", "round", "pointed"), of="top"),
        Color("tip", "top", ("gold", "silver", "black", "red", "white")),
    ),
    _build,
    adjust=_adjust,
)
