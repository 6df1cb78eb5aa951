"""Shovels: a blade on a shaft with a grip, blade down."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, arc, beam, both, capsule, cylinder, halves, upright


def _build(v: Values) -> Iterator[Part]:
    length, wide = v["length"], v["width"]
    tall, thick = wide * v["blade_height"], 0.035
    steel, r = v["blade"].color, 0.026
    if v["outline"] == "pointed":
        outline = halves(
            [
                (0, 0),
                (wide * 0.36, tall * 0.25),
                (wide * 0.5, tall * 0.55),
                (wide * 0.5, tall),
                (0, tall * 1.02),
            ]
        )
    elif v["outline"] == "round":
        outline = halves(
            [*(arc(wide * 0.5, -90, 0, 6) + (0, wide * 0.5)), (wide * 0.5, tall), (0, tall * 1.02)]
        )
    else:
        outline = halves([(wide * 0.5, 0), (wide * 0.46, tall), (0, tall)])
    yield upright(outline, thick, steel)
    yield upright(
        halves([(wide * 0.12, tall * 0.35), (r * 1.6, tall * 1.25), (0, tall * 1.25)]),
        thick * 2,
        darker(steel, 0.85),
    )
    yield cylinder(r, length - tall * 0.8, v["shaft"].color, 10).moved(z=tall * 0.8)
    top = length
    if v["grip"] == "d-shaped":
        yield beam((-0.09, 0, top + 0.1), (0.09, 0, top + 0.1), 0.045, v["handle"].color, 8)
        yield from both(beam((0.0, 0, top - 0.04), (0.085, 0, top + 0.1), 0.04, v["handle"].color, 8))
    elif v["grip"] == "t-shaped":
        yield cylinder(0.03, 0.26, v["handle"].color, 10).turned(90, "y").moved(x=-0.13, z=top)
    else:
        yield capsule(0.036, 0.18, v["handle"].color, 10).moved(z=top - 0.12)
    for i in range(v["bands"]):
        yield cylinder(r * 1.35, 0.04, v["ring"].color, 10).moved(z=tall * 1.3 + i * 0.09)


FAMILY = Family(
    "shovel",
    "tool",
    (
        Proportion("length", 0.7, 1.2, ("short", "long")),
        Proportion("width", 0.2, 0.34, ("narrow", "wide"), of="blade"),
        Proportion("blade_height", 1.0, 1.4),
        Choice("outline", ("pointed", "round", "square"), of="blade"),
        Choice("grip", ("d-shaped", "t-shaped", "straight"), of="grip"),
        Finish("blade", ("metal", "iron", "golden"), of="blade"),
        Finish("shaft", ("wooden", "metal"), of="shaft"),
        Color("handle", "grip"),
        Count("bands", "bands", 0, 3),
        Color("ring", "bands"),
    ),
    _build,
    aliases=("spade",),
)
