"""Snowmen: balls of snow with a hat, a carrot nose, a scarf and stick arms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, beam, both, box, cone, cylinder, hoop, lathe, sphere, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    snow, size = v["snow"].color, v["size"]
    radii = [size * share for share in ((1.0, 0.72, 0.5) if v["balls"] == 3 else (1.0, 0.66))]
    z = 0.0
    for i, r in enumerate(radii):
        z += r * (0.92 if i == 0 else 0.78)
        yield sphere(r, snow, 18).moved(z=z) if i else sphere(r, snow, 18).moved(z=r)
        if i == 0:
            z = r
        if i == len(radii) - 1:
            head, top = r, z
        else:
            chest, middle = r, z
            z += r * 0.8
    dark = PALETTE["black"]
    yield from both(sphere(head * 0.12, dark, 8).moved(x=head * 0.36, y=-head * 0.86, z=top + head * 0.25))
    yield (
        cone(head * 0.17, head * v["nose"], v["carrot"].color, 8).turned(90, "x").moved(y=-head * 0.88, z=top)
    )
    for x, drop in ((-0.4, 0.3), (-0.14, 0.42), (0.14, 0.42), (0.4, 0.3)):
        yield sphere(head * 0.07, dark, 6).moved(
            x=x * head, y=-head * 0.86 + abs(x) * head * 0.12, z=top - drop * head
        )
    for i in range(v["buttons"]):
        up = (i - (v["buttons"] - 1) / 2) * 0.36
        yield sphere(chest * 0.1, v["button"].color, 8).moved(
            y=-chest * np.cos(up) * 0.98, z=middle + chest * np.sin(up)
        )
    if v["scarf"]:
        yield torus(head * 0.82, head * 0.2, v["cloth"].color, 18, 8).moved(z=top - head * 0.72)
        yield box(head * 0.34, head * 0.2, head * 0.95, v["cloth"].color).moved(
            x=head * 0.4, y=-chest * 0.86 - head * 0.05, z=top - head * 1.6
        )
    yield from _arms(chest, head, middle + chest * 0.3)
    yield from _hat(v, head, top)


def _arms(chest: float, head: float, shoulder: float) -> Iterator[Part]:
    """Two sticks with twigs."""
    arm = sweep(
        [
            (chest * 0.85, 0, shoulder),
            (chest * 1.3, 0, shoulder + chest * 0.25),
            (chest * 1.75, 0, shoulder + chest * 0.6),
        ],
        [head * 0.09, head * 0.08, head * 0.06],
        PALETTE["brown"],
        6,
    )
    twig = beam(
        (chest * 1.4, 0, shoulder + chest * 0.32),
        (chest * 1.75, 0, shoulder + chest * 0.28),
        head * 0.1,
        PALETTE["brown"],
        6,
    )
    yield from both(arm)
    yield from both(twig)


def _hat(v: Values, head: float, top: float) -> Iterator[Part]:
    """What is on the head: a top hat with a band, a bucket or a bobble hat."""
    z, color = top + head * 0.72, v["hat"].color
    if v["headwear"] == "tall":
        yield cylinder(head * 0.95, head * 0.12, color, 18).moved(z=z)
        yield cylinder(head * 0.62, head * 0.85, color, 18).moved(z=z + head * 0.05)
        yield cylinder(head * 0.66, head * 0.2, v["cloth"].color, 18).moved(z=z + head * 0.1)
    elif v["headwear"] == "bucket-shaped":
        yield cone(head * 0.8, head * 0.9, color, 16, head * 0.55).moved(z=z - head * 0.05)
        yield hoop(head * 0.86, head * 0.15, head * 0.12, darker(color), 16).moved(z=z - head * 0.05)
    elif v["headwear"] == "knitted":
        yield lathe(
            [(head * 0.85, -head * 0.3), (head * 0.75, head * 0.2), (head * 0.3, head * 0.55)], color, 16
        ).moved(z=z)
        yield hoop(head * 0.95, head * 0.25, head * 0.24, v["cloth"].color, 16).moved(z=z - head * 0.36)
        yield sphere(head * 0.22, v["cloth"].color, 8).moved(z=z + head * 0.66)


def _adjust(v: Values) -> Values:
    return unsaid(v, hat=not v["headwear"], cloth=not v["scarf"])


FAMILY = Family(
    "snowman",
    "character",
    (
        Count("balls", "balls of snow", 2, 3),
        Proportion("size", 0.35, 0.55),
        Proportion("nose", 0.5, 1.0, ("short", "long"), of="nose"),
        Color("carrot", "nose", ("orange", "orange", "red", "yellow", "black")),
        Count("buttons", "buttons", 0, 3),
        Color("button", "buttons"),
        Choice("headwear", ("", "tall", "bucket-shaped", "knitted"), of="hat"),
        Color("hat", "hat"),
        Flag("scarf", "with a scarf"),
        Color("cloth", "scarf"),
        Color("snow", "", ("white", "white", "white", "blue", "silver", "teal")),
    ),
    _build,
    adjust=_adjust,
)
