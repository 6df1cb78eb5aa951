"""Sacks: a full bag of cloth, tied at the neck."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import Choice, Color, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, ellipsoid, hoop, lathe, torus, upright


def _build(v: Values) -> Iterator[Part]:
    r, height, body = v["width"] / 2, v["width"] * v["height"], v["body"].color
    sag = v["sag"]
    outer = [
        (r * 0.7, 0),
        (r * 0.95, height * 0.1),
        (r, height * (0.2 + sag)),
        (r * 0.88, height * 0.62),
        (r * 0.5, height * 0.82),
    ]
    if v["open"]:
        yield lathe(
            [
                *outer[:4],
                (r * 0.85, height * 0.8),
                (r * 0.98, height * 0.84),
                (r * 0.75, height * 0.84),
                (r * 0.75, height * 0.7),
            ],
            body,
            14,
        )
        yield hoop(r * 0.95, r * 0.2, height * 0.07, v["rope"].color, 14).moved(z=height * 0.66)
        yield ellipsoid(r * 1.5, r * 1.5, height * 0.3, v["content"].color, 12).moved(z=height * 0.76)
    else:
        yield lathe(
            [
                *outer,
                (r * 0.24, height * 0.86),
                (r * 0.3, height * 0.92),
                (r * 0.52, height * 1.02),
                (r * 0.2, height * 1.0),
            ],
            body,
            14,
        )
        yield torus(r * 0.25, r * 0.09, v["rope"].color, 14, 6).moved(z=height * 0.87)
    if v["sign"]:
        size = r * 0.8
        mark = upright(emblem(v["sign"], size), r * 0.2, v["mark"].color)
        yield mark.moved(y=-r * 0.92, z=height * 0.38)


def _adjust(v: Values) -> Values:
    return unsaid(v, mark=not v["sign"], content=not v["open"])


FAMILY = Family(
    "sack",
    "bag_container",
    (
        Proportion("width", 0.4, 0.65, ("narrow", "wide")),
        Proportion("height", 0.95, 1.5, ("short", "tall")),
        Proportion("sag", 0.0, 0.2),
        Choice("sign", ("", "star-shaped", "cross-shaped", "round", "diamond-shaped"), of="emblem"),
        Color("mark", "emblem"),
        Flag("open", "with filling"),
        Color("content", "filling", ("gold", "cream", "red", "black", "green")),
        Color("body", "", ("tan", "beige", "brown", "white", "gray", "green", "red", "blue")),
        Color("rope", "rope", ("brown", "red", "gold", "black", "white")),
    ),
    _build,
    adjust=_adjust,
    aliases=("bag",),
)
