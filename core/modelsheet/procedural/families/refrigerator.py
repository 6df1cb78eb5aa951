"""Refrigerators: one door, two on top of each other, or two above a wide one."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, box, extrude, rounded, upright

DEPTH = 0.66


def _build(v: Values) -> Iterator[Part]:
    width, height, body = v["width"] * (1.35 if v["doors"] > 2 else 1), v["height"], v["body"].color
    corner = 0.12 if v["corners"] == "rounded" else 0.012
    yield upright(rounded(width, height - 0.05, corner), DEPTH, darker(body, 0.78)).moved(
        z=(height + 0.05) / 2
    )
    yield extrude(rounded(width - 0.08, DEPTH - 0.08, 0.02), 0.2, (60, 60, 64))
    seam, y = 0.06 + (height - 0.05) * (0.62 if v["doors"] == 2 else 0.36), -DEPTH / 2 - 0.02
    doors = {  # x, z, width, height
        1: [(0.0, 0.06, width, height - 0.06)],
        2: [(0.0, 0.06, width, seam - 0.08), (0.0, seam, width, height - seam)],
        3: [
            (0.0, 0.06, width, seam - 0.08),
            (-width / 4, seam, width / 2, height - seam),
            (width / 4, seam, width / 2, height - seam),
        ],
    }[v["doors"]]
    for x, z, wide, high in doors:
        leaf = rounded(wide - 0.02, high - 0.015, min(corner, wide * 0.2))
        yield upright(leaf, 0.08, body).moved(x, y, z + high / 2)
        side = (-1 if x > 0 else 1) * (wide * 0.4)
        if v["doors"] == 3 and x == 0:
            yield box(wide * 0.6, 0.05, 0.04, v["handle"].color).moved(0, y - 0.06, z + high - 0.12)
        else:
            long = min(0.5, high * 0.5)
            low = z + 0.08 if z > 0.1 else z + high - long - 0.1
            yield box(0.04, 0.06, long, v["handle"].color).moved(x + side, y - 0.06, low)
    if v["dispenser"]:
        x, z = (
            (-width / 4 if v["doors"] > 2 else -width * 0.12),
            max(seam if v["doors"] == 3 else 0.0, height * 0.38) + 0.1,
        )
        yield box(0.2, 0.1, 0.28, (64, 66, 72)).moved(x, y, z)
        yield box(0.12, 0.12, 0.1, (120, 190, 220)).moved(x, y, z + 0.03)
    if v["magnets"]:
        colors = ((220, 60, 60), (244, 200, 70), (70, 130, 210), (90, 170, 90))
        for i, color in enumerate(colors):
            x = (doors[-1][0] - doors[-1][2] * 0.22) + 0.11 * (i % 2)
            yield box(0.06, 0.1, 0.06, color).moved(x, y, height * 0.78 + 0.1 * (i // 2))


FAMILY = Family(
    "refrigerator",
    "appliance",
    (
        Count("doors", "doors", 1, 3),
        Choice("corners", ("rounded", "square"), of="corners"),
        Proportion("width", 0.58, 0.85, ("narrow", "wide")),
        Proportion("height", 1.2, 1.95, ("low", "tall")),
        Finish("body", ("metal",)),
        Color("handle", of="handles"),
        Flag("dispenser", "with a water dispenser"),
        Flag("magnets", "with colorful magnets"),
    ),
    _build,
    aliases=("fridge", "icebox"),
)
