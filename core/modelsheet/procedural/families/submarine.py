"""Submarines: a long round hull with a tower, portholes, fins and a propeller."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, STEEL, lying
from ..shape import Part, both, box, cylinder, lathe, sphere, tapered_box

_DARK = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    long, radius, paint = v["length"], v["girth"] / 2, v["hull"].color
    axis = radius * 1.22
    angle = np.linspace(0, np.pi / 2, 6)
    nose = long * (0.14 if v["nose"] == "round" else 0.32)
    bow = [(radius * np.sin(t), -long / 2 + nose * (1 - np.cos(t))) for t in angle]
    tail = [(radius * 0.95, long * 0.12), (radius * 0.6, long * 0.38), (radius * 0.2, long / 2)]
    yield lathe([*bow, *tail], paint, 18).turned(-90, "x").moved(z=axis)
    if v["stripe"]:
        yield (
            lathe([(radius * 1.03, 0), (radius * 1.03, 0.3)], PALETTE[v["stripe"]], 18)
            .turned(-90, "x")
            .moved(0, -long * 0.22, axis)
        )
    tower = v["tower"].color
    base = axis + radius * 0.75
    yield tapered_box((radius * 0.9, long * 0.26), (radius * 0.75, long * 0.2), radius * 1.1, tower).moved(
        0, -long * 0.04, base
    )
    yield box(radius * 0.86, long * 0.23, 0.12, darker(tower, 0.75)).moved(
        0, -long * 0.04, base + radius * 1.05
    )
    if v["periscope"]:
        yield cylinder(0.09, 0.9, STEEL, 8).moved(0, -long * 0.02, base + radius)
        yield box(0.18, 0.36, 0.2, STEEL).moved(0, -long * 0.02 - 0.1, base + radius + 0.8)
    for i in range(v["portholes"]):
        y = -long * 0.3 + long * 0.42 * (i + 0.5) / v["portholes"]
        for size, color, out in ((0.26, (222, 180, 70), 0.0), (0.18, GLASS, 0.1)):
            yield lying(cylinder(size * radius / 0.8, radius * 2 + out + 0.06, color, 12)).moved(
                0, y, axis + 0.1
            )
    yield from _tail(v, long, radius, axis)
    if v["lamp"]:
        yield sphere(radius * 0.42, (250, 222, 120), 12).moved(0, -long / 2 + 0.12, axis + 0.1)
    yield from both(box(0.2, long * 0.5, axis - radius * 0.7, _DARK).moved(radius * 0.45, -long * 0.08))


def _tail(v: Values, long: float, radius: float, axis: float) -> Iterator[Part]:
    fin = tapered_box((0.14, long * 0.14), (0.14, long * 0.08), radius * 0.9, v["fins"].color).moved(
        z=radius * 0.3
    )
    yield from (fin.turned(turn, "y").moved(0, long * 0.38, axis) for turn in (0, 90, 180, 270))
    blade = box(radius * 0.28, 0.12, radius * 0.62, v["propeller"].color).turned(18)
    for i in range(v["blades"]):
        yield blade.turned(i * 360 / v["blades"], "y").moved(0, long / 2 + 0.06, axis)
    yield lying(cylinder(radius * 0.18, 0.36, darker(v["propeller"].color, 0.7), 10), "y").moved(
        0, long / 2 + 0.06, axis
    )


FAMILY = Family(
    "submarine",
    "boat_ship",
    (
        Color("hull"),
        Color("tower", of="tower"),
        Choice("nose", ("round", "pointed"), of="nose"),
        Count("portholes", "portholes", 1, 4),
        Count("blades", "propeller blades", 3, 5),
        Color("propeller", of="propeller blades"),
        Color("fins", of="fins"),
        Choice("stripe", ("", "white", "black", "red", "yellow"), say="with a {} stripe"),
        Proportion("length", 4.4, 7.0, ("short", "long")),
        Proportion("girth", 1.4, 2.1, ("slim", "fat")),
        Flag("periscope", "with a periscope"),
        Flag("lamp", "with a yellow lamp on the nose"),
    ),
    _build,
)
