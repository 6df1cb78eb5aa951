"""Cannons: a barrel on a wheeled carriage, its mouth to the front."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, beam, box, cylinder, extrude, hoop, lathe, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    length, r = v["length"], v["length"] * v["bore"] / 2
    wheel = length * v["wheel"] / 2
    axle = wheel
    barrel = [
        (r * 0.95, 0),
        (r * 1.15, length * 0.06),
        (r * 1.1, length * 0.3),
        (r * 0.85, length * 0.9),
        (r * 1.15, length * 0.93),
        (r * 1.15, length),
        (r * 0.6, length),
        (r * 0.6, length * 0.85),
    ]
    parts = [
        lathe(barrel, v["barrel"].color, 16),
        sphere(r * 0.45, v["barrel"].color, 10).moved(z=-r * 0.3),
        cylinder(r * 0.62, length * 0.02, PALETTE["black"], 16).moved(z=length * 0.845),
    ]
    for i in range(v["bands"]):
        parts.append(cylinder(r * 1.28, length * 0.05, v["band"].color, 16).moved(z=length * (0.1 + 0.2 * i)))
    for part in parts:
        yield part.moved(z=-length * 0.4).turned(90 - v["raise"], "x").moved(z=axle + r * 1.25)
    wood, thick = v["carriage"].color, length * 0.06
    for x in (-r * 1.3, r * 1.3):
        side = extrude(
            [
                (-length * 0.3, -r * 0.5),
                (length * 0.25, -r * 0.9),
                (length * 0.55, -axle),
                (length * 0.68, -axle),
                (length * 0.3, r * 0.5),
                (-length * 0.28, r * 0.9),
            ],
            thick,
            wood,
        )
        yield side.turned(90, "x").turned(90).moved(x=x - thick / 2, z=axle)
    yield box(r * 2.6, length * 0.3, r * 0.5, wood).moved(y=length * 0.05, z=axle - r * 0.5)
    outer = r * 1.3 + thick * 1.3
    yield beam((-outer - 0.02, 0, axle), (outer + 0.02, 0, axle), r * 0.4, PALETTE["black"], 8)
    yield from _wheels(v, thick, axle, outer)


def _wheels(v: Values, thick: float, axle: float, outer: float) -> Iterator[Part]:
    """A spoked wheel at either end of the axle."""
    for way in (-1, 1):
        wheel_parts = [
            hoop(axle, axle * 0.2, thick, v["tire"].color, 20),
            cylinder(axle * 0.25, thick * 1.6, v["band"].color, 10).moved(z=-thick * 0.3),
        ]
        wheel_parts += ring(
            beam((0, 0, thick / 2), (axle * 0.9, 0, thick / 2), thick * 0.6, v["tire"].color), v["spokes"]
        )
        for part in wheel_parts:
            yield part.moved(z=-thick / 2).turned(90, "y").moved(x=way * outer, z=axle)


FAMILY = Family(
    "cannon",
    "siege_tank",
    (
        Proportion("length", 1.2, 2.0, ("short", "long"), of="barrel"),
        Proportion("bore", 0.2, 0.32, ("thin", "thick"), of="barrel"),
        Proportion("raise", 0, 25, ("", "raised"), of="barrel"),
        Proportion("wheel", 0.5, 0.75, ("small", "big"), of="wheels"),
        Count("spokes", "spokes in each wheel", 5, 8),
        Count("bands", "bands", 1, 3),
        Finish("barrel", ("iron", "metal", "golden"), of="barrel"),
        Color("band", "bands"),
        Finish("carriage", ("wooden",), of="carriage"),
        Finish("tire", ("wooden", "iron"), of="wheels"),
    ),
    _build,
)
