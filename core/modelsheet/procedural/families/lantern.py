"""Lanterns: a light between posts, under a roof, with a ring to hang them by."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, cone, polygon, prism, torus

SIDES = {"round": 16, "square": 4, "hexagonal": 6}


def _build(v: Values) -> Iterator[Part]:
    sides, radius, high = SIDES[v["outline"]], v["width"], v["height"]
    frame, roof = v["frame"].color, v["roof"].color
    foot = 0.05 if v["feet"] else 0.0
    yield prism(sides, radius * 1.12, 0.035, frame).moved(z=foot)
    posts = polygon(min(sides, 6), radius * 0.97)
    if v["feet"]:
        for x, y in posts:
            yield beam((x, y, 0), (x, y, foot + 0.01), 0.035, frame)
    yield prism(sides, radius * 0.84, high, v["light"].color).moved(z=foot + 0.03)
    for x, y in posts:
        yield beam((x, y, foot + 0.01), (x, y, foot + high + 0.04), 0.024, frame)
    z = foot + high + 0.02
    yield prism(sides, radius * 1.1, 0.025, frame).moved(z=z)
    steep = 0.16 if v["shape"] == "pointed" else 0.09
    yield cone(radius * 1.3, steep, roof, sides, top=0.02 if v["shape"] == "pointed" else radius * 0.5).moved(
        z=z + 0.02
    )
    yield prism(8, 0.03, 0.04, darker(roof)).moved(z=z + steep)
    if v["ring"]:
        yield torus(0.06, 0.011, frame, 16, 6).turned(90, "x").moved(z=z + steep + 0.09)


FAMILY = Family(
    "lantern",
    "lamp",
    (
        Choice("outline", tuple(SIDES)),
        Choice("shape", ("pointed", "flat"), of="roof"),
        Proportion("height", 0.16, 0.36, ("low", "tall")),
        Proportion("width", 0.1, 0.15, ("", "wide")),
        Finish("frame", ("iron", "metal", "golden", "wooden")),
        Color("roof", of="roof"),
        Color(
            "light", of="light", words=("yellow", "orange", "red", "green", "blue", "white", "pink", "purple")
        ),
        Flag("ring", "with a ring on top"),
        Flag("feet", "on small feet"),
    ),
    _build,
    aliases=("oil lantern", "hand lantern"),
)
