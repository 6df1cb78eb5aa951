"""Suitcases: a case with corners, straps and a handle, upright, on wheels or not."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import PALETTE, Color, Count, Family, Finish, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, both, box, cylinder, grounded, rounded, sweep, upright


def _build(v: Values) -> Iterator[Part]:
    yield from grounded(_case(v))


def _case(v: Values) -> Iterator[Part]:
    """The case, its wheels below z = 0."""
    wide, high, deep = v["width"], v["width"] * v["height"], v["width"] * v["depth"]
    body, trim = v["body"].color, v["trim"].color
    outline = rounded(wide, high, wide * (0.12 if v["rounded"] else 0.03)) + (0, high / 2)
    yield upright(outline, deep, body)
    yield upright((outline - (0, high / 2)) * 1.015 + (0, high / 2), deep * 0.1, darker(body, 0.6))
    size = wide * 0.16
    if v["corners"]:
        for z in (-0.01 * high, high * 1.01 - size):
            yield from both(
                box(size, deep * 1.04, size, v["corner"].color).moved(
                    x=wide / 2 - size / 2 + wide * 0.012, z=z
                )
            )
    for i in range(v["straps"]):
        x = 0.0 if v["straps"] == 1 else (i / (v["straps"] - 1) - 0.5) * wide * 0.56
        yield box(wide * 0.08, deep * 1.08, high * 1.03, trim).moved(x=x, z=-high * 0.015)
        yield box(wide * 0.12, deep * 1.14, high * 0.07, PALETTE["gold"]).moved(x=x, z=high * 0.7)
    grip = v["grip"].color
    if v["wheels"]:
        for y in (-deep * 0.3, deep * 0.3):
            wheel = cylinder(wide * 0.06, wide * 0.07, PALETTE["black"], 12).turned(90, "y")
            yield from both(wheel.moved(wide * 0.34, y, -wide * 0.03))
        tall = high * 0.4
        yield from both(
            box(wide * 0.05, wide * 0.05, tall, PALETTE["silver"]).moved(
                x=wide * 0.2, y=deep * 0.3, z=high * 0.98
            )
        )
        yield box(wide * 0.5, wide * 0.09, wide * 0.08, grip).moved(y=deep * 0.3, z=high * 0.98 + tall * 0.92)
    else:
        path = [
            (-wide * 0.17, 0, 0),
            (-wide * 0.15, 0, high * 0.1),
            (wide * 0.15, 0, high * 0.1),
            (wide * 0.17, 0, 0),
        ]
        yield sweep(path, wide * 0.035, grip, 8).moved(z=high * 0.99)
    for i in range(v["stickers"]):
        x, z = ((-0.2, 0.28), (0.22, 0.4), (0.0, 0.55), (0.25, 0.78))[i]
        word = ("star-shaped", "heart-shaped", "round", "diamond-shaped")[i]
        yield upright(
            emblem(word, wide * 0.18), deep * 1.05, PALETTE[("yellow", "red", "white", "green")[i]]
        ).moved(x=x * wide, z=z * high)


def _adjust(v: Values) -> Values:
    return unsaid(v, corner=not v["corners"])


FAMILY = Family(
    "suitcase",
    "bag_container",
    (
        Proportion("width", 0.45, 0.7),
        Proportion("height", 0.65, 1.3, ("wide", "tall")),
        Proportion("depth", 0.28, 0.46, ("thin", "thick")),
        Flag("rounded", "with round edges"),
        Count("straps", "straps", 0, 3),
        Color("trim", "straps"),
        Flag("corners", "with corner guards"),
        Color("corner", "corner guards"),
        Flag("wheels", "on wheels"),
        Count("stickers", "stickers", 0, 4),
        Color("grip", "handle"),
        Finish("body", ("leather", "metal")),
    ),
    _build,
    adjust=_adjust,
    aliases=("luggage",),
)
