"""Washing machines: a box with a round door and a panel with a dial and buttons."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, box, cylinder, sphere, torus

DEPTH = 0.6


def _build(v: Values) -> Iterator[Part]:
    width, height, body, y = v["width"], 0.86, v["body"].color, -DEPTH / 2
    yield box(width, DEPTH, height - 0.04, body).moved(z=0.04)
    yield box(width - 0.06, DEPTH - 0.06, 0.06, darker(body, 0.5))
    yield box(width + 0.02, DEPTH + 0.02, 0.03, darker(body, 0.85)).moved(z=height - 0.005)
    yield box(width - 0.03, 0.05, 0.15, v["panel"].color).moved(0, y, height - 0.18)
    yield (
        cylinder(0.05, 0.04, (230, 230, 232), 16)
        .turned(90, "x")
        .moved(width * 0.33, y - 0.02, height - 0.105)
    )
    for i in range(v["buttons"]):
        yield box(0.045, 0.04, 0.04, v["button"].color).moved(
            -width * 0.38 + 0.072 * i, y - 0.025, height - 0.125
        )
    radius, z = min(0.23, width * 0.38), 0.37
    ring = torus(radius, 0.04, v["door"].color, 30, 8).turned(90, "x")
    glass = sphere(radius * 0.97, (150, 196, 216), 24).scaled(1, 0.32, 1)
    drum = [ring, glass]
    if v["laundry"]:
        for i, (x, low) in enumerate(
            ((-0.08, -0.09), (0.06, -0.11), (0.0, -0.03), (-0.11, 0.0), (0.1, -0.02))
        ):
            yield sphere(0.075, darker(v["cloth"].color, 1 - 0.1 * (i % 3)), 10).moved(x, y - 0.035, z + low)
    if v["open"]:
        yield cylinder(radius, 0.03, (60, 64, 70), 28).turned(90, "x").moved(0, y + 0.014, z)
        yield from (
            part.moved(radius).turned(75).moved(-radius - 0.03, y - 0.02, z).mirrored() for part in drum
        )
    else:
        yield from (part.moved(0, y - 0.005, z) for part in drum if part is ring or not v["laundry"])
        if v["laundry"]:
            yield cylinder(radius, 0.03, (150, 196, 216), 28).turned(90, "x").moved(0, y + 0.014, z)


FAMILY = Family(
    "washing machine",
    "appliance",
    (
        Proportion("width", 0.52, 0.74, ("narrow", "wide")),
        Color("body"),
        Color("panel", of="control panel"),
        Count("buttons", "buttons", 1, 4),
        Color("button", of="buttons"),
        Color("door", of="door"),
        Flag("open", "with an open door"),
        Flag("laundry", "with laundry"),
        Color("cloth", of="laundry"),
    ),
    _build,
    aliases=("washer", "laundry machine"),
)
