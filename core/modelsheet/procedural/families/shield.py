"""Shields: a board with a rim, a sign and a boss, standing with its face to the front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, unsaid
from ..shape import Part, arc, box, ellipsoid, halves, rounded, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    size = v["size"]
    stretch = (v["width"], 1.0)
    outline = _outline(v["outline"]) * stretch
    thick = size * 0.06
    yield upright(outline * size, thick, v["rim"].color).standing()
    low = (outline * size)[:, 1].min()
    middle = -low
    inner = outline * size * 0.86
    yield upright(inner, thick * 1.5, v["face"].color).moved(z=middle)
    if v["pattern"] == "halved":
        yield upright(_right_of(inner), thick * 1.8, v["second"].color).moved(z=middle)
    elif v["pattern"] == "striped":
        width = v["width"] * size
        yield box(width * 0.2, thick * 1.8, size * 0.7, v["second"].color).moved(z=middle - size * 0.35)
    elif v["pattern"] == "crossed":
        yield box(v["width"] * size * 0.16, thick * 1.8, size * 0.7, v["second"].color).moved(
            z=middle - size * 0.35
        )
        yield box(v["width"] * size * 0.72, thick * 1.8, size * 0.13, v["second"].color).moved(
            z=middle + size * 0.02
        )
    if v["sign"] == "boss":
        yield ellipsoid(size * 0.26, size * 0.2, size * 0.26, v["mark"].color, 14).moved(
            y=-thick * 0.6, z=middle + size * 0.03
        )
    elif v["sign"]:
        yield upright(emblem(v["sign"], size * 0.36), thick * 2.4, v["mark"].color).moved(
            z=middle + size * 0.04
        )
    for i in range(v["rivets"]):
        x, z = arc(1.0, 90, 90 + 360 * i / v["rivets"], 1)[1] * size * 0.36 * np.array(stretch)
        yield sphere(size * 0.03, v["mark"].color, 6).moved(x, -thick * 0.75, z + middle + size * 0.04)


def _outline(word: str) -> np.ndarray:
    """The shield's edge, 1 high and about 1 wide."""
    if word == "round":
        return arc(0.5, 0, 360, 28)[:-1]
    if word == "square":
        return rounded(0.9, 1.0, 0.06)
    if word == "kite-shaped":
        return halves([(0, -0.5), (0.42, 0.12), *(arc(0.42, 20, 90, 5) * (1.0, 0.9) + (0, 0.12))])
    return halves([(0, -0.5), (0.25, -0.3), (0.42, 0.0), (0.46, 0.5), (0.0, 0.44)])


def _right_of(outline: np.ndarray) -> np.ndarray:
    """The half of a mirrored outline at x >= 0."""
    right = outline[outline[:, 0] > 1e-6]
    right = right[np.argsort(np.arctan2(right[:, 1], right[:, 0]))]
    return np.concatenate([[(0, outline[:, 1].min())], right, [(0, outline[:, 1].max() * 0.97)]])


def _adjust(v: Values) -> Values:
    return unsaid(v, second=not v["pattern"], mark=not v["sign"])


FAMILY = Family(
    "shield",
    "shield",
    (
        Choice("outline", ("round", "square", "kite-shaped", "heraldic")),
        Proportion("size", 0.6, 1.1),
        Proportion("width", 0.75, 1.1, ("narrow", "wide")),
        Finish("face", ("wooden", "metal")),
        Color("rim", "rim"),
        Choice("pattern", ("", "halved", "striped", "crossed"), say="with a {} pattern"),
        Color("second", "pattern"),
        Choice("sign", ("", "boss", "star", "heart", "cross", "diamond"), say="with a {} in the middle"),
        Color("mark", "sign", ("gold", "silver", "white", "black", "red")),
        Count("rivets", "rivets", 0, 8),
    ),
    _build,
    adjust=_adjust,
)
