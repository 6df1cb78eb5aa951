"""Rugs: flat, with a border, stripes or a medallion, and fringes at the ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values
from ..shape import Part, box, extrude, polygon, rounded, row

THICK = 0.04


def _build(v: Values) -> Iterator[Part]:
    width, depth = v["width"], v["width"] * 0.66 if v["outline"] in ("rectangular", "oval") else v["width"]
    outline = rounded(width, depth, 0.03, 2)
    if v["outline"] in ("round", "oval"):
        outline = polygon(40, 1.0) * (width / 2, depth / 2)
    yield extrude(outline, THICK, v["border"].color)
    edge = 1 - 0.24 * v["edge"] / np.array([width, depth]) * 1.4
    yield extrude(outline * edge, THICK + 0.012, v["ground"].color)
    for i in range(v["stripes"]):
        x = width * 0.74 * ((i + 0.5) / v["stripes"] - 0.5)
        wide = min(0.12, width * 0.3 / v["stripes"])
        long = depth * edge[1] * 0.985
        if v["outline"] in ("round", "oval"):
            long *= np.sqrt(max(0.0, 1 - ((abs(x) + wide / 2) / (width / 2 * edge[0])) ** 2))
        yield box(wide, long, THICK + 0.024, v["stripe"].color).moved(x)
    if v["medallion"]:
        yield extrude(polygon(24, depth * 0.2), THICK + 0.034, v["middle"].color)
    if v["fringes"] and v["outline"] in ("rectangular", "square"):
        thread = box(0.1, 0.035, THICK * 0.8, (240, 232, 206))
        count = int(depth / 0.09)
        for side in (-1, 1):
            yield from row(thread.moved(side * (width / 2 + 0.03)), count, (0, (depth - 0.05) / count, 0))


def _adjust(v: Values) -> Values:
    """Only straight ends have fringes."""
    return v | {"fringes": v["fringes"] and v["outline"] in ("rectangular", "square")}


FAMILY = Family(
    "rug",
    "rug_curtain",
    (
        Choice("outline", ("round", "oval", "square", "rectangular")),
        Proportion("width", 1.4, 2.6),
        Proportion("edge", 0.4, 1.2, ("thin", "thick"), of="border"),
        Color("ground"),
        Color("border", of="border"),
        Count("stripes", "stripes", 0, 6),
        Color("stripe", of="stripes"),
        Flag("medallion", "with a circle"),
        Color("middle", of="circle"),
        Flag("fringes", "with fringes"),
    ),
    _build,
    aliases=("carpet",),
    adjust=_adjust,
)
