"""Butterflies: two pairs of coloured wings on a thin body, wings to the front."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import WHITE, eyes
from ..family import Choice, Color, Count, Family, Proportion, Values
from ..shape import Part, arc, both, capsule, cylinder, grounded, sphere, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_body(v))


def _body(v: Values) -> Iterator[Part]:
    """The butterfly about the origin, upright."""
    size, thick = v["size"], v["size"] * 0.04
    body = v["body"].color
    yield capsule(size * 0.05, size * 0.62, body, 10).moved(z=-size * 0.32)
    yield sphere(size * 0.075, body, 10).moved(z=size * 0.32)
    yield from eyes(size * 0.035, -size * 0.06, size * 0.34, size * 0.05, WHITE)
    feeler = [(size * 0.02, 0, size * 0.36), (size * 0.08, 0, size * 0.5), (size * 0.17, 0, size * 0.58)]
    yield from both(sweep(feeler, size * 0.018, body, 6))
    yield from both(sphere(size * 0.035, body, 8).moved(size * 0.17, 0, size * 0.58))
    if v["outline"] == "round":
        upper = arc(0.27, 0, 360, 14)[:-1] + (0.31, 0.22)
        lower = arc(0.2, 0, 360, 14)[:-1] + (0.23, -0.2)
    else:
        upper = np.array([(0.02, 0.05), (0.3, 0.0), (0.52, 0.16), (0.6, 0.48), (0.3, 0.36), (0.02, 0.16)])
        lower = np.array(
            [
                (0.02, 0.06),
                (0.02, -0.08),
                (0.16, -0.36),
                (0.28, -0.46),
                (0.36, -0.26),
                (0.38, -0.06),
                (0.24, 0.02),
            ]
        )
    for outline, color, middle in (
        (upper, v["upper"].color, (0.34, 0.22)),
        (lower, v["lower"].color, (0.24, -0.2)),
    ):
        rim = upright(outline * size, thick, v["rim"].color)
        inner = (outline - middle) * 0.76 + middle
        parts = [rim, upright(inner * size, thick * 1.5, color)]
        for i in range(v["spots"]):
            x, z = (np.array(middle) + ((0.07, 0.05), (-0.06, 0.03), (0.02, -0.08))[i]) * size
            parts.append(
                cylinder(size * 0.045, thick * 2.0, v["spot"].color, 10).turned(90, "x").moved(x, thick, z)
            )
        for part in parts:
            yield from both(part.turned(-v["fold"]))


FAMILY = Family(
    "butterfly",
    "animal",
    (
        Proportion("size", 0.06, 0.14),
        Proportion("fold", 0, 45, ("", "folded"), of="wings"),
        Choice("outline", ("round", "pointed"), of="wings"),
        Color("upper", "upper wings"),
        Color("lower", "lower wings"),
        Color("rim", "wing rims"),
        Count("spots", "spots on each wing", 0, 3),
        Color("spot", "spots on each wing"),
        Color("body", "body", ("black", "brown", "gray", "navy", "maroon", "yellow")),
    ),
    _build,
)
