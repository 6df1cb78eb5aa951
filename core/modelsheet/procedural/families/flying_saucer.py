"""Flying saucers: a round disc with a dome, a ring of lights and legs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import STEEL
from ..shape import Part, beam, both, cylinder, lathe, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    radius, paint, lift = v["width"] / 2, v["body"].color, v["leg_length"]
    thick = radius * v["thickness"]
    belly = lift + thick * 0.55
    edge = 0.06 * radius
    disc = [
        (radius * 0.3, -thick * 0.55),
        (radius * 0.6, -thick * 0.45),
        (radius, -edge),
        (radius, edge),
        (radius * 0.62, thick * 0.5),
        (radius * 0.4, thick * 0.62),
    ]
    yield lathe(disc, paint, 28).moved(z=belly)
    yield lathe([(radius * 1.03, -edge * 1.1), (radius * 1.03, edge * 1.1)], v["rim"].color, 28).moved(
        z=belly
    )
    yield lathe([(radius * 0.34, -thick * 0.68), (radius * 0.42, -thick * 0.45)], v["rim"].color, 20).moved(
        z=belly
    )
    lamp = sphere(radius * 0.09, v["light"].color, 8).moved(0, -radius * 0.8, thick * 0.28)
    yield from (part.moved(z=belly) for part in ring(lamp, v["lights"]))
    yield from (part.moved(z=belly + thick * 0.5) for part in _dome(v, radius * 0.44))
    for part in (
        beam(
            (0, -radius * 0.5, -thick * 0.35),
            (0, -radius * 0.66, radius * 0.07 - belly),
            0.05 * radius + 0.06,
            STEEL,
        ),
        cylinder(radius * 0.12, radius * 0.06, darker(STEEL, 0.7), 10).moved(0, -radius * 0.66, -belly),
    ):
        yield from (one.moved(z=belly) for one in ring(part, v["legs"], 180 / v["legs"]))
    if v["antenna"]:
        top = belly + thick * 0.5 + radius * (0.44 if v["dome_shape"] == "round" else 0.3)
        yield cylinder(radius * 0.035, radius * 0.32, STEEL, 6).moved(z=top - 0.05)
        yield sphere(radius * 0.08, (204, 48, 44), 8).moved(z=top + radius * 0.3)


def _dome(v: Values, radius: float) -> Iterator[Part]:
    yield cylinder(radius * 1.12, radius * 0.2, darker(v["body"].color, 0.7), 20)
    angle = np.linspace(0, np.pi / 2, 6)
    high = radius * (1.0 if v["dome_shape"] == "round" else 0.65)
    dome = np.stack([np.cos(angle) * radius, np.sin(angle) * high], 1)
    yield lathe(dome, v["dome"].color, 18).moved(z=radius * 0.12)
    if v["alien"]:
        yield from both(
            sphere(radius * 0.2, (30, 30, 36), 8)
            .scaled(1, 0.8, 1.4)
            .moved(radius * 0.3, -radius * 0.84, radius * 0.5)
        )


FAMILY = Family(
    "flying saucer",
    "spaceship",
    (
        Color("body"),
        Color("rim", of="rim"),
        Count("lights", "lights", 5, 10),
        Color("light", of="lights"),
        Color("dome", of="dome"),
        Choice("dome_shape", ("round", "flat"), of="dome"),
        Count("legs", "legs", 3, 4),
        Proportion("width", 3.0, 4.6, ("narrow", "wide")),
        Proportion("thickness", 0.3, 0.6, ("flat", "thick")),
        Proportion("leg_length", 0.3, 0.8, ("short", "long"), of="legs"),
        Flag("antenna", "with a red antenna"),
        Flag("alien", "with two black eyes on the dome"),
    ),
    _build,
    aliases=("UFO", "alien spaceship"),
)
