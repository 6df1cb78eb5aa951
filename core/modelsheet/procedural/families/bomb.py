"""Bombs: a round charge with a cap, a fuse and a spark."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, cylinder, hoop, lathe, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    r, body = v["width"] / 2, v["body"].color
    sides = 20
    if v["outline"] == "round":
        yield sphere(r, body, sides).moved(z=r)
        yield cylinder(r * 0.4, r * 0.08, darker(body), 16)
        top = r * 1.9
    else:
        yield lathe([(r * 0.7, 0), (r * 0.7, r * 1.9), (r * 0.6, r * 2.0)], body, sides)
        top = r * 1.95
    yield cylinder(r * 0.34, r * 0.28, v["cap"].color, 14).moved(z=top - r * 0.04)
    path = np.array([(0, 0, 0.1), (0, 0, 0.4), (0.14, 0, 0.62), (0.4, 0, 0.72)]) * (r, r, r * v["fuse"]) + (
        0,
        0,
        top,
    )
    yield sweep(path, r * 0.08, v["cord"].color, 8)
    if v["lit"]:
        spark = upright(emblem("star-shaped", r * 0.62), r * 0.18, PALETTE["orange"])
        yield spark.moved(path[-1, 0], 0, path[-1, 2])
        yield sphere(r * 0.15, PALETTE["yellow"], 8).moved(*path[-1])
    if v["banded"]:
        yield hoop(
            r * (1.03 if v["outline"] == "round" else 0.74), r * 0.3, r * 0.3, v["strip"].color, sides
        ).moved(z=r * 0.83)
    if v["sign"]:
        reach = r * 0.97 if v["outline"] == "round" else r * 0.7
        yield upright(emblem(v["sign"], r * 0.8), r * 0.22, v["mark"].color).moved(y=-reach, z=r)


def _adjust(v: Values) -> Values:
    return unsaid(v, mark=not v["sign"], strip=not v["banded"])


FAMILY = Family(
    "bomb",
    "gun_explosive",
    (
        Choice("outline", ("round", "cylindrical")),
        Proportion("width", 0.2, 0.5, ("small", "big")),
        Proportion("fuse", 0.6, 1.6, ("short", "long"), of="fuse"),
        Flag("lit", "with a burning fuse"),
        Choice("sign", ("", "star-shaped", "cross-shaped", "heart-shaped"), of="emblem"),
        Color("mark", "emblem"),
        Flag("banded", "with a band"),
        Color("strip", "band"),
        Color(
            "body", "", ("black", "gray", "navy", "red", "purple", "green", "blue", "maroon", "pink", "olive")
        ),
        Color("cap", "cap"),
        Color("cord", "fuse", ("tan", "white", "brown", "red", "gray")),
    ),
    _build,
    adjust=_adjust,
)
