"""Armchairs: soft, with thick armrests and a cushion."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Proportion, Values, darker
from ..shape import Part, arch, both, box, cone, corners, extrude, rounded, upright


def _build(v: Values) -> Iterator[Part]:
    width, color, arm = v["width"], v["body"].color, 0.17
    base = 0.14
    yield box(width, 0.74, 0.2, darker(color, 0.82)).moved(z=base - 0.01)
    back = upright(rounded(width, v["back"], 0.12), 0.2, color)
    yield back.moved(0, 0.3, base + v["back"] / 2)
    yield from both(
        _armrest(v["armrests"], arm, darker(color, 0.91)).moved(width / 2 - arm / 2 + 0.02, 0, base)
    )
    seat = extrude(rounded(width - 2 * arm + 0.02, 0.6, 0.06), 0.15, v["cushion"].color)
    yield seat.moved(0, -0.1, base + 0.17)
    yield from corners(cone(0.025, base + 0.02, v["leg"].color, 10, top=0.04), width / 2 - 0.08, 0.29)


def _armrest(shape: str, wide: float, color: tuple[int, int, int]) -> Part:
    if shape == "square":
        return box(wide, 0.78, 0.44, color)
    if shape == "sloping":
        side = [(-0.39, 0.0), (0.39, 0.0), (0.39, 0.52), (-0.39, 0.34)]
        return upright(side, wide, color).turned(90)
    roll = arch(wide * 1.3, 0.2, wide * 0.55, 8) + (0, 0.27)
    outline = [
        (-wide * 0.42, 0.0),
        (wide * 0.42, 0.0),
        (wide * 0.42, 0.27),
        *roll[1:],
        roll[0],
        (-wide * 0.42, 0.27),
    ]
    return upright(outline, 0.8, color)


FAMILY = Family(
    "armchair",
    "chair_stool",
    (
        Choice("armrests", ("round", "square", "sloping"), of="armrests"),
        Proportion("back", 0.6, 1.05, ("low", "tall"), of="back"),
        Proportion("width", 0.78, 1.1, ("narrow", "wide")),
        Color("body"),
        Color("cushion", of="cushion"),
        Finish("leg", ("wooden", "metal"), of="legs"),
    ),
    _build,
    aliases=("lounge chair", "easy chair", "club chair"),
)
