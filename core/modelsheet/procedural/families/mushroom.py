"""Mushrooms: a cap with spots on a stem, sometimes with a small one beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, lathe, sphere

_CAPS = {  # (radius, z) as shares of the cap's radius, from its edge to its top
    "domed": [(1.0, 0.0), (0.97, 0.22), (0.8, 0.5), (0.45, 0.72), (0.0, 0.8)],
    "flat": [(1.0, 0.0), (0.98, 0.14), (0.7, 0.26), (0.35, 0.3), (0.0, 0.3)],
    "pointed": [(1.0, 0.0), (0.9, 0.2), (0.55, 0.65), (0.25, 1.1), (0.0, 1.4)],
    "bell-shaped": [(0.9, 0.0), (0.78, 0.15), (0.7, 0.7), (0.45, 1.15), (0.0, 1.3)],
}


def _build(v: Values) -> Iterator[Part]:
    yield from _mushroom(v, 1.0)
    if v["second"]:
        yield (
            lathe([(0.3, 0), (0.22, 0.05)], (104, 138, 70), 12)
            .scaled(1 + v["cap_width"] * 0.6, 1, 1)
            .moved(v["cap_width"] * 0.25)
        )
        shift = v["cap_width"] * 0.5 + 0.12
        yield from (part.moved(shift, -0.12) for part in _mushroom(v | {"spots": 0}, 0.5))


def _mushroom(v: Values, size: float) -> Iterator[Part]:
    radius, high = v["cap_width"] / 2 * size, v["stem_height"] * size
    thick = v["stem_width"] / 2 * size
    cap, stem = v["cap"].color, v["stem"].color
    profile = [
        (thick * 1.35, 0),
        (thick * 1.2, high * 0.2),
        (thick * 0.85, high * 0.7),
        (thick, high + radius * 0.1),
    ]
    yield lathe(profile, stem, 12)
    if v["skirt"]:
        yield lathe(
            [(thick * 1.6, -0.02), (thick * 1.65, 0.015), (thick * 0.9, 0.08)], darker(stem, 0.9), 12
        ).moved(z=high * 0.68)
    outline = np.array(_CAPS[v["shape"]]) * radius
    under = [(thick, radius * 0.1), (radius * 0.86, -radius * 0.05)]
    yield lathe([*under, *outline], cap, 18).moved(z=high)
    yield lathe(
        [(thick * 0.9, -radius * 0.06), (radius * 0.82, -radius * 0.085), (radius * 0.84, 0.0)],
        darker(stem, 0.85),
        16,
    ).moved(z=high)
    for i in range(v["spots"]):
        share = 0.0 if i == 0 else (0.42 if i % 2 else 0.72)
        turn = np.deg2rad(-90 + i * 360 / max(v["spots"] - 1, 1))
        reach = np.interp(share, np.linspace(0, 1, len(outline)), outline[::-1, 0])
        z = np.interp(share, np.linspace(0, 1, len(outline)), outline[::-1, 1])
        spot = sphere(radius * (0.2 - 0.04 * (i % 2)), v["spot"].color, 10).scaled(1, 1, 0.6)
        yield spot.moved(np.cos(turn) * reach * 0.97, np.sin(turn) * reach * 0.97, high + z * 0.97)


FAMILY = Family(
    "mushroom",
    "mushroom",
    (
        Choice("shape", ("domed", "flat", "pointed", "bell-shaped"), of="cap"),
        Color("cap", of="cap"),
        Count("spots", "spots", 0, 9),
        Color(
            "spot", of="spots", words=("white", "white", "cream", "yellow", "red", "black", "blue", "pink")
        ),
        Color(
            "stem",
            of="stem",
            words=("white", "cream", "beige", "tan", "brown", "gray", "blue", "pink", "yellow", "purple"),
        ),
        Proportion("cap_width", 0.35, 0.8, ("narrow", "wide"), of="cap"),
        Proportion("stem_height", 0.25, 0.65, ("short", "tall"), of="stem"),
        Proportion("stem_width", 0.1, 0.2, ("thin", "thick"), of="stem"),
        Flag("skirt", "with a ring around the stem"),
        Flag("second", "with a small one beside it"),
    ),
    _build,
    aliases=("toadstool",),
)
