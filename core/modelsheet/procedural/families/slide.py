"""Playground slides: a ladder up, a platform, a chute down along +x."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import RGB, Part, beam, box, cone, corners, loft

WIDE = 0.6


def _build(v: Values) -> Iterator[Part]:
    high, ladder = v["height"], v["ladder"].color
    yield from (part.moved(0.28) for part in _chute(v, high))
    yield box(0.68, WIDE + 0.1, 0.07, ladder).moved(0, 0, high - 0.05)
    posts = high + (0.95 if v["roof"] else 0.42)
    yield from corners(box(0.07, 0.07, posts, ladder), 0.3, WIDE / 2 + 0.02)
    for y in (-WIDE / 2 - 0.02, WIDE / 2 + 0.02):
        yield box(0.64, 0.05, 0.06, ladder).moved(0, y, high + 0.36)
        yield beam((-0.34 - high * 0.28, y * 0.8, 0.015), (-0.32, y * 0.8, high), 0.065, ladder)
    for i in range(v["rungs"]):
        share = (i + 0.7) / (v["rungs"] + 0.4)
        x = -0.34 - high * 0.28 * (1 - share)
        yield box(0.09, WIDE * 0.86, 0.05, v["rung"].color).moved(x, 0, high * share - 0.025)
    if v["roof"]:
        yield cone(0.68, 0.5, v["cover"].color, 4).moved(z=posts - 0.02)


def _chute(v: Values, high: float) -> Iterator[Part]:
    """A bed with two sides that runs down along x to the ground."""
    share = np.linspace(0, 1, 15)
    x = share * high * 1.45
    z = high * (1 - share) ** 1.15
    if v["shape"] == "wavy":
        z = high * (1 - share) + 0.1 * high * np.sin(share * 4 * np.pi) * np.sin(share * np.pi)
    z = np.append(np.maximum(z, 0.16), 0.16)
    x = np.append(x, x[-1] + 0.3)
    color: RGB = v["slide"].color
    yield _strip(x, z, WIDE, -0.06, 0.0, color)
    for y in (-WIDE / 2, WIDE / 2):
        yield _strip(x, z, 0.07, -0.07, 0.16, v["side"].color).moved(y=y)
    yield box(0.08, WIDE * 0.8, 0.14, v["ladder"].color).moved(x[-1] - 0.12)
    middle = len(x) // 2
    yield box(0.08, WIDE * 0.7, z[middle] - 0.02, v["ladder"].color).moved(x[middle])


def _strip(x: np.ndarray, z: np.ndarray, wide: float, low: float, top: float, color: RGB) -> Part:
    """A bar of this width along a curve in the x-z plane, from `low` to `top` about it."""
    y = wide / 2
    sections = [
        [(i, -y, j + low), (i, y, j + low), (i, y, j + top), (i, -y, j + top)]
        for i, j in zip(x, z, strict=True)
    ]
    return loft(sections, color)


FAMILY = Family(
    "slide",
    "toy",
    (
        Choice("shape", ("straight", "wavy")),
        Proportion("height", 1.0, 2.0, ("low", "tall")),
        Color("slide"),
        Color("side", of="sides"),
        Finish("ladder", ("wooden", "metal"), of="ladder"),
        Count("rungs", "rungs", 3, 6),
        Color("rung", of="rungs"),
        Flag("roof", "with a roof"),
        Color("cover", of="roof"),
    ),
    _build,
    aliases=("playground slide",),
)
