"""Rockets: an upright body with a nose, fins, portholes and sometimes boosters and a flame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values
from ..parts import GLASS, lying, profile
from ..shape import RGB, Part, cylinder, lathe, ring

_DARK: RGB = (62, 62, 70)


def _build(v: Values) -> Iterator[Part]:
    high, radius, paint = v["height"], v["girth"] / 2, v["body"].color
    foot = 0.9 if v["flame"] else 0.55
    bulge = 1.18 if v["shape"] == "bulging" else 1.0
    body = [
        (radius * 0.72, 0),
        (radius * 0.9, high * 0.12),
        (radius * bulge, high * 0.4),
        (radius, high * 0.7),
    ]
    yield lathe(body, paint, 18).moved(z=foot)
    yield _nose(v["tip"], radius, high * 0.32).painted(v["nose"].color).moved(z=foot + high * 0.69)
    for share in (0.08, 0.66):
        wide = np.interp(share, (0, 0.12, 0.4, 0.7), (0.72, 0.9, bulge, 1.0)) * radius
        yield lathe([(wide * 1.05, 0), (wide * 1.06, high * 0.04)], v["trim"].color, 18).moved(
            z=foot + high * share
        )
    yield lathe([(radius * 0.62, -0.35), (radius * 0.42, 0.1)], _DARK, 14).moved(z=foot)
    if v["flame"]:
        for size, color, low in ((1.0, (240, 130, 50), 0.9), (0.62, (250, 216, 90), 0.7)):
            plume = [(0.0, -low), (radius * 0.4 * size, -0.5), (radius * 0.5 * size, -0.2 + (1 - size) * 0.1)]
            yield lathe(plume, color, 12).moved(z=foot)
    reach = radius * 1.35
    fin = [
        (radius * 0.6, high * 0.34),
        (radius * 0.6, high * 0.06),
        (radius + reach * 0.55, -foot),
        (radius + reach * 0.72, -foot),
        (radius + reach * 0.62, high * 0.1),
    ]
    blade = profile([(-y, z) for y, z in fin[::-1]], 0.18, v["fins"].color).moved(z=foot)
    yield from ring(blade, v["fin_count"], 45 if v["fin_count"] == 4 else 180 / v["fin_count"])
    for i in range(v["portholes"]):
        z = foot + high * (0.56 - 0.15 * i)
        size = radius * 0.42
        at = np.interp(0.56 - 0.15 * i, (0, 0.12, 0.4, 0.7), (0.72, 0.9, bulge, 1.0)) * radius
        for part in (cylinder(size, 0.3, v["trim"].color, 14), cylinder(size * 0.7, 0.4, GLASS, 14)):
            yield lying(part, "y").moved(0, -at, z)
    if v["boosters"]:
        side = [
            lathe(
                [(0.3 * radius, 0), (0.34 * radius, 0.2), (0.34 * radius, high * 0.4), (0, high * 0.52)],
                PALETTE["white"],
                12,
            )
        ]
        side.append(lathe([(0.3 * radius, -0.25), (0.18 * radius, 0.05)], _DARK, 10))
        yield from (part.moved(x * radius * 1.18, 0, foot - 0.1) for part in side for x in (-1, 1))


def _nose(kind: str, radius: float, high: float) -> Part:
    if kind == "pointed":
        return lathe([(radius, 0), (radius * 0.62, high * 0.5), (0, high)], sides=18)
    angle = np.linspace(0, np.pi / 2, 7)
    return lathe(np.stack([np.cos(angle) * radius, np.sin(angle) * high * 0.75], 1), sides=18)


FAMILY = Family(
    "rocket",
    "spaceship",
    (
        Color("body"),
        Color("nose", of="nose"),
        Choice("tip", ("pointed", "rounded"), of="nose"),
        Count("fin_count", "fins", 3, 5),
        Color("fins", of="fins"),
        Count("portholes", "portholes", 0, 3),
        Color("trim", of="trim"),
        Choice("shape", ("straight", "bulging")),
        Proportion("height", 3.6, 6.4, ("short", "tall")),
        Proportion("girth", 1.2, 1.9, ("slim", "fat")),
        Flag("boosters", "with two white boosters"),
        Flag("flame", "with a flame below"),
    ),
    _build,
    aliases=("rocket ship",),
)
