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
    if v["sign"] == "round":
        yield ellipsoid(size * 0.26, size * 0.2, size * 0.26, v["mark"].color, 14).moved(
            y=-thick * 0.6, z=middle + size * 0.03
        )
    elif v["sign"]:
        yield upright(emblem(v["sign"], size * 0.36), thick * 2.4, v["mark"].color).moved(
            z=middle + size * 0.04
        )
    for x, z in _along(outline * size * 0.93, v["rivets"]):
        yield sphere(size * 0.032, v["stud"].color, 6).moved(x, -thick * 0.5, z + middle)


def _along(outline: np.ndarray, count: int) -> np.ndarray:
    """(count, 2) points evenly along a closed outline."""
    closed = np.concatenate([outline, outline[:1]])
    length = np.concatenate([[0.0], np.linalg.norm(np.diff(closed, axis=0), axis=1).cumsum()])
    at = np.arange(count) * length[-1] / max(count, 1)
    return np.stack([np.interp(at, length, closed[:, k]) for k in (0, 1)], 1)


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
        Choice(
            "sign",
            ("", "round", "star-shaped", "heart-shaped", "cross-shaped", "diamond-shaped"),
            of="emblem",
        ),
        Color("stud", "rivets", ("gold", "silver", "black", "white")),
        Color("mark", "emblem", ("gold", "silver", "white", "black", "red")),
        Count("rivets", "rivets", 0, 8),
    ),
    _build,
    adjust=_adjust,
)
