"""Bus stops: a shelter with glass walls, seats, and a sign on a pole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, STONE, lying, profile
from ..shape import RGB, Part, box, cylinder, lathe

_DEEP, _HIGH = 1.5, 2.3  # metres
_DARK: RGB = (60, 62, 68)


def _build(v: Values) -> Iterator[Part]:
    wide, frame = v["width"], v["frame"].color
    half, back = wide / 2, _DEEP / 2
    yield box(wide + 1.6, _DEEP + 0.7, 0.14, STONE).moved(-0.5)
    for x in (-half, half):
        for y in (-back * 0.7, back):
            yield box(0.12, 0.12, _HIGH, frame).moved(x, y, 0.1)
        yield box(0.09, _DEEP * 0.8, 1.6, GLASS).moved(x, back * 0.2, 0.45)
        yield box(0.13, _DEEP * 0.85, 0.1, frame).moved(x, back * 0.15, 0.4)
    yield box(wide, 0.09, 1.6, GLASS).moved(0, back, 0.45)
    for z in (0.4, 2.0):
        yield box(wide, 0.13, 0.11, frame).moved(0, back, z)
    bays = 3
    yield from (box(0.1, 0.13, 1.7, frame).moved((i / bays - 0.5) * wide, back, 0.4) for i in range(1, bays))
    yield _roof(v["roof_shape"], wide + 0.5).painted(v["roof"].color).moved(z=_HIGH + 0.08)
    seats = v["seats"]
    yield box(seats * 0.52 + 0.1, 0.12, 0.1, _DARK).moved(0, back * 0.45, 0.42)
    for x in (-1, 1):
        yield box(0.12, 0.12, 0.4, _DARK).moved(x * (seats * 0.26 - 0.1), back * 0.45, 0.1)
    for i in range(seats):
        x = (i - (seats - 1) / 2) * 0.52
        yield box(0.44, 0.44, 0.1, v["seat"].color).moved(x, back * 0.45, 0.5)
        yield box(0.44, 0.1, 0.44, v["seat"].color).moved(x, back * 0.45 + 0.2, 0.54)
    yield from _sign(v["sign_shape"], v["sign"].color, -half - 0.75, -back * 0.6)
    if v["poster"]:
        yield box(0.2, _DEEP * 0.72, 1.6, _DARK).moved(half, back * 0.1, 0.4)
        yield box(0.28, _DEEP * 0.58, 1.35, (238, 186, 72)).moved(half, back * 0.1, 0.52)
    if v["bin"]:
        yield lathe([(0.2, 0), (0.25, 0.6)], darker(frame, 0.8), 12).moved(
            half + 0.02 - 0.34, -back * 0.75, 0.1
        )
        yield cylinder(0.27, 0.1, _DARK, 12).moved(half + 0.02 - 0.34, -back * 0.75, 0.68)


def _roof(kind: str, wide: float) -> Part:
    """A roof over the shelter, on the ground."""
    a = _DEEP / 2 + 0.25
    if kind == "flat":
        return box(wide, 2 * a, 0.18)
    if kind == "sloping":
        return profile([(-a, 0.3), (a, -0.06), (a, 0.1), (-a, 0.48)], wide)
    share = np.linspace(-1, 1, 9)
    low = np.stack([share * a, 0.35 * (1 - share**2) - 0.06], 1)
    return profile(np.concatenate([low, low[::-1] + (0, 0.16)]), wide)


def _sign(shape: str, color: RGB, x: float, y: float) -> Iterator[Part]:
    yield cylinder(0.07, 2.9, _DARK, 8).moved(x, y, 0.05)
    if shape == "round":
        yield lying(cylinder(0.36, 0.12, color, 18), "y").moved(x, y, 2.75)
        yield lying(cylinder(0.29, 0.17, (244, 242, 236), 18), "y").moved(x, y, 2.75)
        yield box(0.34, 0.22, 0.2, color).moved(x, y, 2.65)
    else:
        yield box(0.66, 0.12, 0.66, color).moved(x, y, 2.42)
        yield box(0.4, 0.17, 0.26, (244, 242, 236)).moved(x, y, 2.66)
        yield from (box(0.1, 0.17, 0.1, (244, 242, 236)).moved(x + k, y, 2.54) for k in (-0.13, 0.13))


FAMILY = Family(
    "bus stop",
    "street_prop",
    (
        Color("frame", of="frame"),
        Choice("roof_shape", ("flat", "sloping", "curved"), of="roof"),
        Color("roof", of="roof"),
        Count("seats", "seats", 1, 4),
        Color("seat", of="seats"),
        Choice("sign_shape", ("round", "square"), of="sign"),
        Color("sign", of="sign"),
        Proportion("width", 2.5, 4.0, ("narrow", "wide")),
        Flag("poster", "with a yellow poster"),
        Flag("bin", "with a bin"),
    ),
    _build,
    aliases=("bus shelter",),
)
