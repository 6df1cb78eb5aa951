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
    if top == "ball":
        yield sphere(pole * 2.2, v["tip"].color, 10).moved(z=height + pole)
    elif top == "spearhead":
        yield upright(halves([(pole, 0), (pole * 2.4, 0.1), (0, 0.28)]), 0.06, v["tip"].color).moved(
            z=height - 0.02
        )
    low = height - tall - 0.06
    bands = {"plain": 1, "striped": v["stripes"]}.get(v["pattern"], 1)
    colors = (
        v["cloth"].color,
        v["second"].color,
        v["cloth"].color if v["stripes"] != 3 else v["third"].color,
    )
    for i in range(bands):
        yield _cloth(
            v, wide, tall / bands, thick, colors[i % 3] if bands == 3 else colors[i % 2], i, bands
        ).moved(x=pole * 0.6, z=low + tall * (bands - 1 - i) / bands)
    middle = _wave(0.28, wide)
    if v["pattern"] == "emblem":
        yield upright(emblem(v["sign"], tall * 0.55), thick * 2.2, v["second"].color).moved(
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
    striped, marked = v["pattern"] == "striped", v["pattern"] == "emblem"
    v = v | {"stripes": v["stripes"] if striped else 0, "sign": v["sign"] if marked else ""}
    return unsaid(v, second=v["pattern"] == "plain", third=v["stripes"] != 3, tip=not v["top"])


FAMILY = Family(
    "flag",
    "banner_flag",
    (
        Proportion("height", 1.4, 2.6, ("short", "tall"), of="pole"),
        Proportion("width", 0.8, 1.3, ("", "wide")),
        Proportion("cloth_height", 0.55, 0.8),
        Choice("end", ("square", "pointed"), of="end"),
        Choice("pattern", ("plain", "striped", "emblem"), say="with {} cloth"),
        Count("stripes", "stripes", 2, 5),
        Choice("sign", EMBLEMS, say="with a {} on it"),
        Color("cloth"),
        Color("second", "pattern"),
        Color("third", "lowest stripe"),
        Finish("pole", ("wooden", "metal"), of="pole"),
        Choice("top", ("", "ball", "spearhead"), say="with a {} on top"),
        Color("tip", "top", ("gold", "silver", "black", "red", "white")),
    ),
    _build,
    adjust=_adjust,
    aliases=("banner",),
)
