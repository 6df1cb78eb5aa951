"""Knights: a person in armour with a helmet, a sword and a shield."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Figure
from ..family import PALETTE, Choice, Color, Family, Finish, Flag, Proportion, Values, darker, unsaid
from ..shape import RGB, Part, both, box, cylinder, halves, lathe, sphere, sweep, tapered_box, upright


def _build(v: Values) -> Iterator[Part]:
    f = Figure(v["height"], v["stout"], 0.32)
    steel, cloth = v["armor"].color, v["tabard"].color
    yield from f.legs(steel, darker(steel))
    yield f.trunk(steel)
    yield box(f.width * 0.7, f.width * 0.7, (f.neck - f.hip) * 1.1, cloth).moved(z=f.hip * 0.8)
    yield from f.arms(steel, darker(steel))
    yield from both(sphere(f.width * 0.26, steel, 12).moved(x=f.width * 0.6, z=f.neck - f.width * 0.08))
    size = f.height * f.head
    z = f.neck
    if v["top"] == "flat":
        yield cylinder(size * 0.52, size * 0.95, steel, 16).moved(z=z)
    else:
        peak = 1.3 if v["top"] == "pointed" else 1.05
        yield lathe(
            [
                (size * 0.46, 0),
                (size * 0.54, size * 0.15),
                (size * 0.54, size * 0.6),
                (size * 0.36, size * 0.9),
                (size * 0.05, size * peak),
            ],
            steel,
            16,
        ).moved(z=z)
    yield box(size * 0.66, size * 0.3, size * 0.11, PALETTE["black"]).moved(y=-size * 0.42, z=z + size * 0.46)
    yield box(size * 0.08, size * 0.36, size * 0.5, darker(steel, 0.85)).moved(
        y=-size * 0.42, z=z + size * 0.1
    )
    if v["plumed"]:
        path = [
            (0, 0, z + size * 0.9),
            (0, size * 0.1, z + size * 1.35),
            (0, size * 0.5, z + size * 1.4),
            (0, size * 0.8, z + size * 1.0),
        ]
        yield sweep(path, np.array([0.08, 0.16, 0.18, 0.06]) * size, v["plume"].color, 8)
    yield from _arms(v, f, steel)
    if v["cape"]:
        yield (
            tapered_box((f.width * 1.2, 0.06), (f.width * 0.9, 0.06), f.neck * 0.86, v["cloak"].color)
            .turned(6, "x")
            .moved(y=f.width * 0.34 + f.neck * 0.09, z=f.neck * 0.14)
        )


def _arms(v: Values, f: Figure, steel: RGB) -> Iterator[Part]:
    """The sword in one hand, the shield in the other."""
    hand = f.width * 0.85
    if v["sword"]:
        low = f.hip * 0.95
        yield upright(
            halves([(0.05, 0), (0.05, 0.62), (0, 0.74)]) * f.height / 1.6, 0.05, PALETTE["silver"]
        ).moved(x=-hand, y=-f.width * 0.3, z=low + 0.12)
        yield box(0.26, 0.07, 0.06, PALETTE["gold"]).moved(x=-hand, y=-f.width * 0.3, z=low + 0.08)
        yield cylinder(0.03, 0.22, PALETTE["brown"], 8).moved(x=-hand, y=-f.width * 0.3, z=low - 0.1)
        yield box(0.08, f.width * 0.5, 0.08, darker(steel)).moved(x=-hand, y=-f.width * 0.1, z=low - 0.03)
    if v["shield"]:
        outline = halves([(0, -0.34), (0.2, -0.16), (0.26, 0.05), (0.26, 0.3), (0, 0.26)]) * f.height / 1.6
        middle = f.hip * 1.35
        yield upright(outline, 0.06, PALETTE["gold"]).moved(x=hand, y=-f.width * 0.42, z=middle)
        yield upright(outline * 0.84, 0.09, v["board"].color).moved(x=hand, y=-f.width * 0.42, z=middle)
        yield box(0.1, f.width * 0.5, 0.1, darker(steel)).moved(x=hand, y=-f.width * 0.2, z=middle - 0.05)


def _adjust(v: Values) -> Values:
    return unsaid(v, plume=not v["plumed"], cloak=not v["cape"], board=not v["shield"])


FAMILY = Family(
    "knight",
    "character",
    (
        Proportion("height", 1.5, 1.9),
        Proportion("stout", 0.95, 1.35, ("thin", "stout")),
        Finish("armor", ("iron", "metal", "golden"), of="armor"),
        Color("tabard", "tabard"),
        Choice("top", ("round", "pointed", "flat"), of="helmet"),
        Flag("plumed", "with a plume"),
        Color("plume", "plume"),
        Flag("sword", "with a sword"),
        Flag("shield", "with a shield"),
        Color("board", "shield"),
        Flag("cape", "with a cape"),
        Color("cloak", "cape"),
    ),
    _build,
    adjust=_adjust,
)
