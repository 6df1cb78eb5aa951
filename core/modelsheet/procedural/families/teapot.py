"""Teapots: a belly with a spout, a handle and a lid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arc, cylinder, ellipsoid, hoop, lathe, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    r, body = v["width"] / 2, v["body"].color
    height = r * 2 * v["height"]
    angle = np.linspace(-70, 62, 9)
    belly = [(r * np.cos(np.deg2rad(a)), height / 2 * (1 + np.sin(np.deg2rad(a)))) for a in angle]
    yield lathe(belly, body, 20).standing()
    base = belly[0][1]
    top = belly[-1][1] - base
    yield cylinder(belly[-1][0] * 1.1, r * 0.1, v["lid"].color, 20).moved(z=top - r * 0.02)
    yield ellipsoid(belly[-1][0] * 1.8, belly[-1][0] * 1.8, r * 0.34, v["lid"].color, 16).moved(
        z=top + r * 0.06
    )
    yield sphere(r * 0.14, v["knob"].color, 10).moved(z=top + r * 0.3)
    if v["spout"] == "curved":
        spout = [
            (-r * 0.8, 0, top * 0.3),
            (-r * 1.2, 0, top * 0.4),
            (-r * 1.38, 0, top * 0.7),
            (-r * 1.65, 0, top * 1.0),
        ]
    else:
        spout = [(-r * 0.75, 0, top * 0.35), (-r * 1.1, 0, top * 0.6), (-r * 1.55, 0, top * 0.98)]
    yield sweep(spout, np.linspace(r * 0.26, r * 0.11, len(spout)), v["tip"].color, 10)
    bow = arc(1.0, 80, -80, 10) * (r * 0.6, top * 0.36)
    yield sweep(
        np.column_stack([bow[:, 0] + r * 0.8, np.zeros(11), bow[:, 1] + top * 0.52]),
        r * 0.09,
        v["handle"].color,
        8,
    )
    if v["band"]:
        yield hoop(r * 1.03, r * 0.15, r * 0.16, v["knob"].color, 20).moved(z=height / 2 - base - r * 0.08)


FAMILY = Family(
    "teapot",
    "kitchenware",
    (
        Proportion("width", 0.16, 0.26, ("small", "big")),
        Proportion("height", 0.7, 1.15, ("flat", "tall")),
        Choice("spout", ("curved", "straight"), of="spout"),
        Color("tip", "spout"),
        Finish("body", ("metal", "clay", "glass")),
        Color("lid", "lid"),
        Color("knob", "knob"),
        Color("handle", "handle"),
        Flag("band", "with a band around the middle"),
    ),
    _build,
)
