"""Bridges: a level or humped deck over arches, with railings and lamps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..family import Choice, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import LAMP
from ..shape import Part, beam, both, box, upright

_PILLAR = 0.5  # metres between two arches


def _build(v: Values) -> Iterator[Part]:
    length, wide, body = v["length"], v["width"], v["body"].color
    rise = length * 0.13 if v["deck"] == "humped" else 0.0
    high = length * 0.17

    def deck(x: float) -> float:
        return float(high + rise * np.cos(np.pi * x / length))

    xs = np.linspace(-length / 2, length / 2, 17 if rise else 2)
    top = np.array([(x, deck(x)) for x in xs])[::-1]
    yield upright(np.concatenate([_arches(v["arches"], length, deck), top]), wide, body)
    road = np.concatenate([top[::-1] - (0, 0.05), top + (0, 0.16)])
    yield upright(road, wide * 1.08, darker(body, 0.8))
    posts = np.linspace(-length / 2 + 0.15, length / 2 - 0.15, max(5, int(length / 1.2)))
    rail = v["railings"].color
    for i, x in enumerate(posts):
        yield from both(box(0.2, 0.2, 0.95, rail).moved(x, wide * 0.48, deck(x)), "y")
        if i:
            a, b = posts[i - 1], x
            for z in (0.5, 0.9):
                start, end = (a, wide * 0.48, deck(a) + z), (b, wide * 0.48, deck(b) + z)
                yield from both(beam(start, end, 0.17, rail), "y")
    if v["lamps"]:
        for x in (posts[0], posts[-1]):
            z = deck(x) + 0.9
            yield from both(box(0.18, 0.18, 1.1, (60, 62, 68)).moved(x, wide * 0.48, z), "y")
            yield from both(box(0.42, 0.42, 0.5, LAMP).moved(x, wide * 0.48, z + 1.0), "y")
            yield from both(box(0.5, 0.5, 0.16, (60, 62, 68)).moved(x, wide * 0.48, z + 1.45), "y")


def _arches(count: int, length: float, deck: Callable[[float], float]) -> np.ndarray:
    """(N, 2) the lower edge from left to right: feet on the ground with arches between them."""
    span = (length - _PILLAR * (count + 1)) / count
    points = [(-length / 2, 0.0)]
    for i in range(count):
        left = -length / 2 + _PILLAR + i * (span + _PILLAR)
        ends = min(deck(left), deck(left + span), deck(left + span / 2))
        tall = min(ends - 0.35 if count > 1 else deck(0.0) - 0.45, span * 0.8)
        for t in np.linspace(np.pi, 0, 9):
            points.append((left + span / 2 + np.cos(t) * span / 2, np.sin(t) * tall))
    return np.array([*points, (length / 2, 0.0)])


FAMILY = Family(
    "bridge",
    "bridge",
    (
        Count("arches", "arches", 1, 4),
        Choice("deck", ("flat", "humped")),
        Finish("body", ("stone", "brick", "wooden")),
        Finish("railings", ("wooden", "iron"), of="railings"),
        Proportion("length", 6.0, 11.0, ("short", "long")),
        Proportion("width", 2.0, 4.0, ("narrow", "wide")),
        Flag("lamps", "with lamps"),
    ),
    _build,
)
