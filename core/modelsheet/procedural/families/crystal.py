"""Crystals: a cluster of pointed spikes that grow from a rock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..parts import boulder
from ..shape import Part, lathe

_SIDES = {"hexagonal": 6, "square": 4, "three-sided": 3}


def _build(v: Values) -> Iterator[Part]:
    high, thick, color = v["height"], v["thickness"], v["crystal"].color
    sides = _SIDES[v["shape"]]
    tips = {"pointed": [(0.9, 0.7), (0.0, 1.0)], "blunt": [(0.9, 0.8), (0.4, 0.95)], "flat": [(0.95, 0.9)]}
    for i in range(v["spikes"]):
        share = 1.0 if i == 0 else 0.5 + 0.12 * (i % 3)
        lean = 0 if i == 0 else 26 + 9 * (i % 2)
        radius = thick * (1.0 if i == 0 else 0.72)
        outline = [(radius * 0.75, 0), *((radius * a, high * share * b) for a, b in tips[v["tip"]])]
        spike = lathe(outline, darker(color, 1.0 - 0.08 * (i % 3)), sides).turned(20 * i)
        out = thick * (0.0 if i == 0 else 0.8)
        yield spike.turned(lean, "y").moved(out).turned(i * 360 / max(1, v["spikes"] - 1) - 70).moved(z=0.12)
    reach = thick * 2.2
    base = boulder(0.5, v["base"].color, 0.09, high, 2).scaled(reach * 2, reach * 1.9, 0.42)
    flat = np.maximum(base.vertices[:, 2], -0.08)
    yield Part(np.column_stack([base.vertices[:, :2], flat + 0.08]), base.faces, base.color)


FAMILY = Family(
    "crystal",
    "gem_crystal",
    (
        Count("spikes", "spikes", 1, 7),
        Color("crystal"),
        Choice("shape", ("hexagonal", "square", "three-sided"), of="spikes"),
        Choice("tip", ("pointed", "blunt", "flat"), of="tips"),
        Color("base", of="base", words=("gray", "brown", "black", "tan", "white", "purple")),
        Proportion("height", 0.9, 1.9, ("short", "tall")),
        Proportion("thickness", 0.16, 0.3, ("thin", "thick"), of="spikes"),
    ),
    _build,
    aliases=("crystal cluster",),
)
