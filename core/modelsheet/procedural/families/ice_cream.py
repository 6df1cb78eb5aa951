"""Ice creams: scoops in a cone or a cup."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Choice, Color, Count, Family, Proportion, Values, darker, unsaid
from ..shape import Part, box, cone, cylinder, hoop, lathe, sphere


def _build(v: Values) -> Iterator[Part]:
    r = v["width"] / 2
    high = r * 3.2 if v["base"] == "cone" else r * 1.3
    wafer = v["wafer"].color
    if v["base"] == "cone":
        yield cone(r * 0.08, high, wafer, 16, r * 0.95)
        for i in range(3):
            z = high * (0.35 + 0.25 * i)
            yield hoop(r * (0.1 + 0.87 * z / high) * 1.03, r * 0.15, r * 0.14, darker(wafer, 0.8), 16).moved(
                z=z
            )
    else:
        yield cone(r * 0.7, high, wafer, 16, r * 1.1)
        yield hoop(r * 1.14, r * 0.2, r * 0.16, darker(wafer, 0.8), 16).moved(z=high - r * 0.14)
    flavors = [v["first"].color, v["second"].color, v["third"].color]
    z = high + r * 0.45
    for i in range(v["scoops"]):
        size = r * (1 - 0.1 * i)
        yield sphere(size, flavors[i], 14).moved(z=z)
        yield lathe(
            [(size * 0.9, -size * 0.12), (size * 1.1, 0.0), (size * 0.9, size * 0.14)], flavors[i], 10
        ).moved(z=z - size * 0.45)
        z += size * 1.25
    top = z - r * 0.35
    if v["topping"] == "a cherry":
        yield sphere(r * 0.3, PALETTE["red"], 10).moved(z=top + r * 0.2)
    elif v["topping"] == "a wafer":
        yield (
            cylinder(r * 0.14, r * 1.4, PALETTE["tan"], 8)
            .moved(z=-r * 0.3)
            .turned(28, "y")
            .moved(x=r * 0.2, z=top)
        )
    elif v["topping"] == "a flake":
        yield (
            box(r * 0.3, r * 0.3, r * 1.2, (84, 54, 40))
            .moved(z=-r * 0.3)
            .turned(-25, "y")
            .moved(x=-r * 0.15, z=top)
        )


def _adjust(v: Values) -> Values:
    return unsaid(v, second=v["scoops"] < 2, third=v["scoops"] < 3)


FAMILY = Family(
    "ice cream",
    "food_drink",
    (
        Choice("base", ("cone", "cup"), say="in a {}"),
        Count("scoops", "scoops", 1, 3),
        Proportion("width", 0.06, 0.09),
        Color("first", "first scoop"),
        Color("second", "second scoop"),
        Color("third", "third scoop"),
        Color("wafer", "wafer", ("tan", "brown", "gold", "orange", "pink", "white")),
        Choice("topping", ("", "a cherry", "a wafer", "a flake"), say="with {} on top"),
    ),
    _build,
    adjust=_adjust,
)
