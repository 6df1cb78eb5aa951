"""Cabinets: a body with doors, maybe a row of drawers above them."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import RGB, Part, box, corners, sphere

DEPTH = 0.42


def _build(v: Values) -> Iterator[Part]:
    width, height, body = v["width"], v["height"], v["body"].color
    foot = 0.16 if v["legs"] else 0.06
    yield box(width, DEPTH, height - foot, body).moved(z=foot)
    yield box(width + 0.05, DEPTH + 0.05, 0.04, body).moved(z=height - 0.02)
    if v["legs"]:
        yield from corners(box(0.06, 0.06, foot + 0.02, body), width / 2 - 0.04, DEPTH / 2 - 0.04)
    else:
        yield box(width - 0.06, DEPTH - 0.06, foot + 0.02, darker(body, 0.6))
    drawer = 0.17 if v["drawers"] else 0.0
    high, y = height - foot - drawer - 0.05, -DEPTH / 2 - 0.005
    wide = (width - 0.04) / v["doors"]
    for i in range(v["doors"]):
        x = wide * (i - (v["doors"] - 1) / 2)
        yield box(wide - 0.02, 0.03, high - 0.02, v["door"].color).moved(x, y, foot + 0.03)
        inset = box(wide * 0.62, 0.04, high * 0.7, darker(v["door"].color, 0.88))
        yield inset.moved(x, y, foot + 0.03 + high * 0.14)
        side = wide * 0.4 * (1 if i % 2 == 0 else -1)
        yield _handle(v["shape"], v["handle"].color).moved(x + side, y - 0.025, foot + high * 0.55)
    for i in range(v["drawers"]):
        wide = (width - 0.04) / v["drawers"]
        x, z = wide * (i - (v["drawers"] - 1) / 2), height - drawer - 0.02
        yield box(wide - 0.02, 0.03, drawer - 0.02, v["door"].color).moved(x, y, z)
        yield _handle(v["shape"], v["handle"].color).turned(90, "y").moved(x, y - 0.025, z + drawer / 2)


def _handle(shape: str, color: RGB) -> Part:
    return sphere(0.03, color, 10) if shape == "round" else box(0.03, 0.045, 0.16, color).moved(z=-0.08)


FAMILY = Family(
    "cabinet",
    "cabinet_shelf",
    (
        Count("doors", "doors", 1, 4),
        Count("drawers", "drawers", 0, 3),
        Proportion("width", 0.75, 1.6, ("narrow", "wide")),
        Proportion("height", 0.8, 1.25, ("low", "tall")),
        Finish("body", ("wooden", "metal")),
        Finish("door", ("wooden",), of="doors"),
        Choice("shape", ("round", "long"), of="handles"),
        Color("handle", of="handles"),
        Flag("legs", "on legs"),
    ),
    _build,
    aliases=("cupboard", "sideboard"),
)
