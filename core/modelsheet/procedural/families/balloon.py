"""Balloons: one or a bunch of them on strings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Proportion, Values, darker, unsaid
from ..shape import RGB, Part, box, cone, ellipsoid, lathe, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    r, length = v["width"] / 2, v["width"] * v["string"]
    count = v["count"]
    colors = (v["first"].color, v["second"].color, v["third"].color)
    places = {1: [(0.0, 0.0)], 2: [(-0.85, 0.0), (0.85, 0.35)], 3: [(-1.3, 0.0), (0.0, 0.9), (1.3, 0.1)]}[
        count
    ]
    cord = r * 0.06
    for (x, up), color in zip(places, colors, strict=False):
        z = length + r * (1.3 + up)
        foot = z - _low(v, r) - r * 0.12
        yield from (part.moved(x * r, 0, z) for part in _balloon(v, r, color))
        path = [
            (0, 0, r * 0.25),
            (x * r * 0.3 + r * 0.08, 0, foot * 0.35),
            (x * r * 0.75 - r * 0.06, 0, foot * 0.7),
            (x * r, 0, foot),
        ]
        yield sweep(path, cord, v["cord"].color, 6)
    if v["weight"] == "square":
        yield box(r * 0.7, r * 0.7, r * 0.5, v["base"].color)
    elif v["weight"] == "round":
        yield cone(r * 0.4, r * 0.5, v["base"].color, 14, r * 0.52)
    else:
        yield upright(emblem("heart-shaped", r * 0.9), r * 0.3, v["base"].color).moved(z=r * 0.45)


def _balloon(v: Values, r: float, color: RGB) -> Iterator[Part]:
    """One balloon about the origin, its knot below."""
    tall = r * v["length"]
    if v["outline"] == "heart-shaped":
        yield upright(emblem("heart-shaped", r * 2.1), r * 0.7, color).moved(z=r * 0.1)
        yield upright(emblem("heart-shaped", r * 1.8), r * 0.95, color).moved(z=r * 0.1)
    elif v["outline"] == "star-shaped":
        yield upright(emblem("star-shaped", r * 2.4), r * 0.5, color)
        yield ellipsoid(r * 1.2, r * 0.9, r * 1.2, color, 12)
    else:
        angle = np.deg2rad(np.linspace(-90, 90, 11))
        profile = np.stack([np.cos(angle) * r, np.sin(angle) * tall], 1)
        profile[:4, 0] *= (1.0, 0.82, 0.9, 0.96)
        yield lathe(profile, color, 18)
    yield cone(r * 0.13, r * 0.18, darker(color), 8, r * 0.03).moved(z=-_low(v, r) - r * 0.12)


def _low(v: Values, r: float) -> float:
    """How far a balloon's knot is below its middle."""
    return r * {"heart-shaped": 0.92, "star-shaped": 0.5, "round": v["length"]}[v["outline"]]


def _adjust(v: Values) -> Values:
    v = v if v["outline"] == "round" else v | {"length": 1.15}
    return unsaid(v, second=v["count"] < 2, third=v["count"] < 3)


FAMILY = Family(
    "balloon",
    "toy",
    (
        Count("count", "balloons", 1, 3),
        Choice("outline", ("round", "heart-shaped", "star-shaped")),
        Proportion("width", 0.24, 0.34),
        Proportion("length", 1.0, 1.3, ("", "long")),
        Proportion("string", 1.2, 2.4, ("short", "long"), of="string"),
        Color("first", "first balloon"),
        Color("second", "second balloon"),
        Color("third", "third balloon"),
        Color("cord", "string", ("white", "gray", "black", "red", "gold")),
        Choice("weight", ("square", "round", "heart-shaped"), of="weight"),
        Color("base", "weight"),
    ),
    _build,
    adjust=_adjust,
    aliases=("party balloon",),
)
