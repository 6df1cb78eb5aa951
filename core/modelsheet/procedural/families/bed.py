"""Beds: a frame with a headboard, a mattress, a blanket and pillows; the foot end is the front."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, arch, box, corners, extrude, rounded, row, upright

LENGTH = 2.0


def _build(v: Values) -> Iterator[Part]:
    width, frame = v["width"], v["frame"].color
    yield box(width, LENGTH, 0.14, frame).moved(z=0.2)
    yield from corners(box(0.09, 0.09, 0.25, frame), width / 2 - 0.045, LENGTH / 2 - 0.045)
    yield extrude(rounded(width - 0.08, LENGTH - 0.1, 0.08), 0.2, (240, 238, 230)).moved(z=0.32)
    long = LENGTH * 0.62
    blanket = extrude(rounded(width + 0.03, long, 0.05), 0.26, v["blanket"].color)
    yield blanket.moved(0, -(LENGTH - long) / 2 + 0.02, 0.29)
    pillow = extrude(rounded(min(0.62, width * 0.84 / v["pillows"]), 0.4, 0.12), 0.13, v["pillow"].color)
    yield from row(pillow.moved(0, LENGTH / 2 - 0.3, 0.49), v["pillows"], (min(0.7, width * 0.46), 0, 0))
    yield from _headboard(v, width)
    if v["footboard"]:
        yield box(width + 0.02, 0.07, 0.5, frame).moved(0, -LENGTH / 2 - 0.01, 0.14)
        yield from row(box(0.1, 0.1, 0.7, frame).moved(0, -LENGTH / 2 - 0.01), 2, (width, 0, 0))


def _headboard(v: Values, width: float) -> Iterator[Part]:
    high, color, y = v["height"], v["headboard"].color, LENGTH / 2 + 0.02
    if v["shape"] == "arched":
        yield upright(arch(width + 0.04, high, high * 0.4), 0.08, color).moved(y=y)
        return
    yield from row(box(0.1, 0.1, high + 0.06, color).moved(0, y), 2, (width, 0, 0))
    if v["shape"] == "solid":
        yield box(width, 0.07, high - 0.15, color).moved(0, y, 0.15)
        return
    yield box(width, 0.08, 0.1, color).moved(0, y, high - 0.1)
    yield box(width, 0.06, 0.1, color).moved(0, y, 0.25)
    yield from row(box(0.05, 0.04, high - 0.3, color).moved(0, y, 0.27), int(width / 0.17), (0.165, 0, 0))


FAMILY = Family(
    "bed",
    "bed",
    (
        Choice("shape", ("solid", "slatted", "arched"), of="headboard"),
        Proportion("height", 0.75, 1.3, ("low", "tall"), of="headboard"),
        Proportion("width", 0.9, 1.8, ("narrow", "wide")),
        Count("pillows", "pillows", 1, 2),
        Finish("frame", ("wooden", "metal", "iron")),
        Finish("headboard", ("wooden", "metal"), of="headboard"),
        Color("blanket", of="blanket"),
        Color("pillow", of="pillows"),
        Flag("footboard", "with a footboard"),
    ),
    _build,
)
