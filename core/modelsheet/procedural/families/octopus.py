"""Octopuses: a big round head on curling arms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import BLACK, goggle_eyes
from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, ellipsoid, grounded, lathe, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The octopus, its arms about z = 0."""
    size, skin = v["size"], v["skin"].color
    high = size * v["height"]
    z = size * 0.3
    yield lathe(
        np.array([(0.24, 0.0), (0.3, 0.12), (0.38, 0.42), (0.4, 0.68), (0.28, 0.92), (0.06, 1.0)])
        * (size, high),
        skin,
        18,
    ).moved(z=z * 0.55)
    thick = size * v["thickness"]
    for i in range(v["arms"]):
        curl = [(0, -0.16, 0.3), (0, -0.38, 0.18), (0, -0.6, 0.04), (0.06, -0.8, 0.06), (0.1, -0.92, 0.2)]
        if v["pose"] == "raised":
            curl = [
                (0, -0.16, 0.3),
                (0, -0.42, 0.16),
                (0, -0.66, 0.16),
                (0.05, -0.82, 0.34),
                (0.1, -0.78, 0.56),
            ]
        part = sweep(np.array(curl) * size, np.array([1.3, 1.1, 0.85, 0.6, 0.35]) * thick, v["arm"].color, 8)
        yield part.turned(180 / v["arms"] + i * 360 / v["arms"])
        knob = sphere(thick * 0.55, v["sucker"].color, 6).moved(y=-size * 0.5, z=size * 0.1 + thick * 0.6)
        yield knob.turned(180 / v["arms"] + i * 360 / v["arms"])
    eye = z * 0.55 + high * 0.45
    yield from goggle_eyes(size * 0.17, -size * 0.34, eye, size * v["eyes"])
    if v["mouth"] == "smiling":
        grin = arc(size * 0.12, 205, 335, 6)
        yield sweep(
            np.column_stack([grin[:, 0], np.full(7, -size * 0.36), grin[:, 1] + eye - size * 0.06]),
            size * 0.022,
            BLACK,
            6,
        )
    elif v["mouth"] == "round":
        yield ellipsoid(size * 0.1, size * 0.08, size * 0.12, BLACK, 10).moved(
            y=-size * 0.35, z=eye - size * 0.2
        )
    if v["spotted"]:
        for a, up in ((40, 0.7), (100, 0.62), (160, 0.74), (220, 0.64), (290, 0.8)):
            x, y = arc(size * 0.36, a, a, 1)[0]
            yield ellipsoid(size * 0.13, size * 0.13, size * 0.15, v["spot"].color, 8).moved(
                x, y, z * 0.55 + high * up
            )


FAMILY = Family(
    "octopus",
    "fish_sea",
    (
        Count("arms", "arms", 5, 8),
        Proportion("size", 0.3, 0.6),
        Proportion("height", 0.75, 1.15, ("flat", "tall"), of="head"),
        Proportion("thickness", 0.07, 0.11, ("thin", "thick"), of="arms"),
        Proportion("eyes", 0.14, 0.22, ("small", "big"), of="eyes"),
        Choice("pose", ("lying", "raised"), of="arms"),
        Choice("mouth", ("", "smiling", "round"), of="mouth"),
        Color("skin", "head"),
        Color("arm", "arms"),
        Color("sucker", "suckers"),
        Flag("spotted", "with spots"),
        Color("spot", "spots"),
    ),
    _build,
    adjust=lambda v: unsaid(v, spot=not v["spotted"]),
)
