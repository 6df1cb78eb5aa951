"""Trash cans: round or square, with a lid, bands, handles, wheels."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, box, cone, cylinder, extrude, rounded, sphere, tapered_box


def _build(v: Values) -> Iterator[Part]:
    wide, high, body = v["width"], v["height"], v["body"].color
    foot = 0.05 if v["wheels"] else 0.0
    square = v["outline"] == "square"
    if square:
        yield tapered_box((wide * 0.82, wide * 0.82), (wide, wide), high, body).moved(z=foot)
    else:
        yield cone(wide * 0.42, high, body, 28, top=wide / 2).moved(z=foot)
    for i in range(v["bands"]):
        z = high * (0.15 + 0.7 * (i + 0.5) / v["bands"]) - 0.03
        size = wide * (0.84 + 0.16 * z / high) + 0.03
        band = (
            box(size, size, 0.06, v["band"].color)
            if square
            else cylinder(size / 2, 0.06, v["band"].color, 28)
        )
        yield band.moved(z=foot + z)
    top = foot + high
    yield from _lid(v, wide, top, square)
    for side in (-1, 1)[: v["handles"]]:
        x = side * (wide / 2 + 0.01)
        for y in (-0.08, 0.08):
            yield box(0.07, 0.035, 0.035, v["handle"].color).moved(x, y, top - 0.16)
        yield box(0.035, 0.195, 0.035, v["handle"].color).moved(x + side * 0.035, 0, top - 0.16)
    if v["wheels"]:
        for x in (-wide * 0.3, wide * 0.3):
            yield cylinder(0.09, 0.06, (50, 50, 54), 14).turned(90, "y").moved(x - 0.03, wide * 0.38, 0.09)
        yield box(wide * 0.7, 0.08, foot + 0.02, darker(body, 0.7)).moved(0, -wide * 0.3)


def _lid(v: Values, wide: float, top: float, square: bool) -> Iterator[Part]:
    color, size = v["lid"].color, wide + 0.06
    flat = extrude(rounded(size, size, 0.03), 0.05, color) if square else cylinder(size / 2, 0.05, color, 28)
    dome = (
        tapered_box((size * 0.9, size * 0.9), (size * 0.5, size * 0.5), 0.09, color)
        if square
        else cone(size * 0.45, 0.09, color, 28, top=size * 0.2)
    )
    lid = [flat, dome.moved(z=0.04), sphere(0.045, darker(color, 0.7), 12).moved(z=0.15)]
    if not v["open"]:
        yield from (part.moved(z=top - 0.01) for part in lid)
        return
    yield cylinder(wide * 0.42, 0.02, (48, 44, 42), 24).moved(z=top - 0.008)
    yield from (
        part.moved(0, -size / 2, 0).turned(-100, "x").moved(0, wide / 2 - 0.01, top - 0.02) for part in lid
    )


FAMILY = Family(
    "trash can",
    "barrel_bucket",
    (
        Choice("outline", ("round", "square")),
        Proportion("height", 0.55, 1.1, ("low", "tall")),
        Proportion("width", 0.45, 0.65, ("narrow", "wide")),
        Finish("body", ("metal", "plastic")),
        Color("lid", of="lid"),
        Flag("open", "with an open lid"),
        Count("bands", "bands", 0, 3),
        Color("band", of="bands"),
        Count("handles", "handles", 0, 2),
        Color("handle", of="handles"),
        Flag("wheels", "on wheels"),
    ),
    _build,
    aliases=("garbage can", "dustbin", "trash bin", "rubbish bin", "waste bin"),
)
