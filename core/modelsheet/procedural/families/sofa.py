"""Sofas: a body with armrests, a row of seat cushions, loose pillows."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..shape import Part, arch, both, box, cone, corners, extrude, rounded, upright


def _build(v: Values) -> Iterator[Part]:
    count, color, arm, base = v["cushions"], v["body"].color, 0.2, 0.13
    inner = 0.62 * count
    width = inner + 2 * arm
    yield box(width - 0.04, 0.8, 0.2, darker(color, 0.82)).moved(z=base - 0.01)
    yield box(width - 0.04, 0.22, v["back"], color).moved(0, 0.33, base)
    yield from both(_armrest(v["armrests"], arm, darker(color, 0.91)).moved(width / 2 - arm / 2, 0, base))
    for i in range(count):
        x = 0.62 * (i - (count - 1) / 2)
        seat = extrude(rounded(0.6, 0.66, 0.05), 0.16, v["cushion"].color)
        yield seat.moved(x, -0.1, base + 0.17)
        rest = extrude(rounded(0.6, v["back"] - 0.3, 0.06), 0.16, v["cushion"].color).turned(90, "x")
        yield rest.moved(x, 0.26, base + 0.33 + (v["back"] - 0.3) / 2)
    for i in range(v["pillows"]):
        pillow = extrude(rounded(0.38, 0.38, 0.1), 0.14, v["pillow"].color).turned(70, "x")
        yield pillow.moved((-1) ** i * (inner / 2 - 0.22), 0.05, base + 0.5)
    yield from corners(cone(0.025, base + 0.02, v["leg"].color, 8, top=0.04), width / 2 - 0.12, 0.32)


def _armrest(shape: str, wide: float, color: tuple[int, int, int]) -> Part:
    if shape == "square":
        return box(wide, 0.86, 0.42, color)
    roll = arch(wide * 1.3, 0.2, wide * 0.55, 8) + (0, 0.27)
    outline = [
        (-wide * 0.42, 0.0),
        (wide * 0.42, 0.0),
        (wide * 0.42, 0.27),
        *roll[1:],
        roll[0],
        (-wide * 0.42, 0.27),
    ]
    return upright(outline, 0.86, color)


FAMILY = Family(
    "sofa",
    "sofa",
    (
        Count("cushions", "cushions", 2, 4),
        Choice("armrests", ("round", "square"), of="armrests"),
        Proportion("back", 0.55, 0.9, ("low", "tall"), of="back"),
        Color("body"),
        Color("cushion", of="cushions"),
        Count("pillows", "pillows", 0, 2),
        Color("pillow", of="pillows"),
        Finish("leg", ("wooden", "metal"), of="legs"),
    ),
    _build,
    aliases=("couch", "settee"),
)
