"""People: clothes, hair and what is on the head."""

from __future__ import annotations

from collections.abc import Iterator

from ..creature import SKIN, Figure
from ..family import PALETTE, Choice, Color, Family, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, arc, box, cone, cylinder, ellipsoid, lathe, ring


def _build(v: Values) -> Iterator[Part]:
    f = Figure(v["height"], v["stout"], v["head"])
    skin = v["skin"].color
    yield from f.legs(v["trousers"].color, v["shoes"].color)
    yield f.trunk(v["shirt"].color)
    yield box(f.width * 1.02, f.width * 0.62, f.width * 0.14, PALETTE["brown"]).moved(z=f.hip)
    yield from f.arms(v["shirt"].color, skin, v["arms"])
    yield f.skull(skin)
    yield from f.gaze()
    size = f.height * f.head
    yield ellipsoid(size * 0.12, size * 0.14, size * 0.14, darker(skin, 0.85), 8).moved(
        y=-size * 0.48, z=f.neck + size * 0.36
    )
    yield box(size * 0.26, size * 0.12, size * 0.08, (150, 70, 62)).moved(
        y=-size * 0.43, z=f.neck + size * 0.18
    )
    yield from _hair(v, size, f.neck)
    yield from _hat(v, size, f.neck + size * 0.78)
    if v["beard"]:
        yield ellipsoid(size * 0.8, size * 0.5, size * 0.5, v["hair"].color, 12).moved(
            y=-size * 0.26, z=f.neck + size * 0.08
        )
    if v["pack"]:
        yield box(f.width * 0.8, f.width * 0.4, (f.neck - f.hip) * 0.8, v["bag"].color).moved(
            y=f.width * 0.45, z=f.hip * 1.1
        )


def _hair(v: Values, size: float, neck: float) -> Iterator[Part]:
    """Hair about the back and the top of the head."""
    if v["cut"] == "bald":
        return
    color = v["hair"].color
    yield ellipsoid(size * 1.08, size * 1.04, size * 0.75, color, 14).moved(
        y=size * 0.07, z=neck + size * 0.76
    )
    if v["cut"] == "long":
        yield ellipsoid(size * 1.06, size * 0.6, size * 1.3, color, 14).moved(
            y=size * 0.28, z=neck + size * 0.32
        )
    elif v["cut"] == "spiky":
        spike = cone(size * 0.18, size * 0.42, color, 6)
        if v["headwear"]:  # they stand out below it
            yield from ring(spike.turned(110, "x").moved(y=-size * 0.4, z=neck + size * 0.66), 7, 76)
            return
        for x, y in [*arc(size * 0.3, 0, 300, 5), (0, 0)]:
            yield spike.moved(x, y + size * 0.05, neck + size * 0.96)
    else:
        yield ellipsoid(size * 1.0, size * 0.5, size * 0.8, color, 12).moved(
            y=size * 0.3, z=neck + size * 0.55
        )


def _hat(v: Values, size: float, z: float) -> Iterator[Part]:
    """What is on the head."""
    color = v["hat"].color
    if v["headwear"] == "peaked":
        yield lathe(
            [(size * 0.56, 0), (size * 0.55, size * 0.16), (size * 0.3, size * 0.36)], color, 16
        ).moved(z=z)
        yield box(size * 0.7, size * 0.6, size * 0.07, color).moved(y=-size * 0.6, z=z)
    elif v["headwear"] == "wide-brimmed":
        yield cylinder(size * 0.95, size * 0.07, color, 18).moved(z=z)
        yield cone(size * 0.56, size * 0.36, color, 16, size * 0.42).moved(z=z)
    elif v["headwear"] == "round":
        yield lathe(
            [
                (size * 0.66, 0),
                (size * 0.6, size * 0.08),
                (size * 0.56, size * 0.22),
                (size * 0.3, size * 0.42),
            ],
            color,
            16,
        ).moved(z=z)


def _adjust(v: Values) -> Values:
    return unsaid(v, hat=not v["headwear"], bag=not v["pack"], hair=v["cut"] == "bald")


FAMILY = Family(
    "person",
    "character",
    (
        Proportion("height", 1.4, 1.9, ("short", "tall")),
        Proportion("stout", 0.85, 1.3, ("thin", "stout")),
        Proportion("head", 0.24, 0.36, ("", "big"), of="head"),
        Color("shirt", "shirt"),
        Color("trousers", "trousers"),
        Color("shoes", "shoes", ("black", "brown", "white", "red", "blue", "gray")),
        Color("skin", "skin", SKIN),
        Choice("cut", ("short", "long", "spiky", "bald"), of="hair"),
        Color("hair", "hair", ("black", "brown", "gold", "orange", "gray", "white", "pink", "blue")),
        Flag("beard", "with a beard"),
        Choice("headwear", ("", "peaked", "wide-brimmed", "round"), of="hat"),
        Color("hat", "hat"),
        Choice("arms", ("hanging", "raised", "waving"), of="arms"),
        Flag("pack", "with a backpack"),
        Color("bag", "backpack"),
    ),
    _build,
    adjust=_adjust,
    aliases=(
        "man",
        "villager",
    ),
)
