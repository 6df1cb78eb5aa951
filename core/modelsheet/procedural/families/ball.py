"""Balls: for football, basketball, the beach, tennis or bowling."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, cone, cylinder, grounded, hoop, loft, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    r, body, mark = v["width"] / 2, v["body"].color, v["mark"].color
    parts = [sphere(r, body, 24)]
    if v["pattern"] == "patched":
        parts += _patches(r, mark)
    elif v["pattern"] == "striped":
        count = 6
        parts = [_gore(r, i * 360 / count, 360 / count, mark if i % 2 else body) for i in range(count)]
    elif v["pattern"] == "seamed":
        seam = hoop(r * 1.02, r * 0.1, r * 0.07, mark, 28).moved(z=-r * 0.035)
        parts += [seam, seam.turned(90, "x"), seam.turned(90, "y")]
    elif v["pattern"] == "banded":
        parts.append(hoop(r * 1.03, r * 0.3, r * v["band"], mark, 28).moved(z=-r * v["band"] / 2))
    elif v["pattern"] == "starred":
        parts.append(upright(emblem("star-shaped", r), r * 0.4, mark).moved(y=-r * 0.84))
    if v["valve"]:
        parts.append(cylinder(r * 0.12, r * 0.12, PALETTE["black"], 10).moved(z=r * 0.95))
    yield from grounded(parts)


def _gore(r: float, start: float, angle: float, color: RGB) -> Part:
    """A slice of the ball between two meridians."""
    rise = np.deg2rad(np.linspace(-90, 90, 13))
    turn = np.deg2rad(np.linspace(start, start + angle, 5))
    sections = []
    for a in rise:
        rim = [(r * np.cos(a) * np.cos(t), r * np.cos(a) * np.sin(t), r * np.sin(a)) for t in turn]
        sections.append([*rim, (0.0, 0.0, r * np.sin(a))])
    return loft(sections, color)


def _patches(r: float, color: RGB) -> list[Part]:
    """Twelve pentagons, as on a football: at the corners of an icosahedron."""
    patch = cone(r * 0.4, r * 0.1, color, 5, r * 0.34).moved(z=r * 0.92)
    upper = [patch.turned(63.4, "y").turned(i * 72) for i in range(5)]
    top = [patch, *upper]
    return top + [part.turned(180, "x") for part in top]


def _adjust(v: Values) -> Values:
    v = v | ({} if v["pattern"] == "banded" else {"band": 0.4})
    return unsaid(v, mark=v["pattern"] == "plain")


FAMILY = Family(
    "ball",
    "sports_game",
    (
        Choice("pattern", ("plain", "patched", "striped", "seamed", "banded", "starred")),
        Proportion("width", 0.1, 0.4, ("small", "big")),
        Proportion("band", 0.2, 0.6, ("narrow", "wide"), of="pattern"),
        Flag("valve", "with a black valve on top"),
        Color("body"),
        Color("mark", "pattern"),
    ),
    _build,
    adjust=_adjust,
    symmetric=True,
)
