"""Dragons: four legs, wings, horns, a row of spikes and a long tail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Beast, eyes, trunk
from ..family import Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, cone, extrude, grounded, lathe, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    skin, spike = v["skin"].color, v["spike"].color
    yield b.trunk(skin)
    yield trunk(long * 0.85, b.width * 0.8, b.depth * 0.7, v["belly"].color).moved(z=b.legs + b.depth * 0.4)
    yield from b.stance(skin, v["claw"].color)
    yield b.throat(skin)
    yield from b.face(skin, skin, darker(skin, 0.6))
    _x, y, z = b.skull
    yield from both(
        sphere(long * 0.055, v["eye"].color, 8).moved(long * 0.11, y - long * 0.12, z + long * 0.06)
    )
    yield from eyes(long * 0.12, y - long * 0.165, z + long * 0.06, long * 0.045)
    yield from _ends(v, long, b)
    line = np.concatenate(
        [
            np.linspace(
                b.skull + (0, long * 0.12, long * 0.06),
                b.shoulder + (0, long * 0.1, long * 0.08),
                3,
                endpoint=False,
            ),
            np.linspace(
                (0, -long * 0.2, b.legs + b.depth * 0.97), (0, long * 0.34, b.legs + b.depth * 0.9), 4
            ),
        ]
    )
    for i, place in enumerate(line):
        yield (
            cone(long * 0.06, long * (0.12 + 0.03 * (i > 2)), spike, 4)
            .scaled(0.7, 1, 1)
            .turned(-20, "x")
            .moved(*place)
        )
    yield from _wings(v, long, b)
    if v["fiery"]:
        flame = lathe(
            np.array([(0.3, 0.0), (0.8, 0.3), (1.0, 0.6), (0.5, 0.85), (0.0, 1.0)])
            * (long * 0.12, long * 0.5),
            v["fire"].color,
            8,
        )
        yield flame.turned(90, "x").moved(y=y - long * 0.28, z=z - long * 0.05)


def _wings(v: Values, long: float, b: Beast) -> Iterator[Part]:
    """Two wings, each a sheet behind a bone."""
    span, thick = long * v["wings"], long * 0.035
    wing = (
        np.array(
            [
                (0, -0.1),
                (0.3, -0.34),
                (0.62, -0.36),
                (1.0, -0.12),
                (0.78, -0.02),
                (0.7, 0.2),
                (0.48, 0.12),
                (0.36, 0.34),
                (0.2, 0.2),
                (0, 0.24),
            ]
        )
        * span
    )
    lift = -50 if v["pose"] == "raised" else -12
    yield from both(
        extrude(wing, thick, v["wing"].color)
        .turned(lift, "y")
        .moved(b.width * 0.3, -long * 0.06, b.legs + b.depth * 0.82)
    )
    bone = sweep(
        np.array([(0, -0.1, 0), (0.3, -0.34, 0), (0.62, -0.36, 0), (1.0, -0.12, 0)]) * span,
        np.array([0.05, 0.045, 0.035, 0.02]) * long,
        v["skin"].color,
        6,
    )
    yield from both(
        bone.moved(z=thick / 2).turned(lift, "y").moved(b.width * 0.3, -long * 0.06, b.legs + b.depth * 0.82)
    )


def _ends(v: Values, long: float, b: Beast) -> Iterator[Part]:
    """Horns and tail."""
    skin, spike = v["skin"].color, v["spike"].color
    _x, y, z = b.skull
    reach = long * v["horns"]
    horn = (
        np.array([(0.08, 0.08, 0.1), (0.12, 0.2, 0.22), (0.14, 0.34, 0.28)])
        * (1, reach / long * 2.6, reach / long * 2.6)
        * long
    )
    yield from both(sweep(horn + (0, y, z), np.array([0.045, 0.035, 0.01]) * long, v["claw"].color, 8))
    rump = np.array([0, long * 0.36, b.legs + b.depth * 0.55])
    tail = (
        rump
        + np.array([(0, 0, 0), (0, 0.32, -0.1), (0.08, 0.62, -0.24), (0.2, 0.88, -0.2), (0.3, 1.04, -0.06)])
        * long
    )
    yield sweep(tail, np.array([0.17, 0.12, 0.08, 0.05, 0.025]) * long, skin, 10)
    yield (
        cone(long * 0.09, long * 0.2, spike, 4)
        .scaled(1, 0.5, 1)
        .turned(-50, "x")
        .moved(*(tail[-1] - (0, long * 0.02, 0)))
    )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * 0.3,
        long * 0.18,
        long * v["neck"],
        60,
        (long * 0.36, long * 0.32, long * 0.28),
        (long * 0.16, long * 0.24, long * 0.17),
    )


def _standing(v: Values) -> Iterator[Part]:
    """The dragon on the ground."""
    yield from grounded(_build(v))


FAMILY = Family(
    "dragon",
    "monster",
    (
        Proportion("length", 1.5, 3.0),
        Proportion("girth", 0.42, 0.6, ("slim", "fat")),
        Proportion("neck", 0.15, 0.5, ("short", "long"), of="neck"),
        Proportion("wings", 0.7, 1.2, ("small", "big"), of="wings"),
        Choice("pose", ("raised", "spread"), of="wings"),
        Proportion("horns", 0.2, 0.45, ("short", "long"), of="horns"),
        Color(
            "skin",
            "",
            ("red", "green", "blue", "purple", "black", "teal", "gold", "white", "orange", "maroon", "pink"),
        ),
        Color("belly", "belly", ("cream", "yellow", "tan", "orange", "beige", "gold")),
        Color("wing", "wings"),
        Color("spike", "spikes"),
        Color("claw", "claws and horns", ("white", "cream", "black", "gold", "gray")),
        Color("eye", "eyes", ("yellow", "green", "red", "white", "orange")),
        Flag("fiery", "with fire"),
        Color("fire", "fire", ("orange", "red", "yellow", "blue", "green")),
    ),
    _standing,
    adjust=lambda v: unsaid(v, fire=not v["fiery"]),
)
