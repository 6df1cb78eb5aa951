"""Snakes: a winding or coiled body with a raised head and a forked tongue."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from ..creature import goggle_eyes
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, ellipsoid, grounded, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    thick = v["thickness"]
    path = _coil(v) if v["pose"] == "coiled" else _wave(v)
    share = np.linspace(0, 1, len(path))
    radius = thick * np.interp(share, [0, 0.25, 0.8, 1], [0.25, 0.9, 1.0, 0.85])
    yield from _banded(path, radius, v)
    head = path[-1]
    yield (
        ellipsoid(thick * 2.8, thick * 3.6, thick * 2.2, v["skin"].color, 14)
        .moved(*head)
        .moved(y=-thick * 0.8)
    )
    y, z = head[1] - thick * 0.8, head[2]
    yield from goggle_eyes(thick * 0.85, y - thick * 0.9, z + thick * 0.7, thick * 0.7)
    if v["tongue"]:
        yield box(thick * 0.35, thick * 1.4, thick * 0.4, PALETTE["red"]).moved(
            y=y - thick * 2.2, z=z - thick * 0.4
        )
        yield from both(
            box(thick * 0.28, thick * 0.8, thick * 0.4, PALETTE["red"])
            .turned(28)
            .moved(thick * 0.2, y - thick * 3.1, z - thick * 0.4)
        )


def _grounded(v: Values) -> Iterator[Part]:
    """The snake, its lowest point on the ground."""
    yield from grounded(_build(v))


def _wave(v: Values) -> np.ndarray:
    """Winding along the ground from the tail to the raised head."""
    thick, t = v["thickness"], np.linspace(0, 1, 34)
    long = thick * 24 * v["length"]
    x = np.sin(t * np.pi * 2 * v["bends"] / 2) * thick * 4.4 * (1 - t * 0.35)
    z = thick + np.clip(t - 0.82, 0, 1) / 0.18 * thick * 4.5 * v["raised"]
    return np.column_stack([x, (0.5 - t) * long, z])


def _coil(v: Values) -> np.ndarray:
    """Coiled in rising turns, the head up in front."""
    thick, t = v["thickness"], np.linspace(0, 1, 44)
    turns = v["bends"]
    angle = t * turns * 2 * np.pi - turns * 2 * np.pi + np.pi * 1.5
    radius = thick * (4.6 * v["length"] - 1.6 * t)
    body = np.column_stack([np.cos(angle) * radius, np.sin(angle) * radius, thick * (0.9 + 1.75 * turns * t)])
    last = body[-1]
    rise = [
        last + (thick * 1.0, -thick * 0.4, thick * 1.2),
        last + (thick * 0.8, -thick * 0.6, thick * 3.4),
        last + (0.0, -thick * 1.4, thick * 4.6),
    ]
    return np.concatenate([body, rise])


def _banded(path: np.ndarray, radius: np.ndarray, v: Values) -> Iterator[Part]:
    """The body as one tube, or in pieces of two colours."""
    if not v["banded"]:
        yield sweep(path, radius, v["skin"].color, 10)
        return
    cuts = list(range(0, len(path) - 3, 3)) + [len(path) - 1]
    for i, (a, b) in enumerate(itertools.pairwise(cuts)):
        yield sweep(path[a : b + 1], radius[a : b + 1], v["band" if i % 2 else "skin"].color, 10)
        yield sphere(radius[b], v["skin"].color, 10).moved(*path[b])


def _adjust(v: Values) -> Values:
    v = v if v["pose"] == "winding" else v | {"raised": 0.6}
    return unsaid(v, band=not v["banded"])


FAMILY = Family(
    "snake",
    "animal",
    (
        Choice("pose", ("winding", "coiled")),
        Count("bends", "bends", 2, 4),
        Proportion("thickness", 0.03, 0.05),
        Proportion("length", 0.8, 1.2, ("short", "long")),
        Proportion("raised", 0.3, 1.0, ("", "raised"), of="head"),
        Color(
            "skin",
            "",
            (
                "green",
                "green",
                "olive",
                "brown",
                "yellow",
                "black",
                "red",
                "orange",
                "teal",
                "purple",
                "pink",
                "blue",
            ),
        ),
        Flag("banded", "with stripes"),
        Color("band", "stripes"),
        Flag("tongue", "with its tongue out"),
    ),
    _grounded,
    adjust=_adjust,
    aliases=("serpent",),
)
