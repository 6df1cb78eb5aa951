"""Trumpets: a looped tube with a bell to the right, valves in the middle, a mouthpiece to the left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, cone, cylinder, lathe, sweep, upright

TUBE = 0.012


def _build(v: Values) -> Iterator[Part]:
    brass, half = v["brass"].color, v["length"] / 2
    low, high = 0.05, 0.14
    lead = [(-half, 0, high), (half * 0.62, 0, high)]
    angle = np.linspace(np.pi / 2, -np.pi / 2, 9)
    bend = [(half * 0.62 + np.cos(a) * 0.045, 0, (low + high) / 2 + np.sin(a) * 0.045) for a in angle]
    back = [(-half * 0.55 - np.cos(a) * 0.045, 0, (low + high) / 2 - np.sin(a) * 0.045) for a in angle]
    yield sweep([lead[0], lead[1], *bend[1:], *back], TUBE, brass)
    wide = v["bell"]
    horn = [
        (TUBE, 0),
        (TUBE * 1.1, half * 1.0),
        (wide * 0.32, half * 1.32),
        (wide * 0.55, half * 1.46),
        (wide, half * 1.56),
    ]
    inside = [(wide * 0.9, half * 1.56), (wide * 0.4, half * 1.42), (0, half * 1.3)]
    bell = lathe([*horn, *inside], brass, 24).turned(90, "y")
    yield bell.moved(-half * 0.56, -0.001, high + 0.004)
    mouth = lathe(
        [(TUBE, 0), (TUBE * 1.1, 0.03), (0.026, 0.055), (0.026, 0.065), (0.0, 0.058)], v["mouth"].color, 16
    )
    yield mouth.turned(-90, "y").moved(-half + 0.012, 0, high)
    for i in range(v["valves"]):
        x = 0.052 * (i - (v["valves"] - 1) / 2)
        yield cylinder(0.021, 0.13, brass, 14).moved(x, 0, 0.03)
        yield cylinder(0.023, 0.012, darker(brass, 0.8), 14).moved(x, 0, 0.15)
        yield cylinder(0.009, 0.035, brass, 8).moved(x, 0, 0.155)
        yield cylinder(0.02, 0.012, v["valve"].color, 14).moved(x, 0, 0.185)
        yield cone(0.012, 0.012, darker(brass, 0.8), 12, top=0.02).moved(x, 0, 0.02)
    if v["banner"]:
        x, long = half * 0.52, 0.2
        flag = [
            (x - 0.075, high - long),
            (x, high - long - 0.05),
            (x + 0.075, high - long),
            (x + 0.075, high),
            (x - 0.075, high),
        ]
        yield upright(flag, 0.014, v["cloth"].color)
        yield upright(np.array([(-0.028, 0), (0.028, 0), (0, 0.05)]) + (x, high - 0.13), 0.02, (240, 200, 64))


def _standing(v: Values) -> Iterator[Part]:
    parts = list(_build(v))
    low = min(part.bounds[0, 2] for part in parts)
    yield from (part.moved(z=-low) for part in parts)


FAMILY = Family(
    "trumpet",
    "instrument",
    (
        Finish("brass", ("golden", "metal")),
        Count("valves", "valves", 1, 4),
        Color("valve", of="valves"),
        Finish("mouth", ("metal", "golden"), of="mouthpiece"),
        Proportion("bell", 0.06, 0.1, ("narrow", "wide"), of="bell"),
        Proportion("length", 0.4, 0.56, ("short", "long")),
        Flag("banner", "with a banner"),
        Color("cloth", of="banner"),
    ),
    _standing,
    aliases=("bugle",),
)
