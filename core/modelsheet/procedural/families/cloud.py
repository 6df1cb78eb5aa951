"""Clouds: puffs side by side, plain, with rain, lightning or the sun."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, cone, ellipsoid, extrude, grounded, lathe, rounded, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_cloud(v))


def _cloud(v: Values) -> Iterator[Part]:
    """The cloud and what falls from it."""
    wide, count = v["width"], v["puffs"]
    color, drop = v["body"].color, v["drop"].color
    high, deep = wide * v["height"], wide * v["depth"]
    lift = wide * 0.5 if v["drops"] or v["stormy"] else 0.0
    z = lift + high * 0.4
    for i in range(count):
        share = i / (count - 1) * 2 - 1
        size = high * (1.0 - 0.42 * abs(share) ** 1.5) * (0.85 if i % 2 and count > 3 else 1.0)
        reach = wide / count * 1.5
        yield ellipsoid(max(reach, size * 0.95), deep * (1 - 0.3 * abs(share)), size, color, 16).moved(
            x=share * (wide / 2 - reach / 2), z=z + (size - high) * 0.25 + (i % 2) * high * 0.08
        )
    if v["flat"]:
        yield extrude(rounded(wide * 0.86, deep * 0.7, deep * 0.34), high * 0.3, color).moved(z=lift)
    else:
        yield ellipsoid(wide * 0.8, deep * 0.8, high * 0.6, color, 16).moved(z=lift + high * 0.3)
    tear = np.array([(0, 0), (0.8, 0.03), (1.0, 0.12), (0.7, 0.3), (0.25, 1.2)])
    for i in range(v["drops"]):
        x, y = (i - (v["drops"] - 1) / 2) * wide * 0.15, -deep * 0.12 + deep * 0.24 * (i % 2)
        low = lift * 0.3 * (i % 2)
        yield lathe(tear * (wide * 0.045, lift - low), drop, 8).moved(x, y, low)
    if v["stormy"]:
        bolt = [(-0.1, 0.0), (0.14, 0.52), (0.02, 0.5), (0.16, 1.1), (-0.1, 1.1), (-0.16, 0.38), (-0.03, 0.4)]
        for x in (-0.2, 0.16):
            yield upright(np.array(bolt) * lift, wide * 0.07, v["bolt"].color).moved(x=x * wide)
    if v["sunny"]:
        yield from (part.moved(wide * 0.3, deep * 0.3, z + high * 0.42) for part in _sun(v, high * 0.42))


def _sun(v: Values, r: float) -> Iterator[Part]:
    """The sun behind the cloud."""
    yield sphere(r, v["ray"].color, 16)
    for angle in range(0, 360, 45):
        yield cone(r * 0.22, r * 0.6, v["ray"].color, 6).moved(z=r * 0.95).turned(angle, "y")


def _adjust(v: Values) -> Values:
    return unsaid(v, bolt=not v["stormy"], ray=not v["sunny"])


FAMILY = Family(
    "cloud",
    "cloud",
    (
        Count("puffs", "puffs", 3, 6),
        Proportion("width", 1.2, 2.4),
        Proportion("height", 0.4, 0.62, ("flat", "tall")),
        Proportion("depth", 0.35, 0.6, ("thin", "thick")),
        Flag("flat", "with a flat bottom"),
        Flag("stormy", "with lightning"),
        Flag("sunny", "with a sun"),
        Color(
            "body",
            "",
            (
                "white",
                "white",
                "white",
                "silver",
                "gray",
                "black",
                "blue",
                "pink",
                "purple",
                "cream",
                "orange",
            ),
        ),
        Count("drops", "drops of rain", 0, 5),
        Color("drop", "drops of rain", ("blue", "teal", "navy", "green", "red")),
        Color("bolt", "lightning", ("yellow", "yellow", "gold", "orange", "white", "purple")),
        Color("ray", "sun", ("yellow", "yellow", "gold", "orange", "red")),
    ),
    _build,
    adjust=_adjust,
)
