"""Ducks: a floating or standing body with a flat bill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import eyes
from ..family import Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, cylinder, ellipsoid, extrude, lathe, sphere, sweep, tapered_box


def _build(v: Values) -> Iterator[Part]:
    size, body = v["size"], v["body"].color
    leg = size * 0.2 if v["standing"] else 0.0
    z = leg + size * 0.3
    hull = np.array([(0.0, 0.0), (0.24, 0.0), (0.36, 0.12), (0.4, 0.3), (0.3, 0.46), (0.1, 0.54)])
    yield lathe(hull * size, body, 16).scaled(1, 1.4, 1).moved(z=leg)
    yield (
        tapered_box((size * 0.36, size * 0.3), (size * 0.1, size * 0.08), size * v["tail"], body)
        .turned(-40, "x")
        .moved(y=size * 0.4, z=z - size * 0.02)
    )
    yield from both(
        ellipsoid(size * 0.14, size * 0.62, size * 0.32, v["wing"].color, 10)
        .turned(-8, "x")
        .moved(size * 0.35, size * 0.06, z + size * 0.04)
    )
    rise = size * v["neck"]
    head = np.array([0, -size * 0.38, z + size * 0.34 + rise])
    yield sweep(
        np.array([(0, -size * 0.28, z), (0, -size * 0.36, z + size * 0.1 + rise / 2), tuple(head)]),
        [size * 0.2, size * 0.13, size * 0.13],
        v["throat"].color,
        12,
    )
    yield sphere(size * 0.22, v["crown"].color, 14).moved(*head)
    y, top = head[1], head[2]
    yield ellipsoid(size * 0.26, size * 0.36, size * 0.08, v["bill"].color, 12).moved(
        y=y - size * 0.3, z=top - size * 0.04
    )
    yield ellipsoid(size * 0.22, size * 0.28, size * 0.07, darker(v["bill"].color, 0.85), 12).moved(
        y=y - size * 0.26, z=top - size * 0.09
    )
    yield from eyes(size * 0.14, y - size * 0.15, top + size * 0.07, size * 0.075)
    if v["standing"]:
        yield from both(cylinder(size * 0.04, leg * 1.5, v["bill"].color, 8).moved(x=size * 0.16))
        yield from both(
            extrude(
                [(-0.04, 0.06), (-0.12, -0.2), (0, -0.24), (0.12, -0.2), (0.04, 0.06)], 0.05, v["bill"].color
            )
            .scaled(size)
            .moved(x=size * 0.16)
        )
    if v["hatted"]:
        yield cylinder(size * 0.2, size * 0.04, v["hat"].color, 14).moved(y=y, z=top + size * 0.18)
        yield cylinder(size * 0.13, size * 0.18, v["hat"].color, 14).moved(y=y, z=top + size * 0.2)


def _adjust(v: Values) -> Values:
    return unsaid(v, hat=not v["hatted"])


FAMILY = Family(
    "duck",
    "animal",
    (
        Proportion("size", 0.3, 0.45),
        Proportion("neck", 0.0, 0.3, ("short", "long"), of="neck"),
        Proportion("tail", 0.25, 0.45, ("short", "long"), of="tail"),
        Flag("standing", "standing on two feet"),
        Flag("hatted", "with a hat"),
        Color("hat", "hat"),
        Color(
            "body",
            "",
            ("yellow", "yellow", "white", "brown", "gray", "tan", "cream", "pink", "blue", "black"),
        ),
        Color("wing", "wings"),
        Color("crown", "head"),
        Color("throat", "neck"),
        Color("bill", "bill", ("orange", "orange", "yellow", "red", "black")),
    ),
    _build,
    adjust=_adjust,
)
