"""Sailboats: a hull with one or two masts and triangular or square sails."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, WOOD, hull, lying, profile
from ..shape import RGB, Part, beam, box, cylinder, loft

_WIDE, _LONG, _DEEP = 1.9, 5.2, 0.95  # metres, of the hull


def _build(v: Values) -> Iterator[Part]:
    paint, high = v["hull"].color, v["mast"]
    yield hull(_WIDE, _LONG, _DEEP, paint)
    yield hull(_WIDE * 1.05, _LONG * 1.02, 0.16, v["rim"].color).moved(z=_DEEP - 0.12)
    yield hull(_WIDE * 0.82, _LONG * 0.86, 0.1, (200, 162, 112)).moved(0, 0.1, _DEEP)
    yield box(0.12, 0.3, 0.75, darker(paint, 0.7)).moved(0, _LONG / 2 + 0.05, 0.05)
    if v["cabin"]:
        yield box(1.0, 1.5, 0.5, (240, 236, 226)).moved(0, 0.75, _DEEP)
        yield box(1.06, 0.3, 0.2, GLASS).moved(0, 0.45, _DEEP + 0.18)
        yield box(1.06, 0.3, 0.2, GLASS).moved(0, 1.05, _DEEP + 0.18)
        yield box(1.15, 1.65, 0.1, darker(paint, 0.8)).moved(0, 0.75, _DEEP + 0.5)
    if v["masts"] == 1:
        yield from _rig(v, -0.45, high, 2.7, 1.7)
    else:
        yield from _rig(v, -0.75, high, 1.6, 1.4)
        yield from _rig(v, 1.25, high * 0.78, 1.2, 0.0)


def _rig(v: Values, y: float, high: float, aft: float, fore: float) -> Iterator[Part]:
    """A mast with its sails; the sails reach `aft` metres behind it and `fore` before it."""
    cloth = v["sails"].color
    low = _DEEP + 0.55
    yield cylinder(0.09, high, WOOD, 8).moved(0, y, _DEEP - 0.1)
    top = _DEEP + high - 0.2
    if v["shape"] == "square":
        for z, tall, wide in (
            (low, (top - low) * 0.52, 2.5),
            (low + (top - low) * 0.57, (top - low) * 0.38, 1.9),
        ):
            yield lying(cylinder(0.07, wide + 0.2, WOOD, 8)).moved(0, y - 0.06, z + tall)
            yield _billow(wide, tall, cloth).moved(0, y - 0.1, z)
    else:
        boom = low - 0.1
        yield lying(cylinder(0.07, aft, WOOD, 8), "y").moved(0, y + aft / 2, boom)
        yield profile([(0.12, 0), (aft * 0.97, 0), (0.12, top - low)], 0.1, cloth).moved(0, y, low)
        stripe = [
            (0.12, 0.1),
            (aft * 0.9, 0.1),
            (aft * 0.72, 0.1 + (top - low) * 0.17),
            (0.12, 0.1 + (top - low) * 0.17),
        ]
        if v["band"]:
            yield profile(stripe, 0.15, PALETTE[v["band"]]).moved(0, y, low + 0.2)
        if fore:
            yield profile(
                [(-0.14, 0.1), (-0.14, (top - low) * 0.9), (-fore, -0.2)], 0.1, darker(cloth, 0.92)
            ).moved(0, y, low)
            yield beam((0, y - fore - 0.1, low - 0.35), (0, y, top), 0.06, (206, 190, 150))
    if v["shape"] == "square" and v["band"]:
        yield _billow(2.54, 0.45, PALETTE[v["band"]]).moved(0, y - 0.13, low + 0.35)
    if v["flag"]:
        yield profile([(0, 0), (0.65, 0.2), (0, 0.4)], 0.1, (196, 52, 46)).moved(0, y, _DEEP + high - 0.4)


def _billow(wide: float, tall: float, color: RGB) -> Part:
    """A square sail full of wind, standing on the ground about the z axis, towards -y."""
    sections = []
    for share in np.linspace(-1, 1, 7):
        y = -0.5 * (1 - share**2)
        sections.append(
            [
                (share * wide / 2, y - 0.06, 0),
                (share * wide / 2, y + 0.06, 0),
                (share * wide / 2, y + 0.06, tall),
                (share * wide / 2, y - 0.06, tall),
            ]
        )
    return loft(np.array(sections), color)


FAMILY = Family(
    "sailboat",
    "boat_ship",
    (
        Color("hull", of="hull"),
        Color("rim", of="rim"),
        Count("masts", "masts", 1, 2),
        Choice("shape", ("triangular", "square"), of="sails"),
        Color("sails", of="sails"),
        Choice(
            "band", ("", "", "red", "blue", "green", "yellow", "black"), say="with a {} band across the sail"
        ),
        Proportion("mast", 3.6, 5.6, ("", "tall"), of="masts"),
        Flag("cabin", "with a white cabin"),
        Flag("flag", "with a red flag"),
    ),
    _build,
    aliases=("sailing boat", "sailing ship", "yacht"),
)
