"""Skulls: a rounded head of bone with eye holes, a nose hole and teeth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE
from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import (
    Part,
    arc,
    both,
    box,
    cylinder,
    ellipsoid,
    extrude,
    halves,
    loft,
    rounded,
    sphere,
    sweep,
    upright,
)


def _build(v: Values) -> Iterator[Part]:
    r, bone, hole = v["width"] / 2, v["bone"].color, v["hole"].color
    jaw = r * v["jaw"]
    base = jaw * (1.6 if v["lower"] else 0.62)
    z = base + r * 0.62
    yield ellipsoid(r * 2, r * 2.3, r * 1.85 * v["dome"], bone, 20).moved(y=r * 0.1, z=z + r * 0.3)
    yield loft(
        [
            np.column_stack([rounded(r * w, r * d, r * 0.3), np.full(20, h)])
            for h, w, d in ((base - jaw * 0.5, 1.0, 0.9), (base, 1.16, 1.1), (z, 1.5, 1.15))
        ],
        bone,
    ).moved(y=-r * 0.42)
    eye = r * v["eye_size"]
    if v["eyes"] == "round":
        socket = cylinder(eye, r * 0.7, hole, 14).turned(90, "x").moved(y=r * 0.66).turned(24)
        yield from both(socket.moved(r * 0.42, -r * 0.98, z + r * 0.18))
    else:
        socket = upright(
            [(-eye, -eye * 0.2), (-eye * 0.2, -eye * 0.9), (eye * 0.9, -eye * 0.5), (eye * 1.05, eye * 0.8)],
            r * 0.6,
            hole,
        ).turned(20)
        yield from both(socket.moved(r * 0.42, -r * 0.76, z + r * 0.18))
    if v["glow"]:
        yield from both(sphere(eye * 0.45, v["light"].color, 8).moved(r * 0.44, -r * 1.0, z + r * 0.18))
    yield upright(halves([(r * 0.16, -r * 0.14), (0, r * 0.2)]), r * 0.4, hole).moved(
        y=-r * 0.9, z=z - r * 0.22
    )
    yield from _teeth(v, r, base)
    if v["horned"]:
        horn = [
            (r * 0.7, 0, z + r * 0.7),
            (r * 1.15, -r * 0.05, z + r * 1.0),
            (r * 1.3, -r * 0.1, z + r * 1.6),
        ]
        yield from both(sweep(horn, np.array([0.22, 0.16, 0.03]) * r, v["horn"].color, 8))


def _teeth(v: Values, r: float, base: float) -> Iterator[Part]:
    """The teeth, and the lower jaw where there is one."""
    count, wide, jaw = v["teeth"], r * 0.98, r * v["jaw"]
    for i in range(count):
        x = ((i + 0.5) / count - 0.5) * wide
        yield box(wide / count * 0.8, r * 0.3, jaw * 0.45, WHITE).moved(
            x=x, y=-r * 0.78 + abs(x) * 0.12, z=base - jaw * 0.62
        )
    yield box(wide * 1.02, r * 0.26, jaw * 0.55, v["hole"].color).moved(y=-r * 0.7, z=base - jaw * 0.62)
    if v["lower"]:
        outline = (
            np.concatenate(
                [
                    arc(0.62, 180, 360, 8) * (1, 1.2),
                    [
                        (0.62, 0.5),
                        (0.45, 0.5),
                        *(arc(0.42, 360, 180, 8) * (1, 1.0)),
                        (-0.45, 0.5),
                        (-0.62, 0.5),
                    ],
                ]
            )
            * r
        )
        yield extrude(outline, jaw * 0.5, v["bone"].color).moved(y=-r * 0.3)
        for i in range(count):
            x = ((i + 0.5) / count - 0.5) * wide * 0.9
            yield box(wide / count * 0.72, r * 0.16, jaw * 0.4, WHITE).moved(
                x=x, y=-r * 0.9 + abs(x) * 0.25, z=jaw * 0.42
            )
        yield from both(
            box(r * 0.16, r * 0.34, base - jaw * 0.1, v["bone"].color).moved(
                x=r * 0.54, y=r * 0.02, z=jaw * 0.1
            )
        )


def _adjust(v: Values) -> Values:
    return unsaid(v, light=not v["glow"], horn=not v["horned"])


FAMILY = Family(
    "skull",
    "skull_bone",
    (
        Proportion("width", 0.14, 0.2),
        Proportion("dome", 0.9, 1.15, ("flat", "high")),
        Proportion("jaw", 0.4, 0.55),
        Flag("lower", "with a lower jaw"),
        Choice("eyes", ("round", "angry"), of="eye holes"),
        Proportion("eye_size", 0.24, 0.34, ("small", "big"), of="eye holes"),
        Color("hole", "eye holes", ("black", "black", "maroon", "brown", "navy", "gray")),
        Flag("glow", "with eyes"),
        Color("light", "eyes", ("red", "green", "yellow", "blue", "orange", "purple")),
        Count("teeth", "upper teeth", 4, 8),
        Flag("horned", "with horns"),
        Color("horn", "horns", ("black", "brown", "red", "tan", "gold", "gray")),
        Color("bone", "", ("white", "white", "cream", "beige", "tan", "gray", "gold", "green", "purple")),
    ),
    _build,
    adjust=_adjust,
)
