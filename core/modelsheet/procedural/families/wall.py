"""Walls: courses of blocks, with pillars, a coping or battlements on top."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, box, tapered_box

_DEEP, _COURSE = 0.5, 0.4  # metres


def _build(v: Values) -> Iterator[Part]:
    length, color = v["length"], v["blocks"].color
    courses = max(3, round(v["height"] / _COURSE))
    height = courses * _COURSE
    yield box(length, _DEEP, height, darker(color, 0.72))
    for k in range(courses):
        edges = np.arange(-length / 2 + (0.45 if k % 2 else 0), length / 2, 0.9)
        edges = np.unique(np.concatenate([[-length / 2], edges, [length / 2]]))
        for i, (a, b) in enumerate(itertools.pairwise(edges)):
            if b - a > 0.2:
                tint = darker(color, (1.0, 0.93, 1.05)[(i * 2 + k) % 3])
                yield box(b - a - 0.07, _DEEP + 0.1, _COURSE - 0.07, tint).moved(
                    (a + b) / 2, 0, k * _COURSE + 0.03
                )
    coping = v["coping"].color
    if v["top"] == "crenellated":
        count = max(3, round(length / 1.1))
        step = length / count
        for i in range(count):
            yield box(step * 0.55, _DEEP + 0.12, 0.5, coping).moved(
                (i - (count - 1) / 2) * step, 0, height - 0.02
            )
    elif v["top"] == "pointed":
        yield tapered_box((length + 0.1, _DEEP + 0.3), (length + 0.1, 0.05), 0.4, coping).moved(
            z=height - 0.02
        )
    else:
        yield box(length + 0.1, _DEEP + 0.3, 0.22, coping).moved(z=height - 0.02)
    for i in range(v["pillars"]):
        x = 0.0 if v["pillars"] == 1 else (i / (v["pillars"] - 1) - 0.5) * length
        yield box(0.75, _DEEP + 0.4, height + 0.6, darker(color, 0.88)).moved(x)
        yield tapered_box((0.95, _DEEP + 0.6), (0.3, 0.3), 0.3, coping).moved(x, 0, height + 0.58)


FAMILY = Family(
    "wall",
    "fence",
    (
        Finish("blocks", ("stone", "brick")),
        Proportion("length", 3.0, 6.0, ("", "long")),
        Proportion("height", 1.2, 2.8, ("low", "tall")),
        Choice("top", ("flat", "pointed", "crenellated"), of="coping"),
        Color("coping", of="coping"),
        Count("pillars", "pillars", 0, 3),
    ),
    _build,
)
