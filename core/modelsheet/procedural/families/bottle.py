"""Bottles: a body, a shoulder, a neck and a cap."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, cone, cylinder, lathe


def _build(v: Values) -> Iterator[Part]:
    height, radius = v["height"], v["width"] / 2
    neck = radius * 0.38
    shoulder = height * (1 - v["neck"])
    sides = {"round": 20, "square": 4, "hexagonal": 6}[v["outline"]]
    lift = radius * 0.12
    profile = [
        (radius - lift, 0),
        (radius, lift),
        (radius, shoulder - radius * 0.7),
        (radius * 0.85, shoulder - radius * 0.3),
    ]
    yield lathe([*profile, (neck, shoulder), (neck, height)], v["body"].color, sides)
    collar = neck * 1.25
    yield cylinder(collar, height * 0.03, darker(v["body"].color), 16).moved(z=height * 0.93)
    yield cone(neck * 1.1, height * 0.07, v["cap"].color, 16, neck * 1.05).moved(z=height * 0.96)
    if v["labelled"]:
        band = (shoulder - radius * 0.7 - lift) * 0.6
        yield cylinder(radius * 1.03, band, v["label"].color, sides).moved(z=lift + band * 0.33)


def _adjust(v: Values) -> Values:
    return unsaid(v, label=not v["labelled"]) | {"width": min(v["width"], v["height"] * 0.55)}


FAMILY = Family(
    "bottle",
    "food_drink",
    (
        Proportion("height", 0.18, 0.36, ("short", "tall")),
        Proportion("width", 0.06, 0.12, ("slim", "wide")),
        Proportion("neck", 0.2, 0.42, ("", "long"), of="neck"),
        Choice("outline", ("round", "square", "hexagonal")),
        Finish("body", ("glass", "plastic", "clay")),
        Color("cap", "cap"),
        Flag("labelled", "with a label"),
        Color("label", "label"),
    ),
    _build,
    adjust=_adjust,
    symmetric=True,
)
