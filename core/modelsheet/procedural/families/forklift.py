"""Forklifts: a seat under a guard on small wheels, a mast with two forks, and a load."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import LAMP, STEEL, WOOD, axles, profile
from ..shape import RGB, Part, beam, both, box, cylinder, lathe

_WIDTH = 1.15  # metres
_DARK: RGB = (56, 56, 62)


def _build(v: Values) -> Iterator[Part]:
    paint, back = v["body"].color, 1.15
    shape = [
        (-0.75, 0.25),
        (back, 0.25),
        (back, 0.95),
        (back - 0.2, 1.1),
        (0.15, 1.1),
        (0.05, 0.6),
        (-0.55, 0.6),
        (-0.75, 0.5),
    ]
    yield profile(shape, _WIDTH, paint)
    yield profile(
        [(back - 0.35, 0.3), (back + 0.12, 0.3), (back + 0.12, 0.9), (back - 0.35, 1.0)],
        _WIDTH * 0.96,
        v["weight"].color,
    )
    yield from axles(_WIDTH + 0.16, (-0.5,), 0.34, 0.28, v["hubs"].color)
    yield from axles(_WIDTH + 0.1, (0.8,), 0.27, 0.24, v["hubs"].color)
    seat = v["seat"].color
    yield box(0.56, 0.5, 0.15, seat).moved(0, 0.4, 1.08)
    yield box(0.56, 0.14, 0.55, seat).moved(0, 0.66, 1.1)
    yield beam((0, -0.5, 0.55), (0, -0.25, 1.1), 0.08, _DARK)
    yield cylinder(0.2, 0.06, _DARK, 12).turned(-30, "x").moved(0, -0.24, 1.1)
    roof = 2.15
    yield from both(beam((0.5, -0.62, 0.5), (0.5, -0.35, roof), 0.11, v["guard"].color))
    yield from both(beam((0.5, 0.95, 0.95), (0.5, 0.75, roof), 0.11, v["guard"].color))
    yield from both(box(0.11, 1.25, 0.1, v["guard"].color).moved(0.5, 0.2, roof - 0.06))
    for i in range(5):
        yield box(1.1, 0.11, 0.09, v["guard"].color).moved(0, -0.36 + 0.28 * i, roof - 0.05)
    yield from _mast(v)
    yield from both(cylinder(0.1, 0.1, LAMP, 10).turned(90, "x").moved(0.5, -0.46, 1.6))
    if v["beacon"]:
        yield cylinder(0.09, 0.2, (240, 140, 40), 8).moved(0.25, 0.76, roof + 0.02)


def _mast(v: Values) -> Iterator[Part]:
    """The mast with its forks at the lifting height, and what lies on them."""
    high, lift, color = v["mast"], v["lift"] * (v["mast"] - 0.7) + 0.12, v["mast_paint"].color
    yield from both(box(0.13, 0.2, high, color).moved(0.36, -0.88, 0.1))
    yield from (box(0.84, 0.14, 0.14, color).moved(0, -0.88, z) for z in (0.2, high * 0.55, high))
    yield box(0.1, 0.14, high * 0.8, STEEL).moved(0, -0.86, 0.2)
    yield box(0.95, 0.1, 0.5, _DARK).moved(0, -1.0, lift)
    yield from both(box(0.16, 1.0, 0.08, _DARK).moved(0.28, -1.5, lift))
    yield from both(box(0.16, 0.1, 0.6, _DARK).moved(0.28, -1.04, lift))
    yield from both(box(0.12, 0.5, 0.12, _DARK).moved(0.36, -0.75, 0.3))
    top = lift + 0.08
    if v["load"] == "crates":
        for x, z, size in ((-0.24, 0, 0.46), (0.24, 0, 0.46), (0, 0.44, 0.44)):
            yield box(size, 0.62, size, WOOD).moved(x, -1.5, top - 0.01 + z)
            yield box(size * 1.05, 0.65, size * 0.18, darker(WOOD, 0.7)).moved(x, -1.5, top + z + size * 0.36)
    elif v["load"] == "a barrel":
        yield lathe([(0.3, 0), (0.38, 0.42), (0.3, 0.84)], (60, 104, 196), 14).moved(0, -1.5, top - 0.01)
        yield from (cylinder(0.375, 0.08, STEEL, 14).moved(0, -1.5, top + z) for z in (0.2, 0.56))


FAMILY = Family(
    "forklift",
    "machine",
    (
        Color("body"),
        Color("guard", of="guard"),
        Color("mast_paint", of="mast"),
        Color("seat", of="seat"),
        Color("weight", of="counterweight"),
        Color("hubs", of="hubcaps"),
        Choice("load", ("", "crates", "a barrel"), say="loaded with {}"),
        Proportion("mast", 1.9, 2.7, ("low", "tall"), of="mast"),
        Proportion("lift", 0.0, 0.6, ("lowered", "raised"), of="forks"),
        Flag("beacon", "with an orange light"),
    ),
    _build,
    aliases=("forklift truck",),
)
