"""Cars: boxy, rounded or sporty, with lamps, a stripe, a spoiler or a roof rack."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, WOOD, axles, cabin, lying, profile, wheel_arches
from ..shape import RGB, Part, both, box, cylinder

_WIDTH, _WHEEL = 1.75, 0.36  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    length, paint = v["length"], v["body"].color
    a = length / 2
    outline, low, high, top = _form(v["shape"], a, v["roof_height"])
    yield profile(outline, _WIDTH, paint)
    yield from cabin(low, high, (low_z := outline[:, 1].max() - 0.04, low_z + top), paint, v["roof"].color)
    roof_z = low_z + top * 1.16
    ends = (-a * 0.62, a * 0.62)
    yield from wheel_arches(_WIDTH + 0.03, ends, _WHEEL)
    yield from axles(_WIDTH + 0.1, ends, _WHEEL, 0.26, v["hubs"].color)
    nose = outline[(outline[:, 0] < 0)][:, 1].max()
    lamp = lying(cylinder(0.14, 0.12, LAMP, 12), "y").moved(_WIDTH * 0.34, -a, min(nose, 0.85) - 0.2)
    yield from both(lamp)
    yield box(_WIDTH * 0.4, 0.1, 0.16, _DARK).moved(0, -a, min(nose, 0.85) - 0.28)
    yield from both(box(0.34, 0.1, 0.16, TAIL_LAMP).moved(_WIDTH * 0.34, a, 0.66))
    yield from both(box(_WIDTH * 1.02, 0.16, 0.16, STEEL).moved(0, a, 0.3), "y")
    yield from both(box(_WIDTH + 0.06, 0.16, 0.05, _DARK).moved(0, 0.12, low_z - 0.14))
    if v["stripe"]:
        stripe = outline * (1.006, 1.0) + (0, 0.025)
        yield profile(stripe, 0.36, PALETTE[v["stripe"]])
        roof = (high[2] - high[1]) * 0.94
        yield box(0.36, roof, 0.05, PALETTE[v["stripe"]]).moved(0, (high[1] + high[2]) / 2, roof_z - 0.03)
    if v["spoiler"]:
        yield box(_WIDTH * 0.96, 0.32, 0.08, paint).moved(0, a - 0.2, low_z + 0.25)
        strut = box(0.1, 0.16, low_z - 0.33, darker(paint))
        yield from both(strut.moved(_WIDTH * 0.34, a - 0.2, 0.6))
    if v["rack"]:
        middle = (high[1] + high[2]) / 2
        yield from both(box(0.08, 1.0, 0.12, _DARK).moved(0.5, middle, roof_z - 0.03))
        yield box(0.95, 0.75, 0.26, WOOD).moved(0, middle, roof_z + 0.06)
        yield box(0.2, 0.78, 0.28, darker(WOOD, 0.6)).moved(0, middle, roof_z + 0.06)


def _form(
    shape: str, a: float, roof: float
) -> tuple[np.ndarray, tuple[float, float, float], tuple[float, float, float], float]:
    """Body outline (N, 2) of (y, z), the cabin's foot and top as (width, front, back), and its height."""
    if shape == "boxy":
        edge = [(-a, 0.25), (a, 0.25), (a, 0.9), (a * 0.9, 0.95), (-a * 0.95, 0.95), (-a, 0.88)]
        return np.array(edge), (1.62, -a * 0.45, a * 0.94), (1.5, -a * 0.3, a * 0.88), roof
    if shape == "rounded":
        angle = np.linspace(0, np.pi, 11)
        arch = np.stack([np.cos(angle) * a, 0.4 + 0.55 * np.sin(angle) ** 0.5], 1)
        line = np.concatenate([[(-a * 0.97, 0.25), (a * 0.97, 0.25)], arch])
        return line, (1.5, -a * 0.55, a * 0.66), (1.15, -a * 0.2, a * 0.36), roof * 1.15
    low = [(-a, 0.22), (a, 0.22), (a, 0.85), (a * 0.55, 0.9), (-a * 0.35, 0.82), (-a, 0.52)]
    return np.array(low), (1.55, -a * 0.3, a * 0.78), (1.15, a * 0.12, a * 0.5), roof * 0.8


FAMILY = Family(
    "car",
    "car",
    (
        Choice("shape", ("boxy", "rounded", "sporty")),
        Color("body"),
        Color("roof", of="roof"),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Choice("stripe", ("", "", "white", "black", "red", "yellow", "blue"), say="with a {} stripe"),
        Proportion("length", 3.2, 4.4, ("short", "long")),
        Proportion("roof_height", 0.5, 0.72, ("low", "high"), of="roof"),
        Flag("spoiler", "with a spoiler"),
        Flag("rack", "with a suitcase on the roof"),
    ),
    _build,
    aliases=("automobile",),
)
