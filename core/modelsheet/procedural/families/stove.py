"""Stoves: burners on top, knobs in front, an oven below."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, both, box, cylinder, row, sphere, torus

HEIGHT, DEPTH = 0.9, 0.62
GRID = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (5, 1), 6: (3, 2)}  # columns, rows


def _build(v: Values) -> Iterator[Part]:
    width, body, y = v["width"], v["body"].color, -DEPTH / 2
    yield box(width, DEPTH, HEIGHT - 0.05, body).moved(z=0.06)
    yield box(width - 0.06, DEPTH - 0.06, 0.08, darker(body, 0.5))
    yield box(width + 0.02, DEPTH + 0.03, 0.035, darker(body, 0.8)).moved(z=HEIGHT)
    columns, rows = GRID[v["burners"]]
    size = min(0.115, width / columns * 0.38)
    for i in range(columns):
        for j in range(rows):
            x, back = width * 0.94 * ((i + 0.5) / columns - 0.5), DEPTH * ((j + 0.5) / rows - 0.5)
            yield cylinder(size, 0.03, v["burner"].color, 18).moved(x, back, HEIGHT + 0.025)
            yield torus(size * 0.8, 0.014, darker(v["burner"].color, 0.6), 18, 6).moved(
                x, back, HEIGHT + 0.058
            )
    knob = cylinder(0.032, 0.04, v["knob"].color, 12).turned(90, "x").moved(0, y + 0.01, HEIGHT - 0.09)
    yield from row(knob, v["knobs"], (width * 0.84 / v["knobs"], 0, 0))
    yield box(width - 0.08, 0.05, 0.56, v["door"].color).moved(0, y - 0.005, 0.14)
    yield box(width * 0.58, 0.06, 0.27, (50, 50, 56)).moved(0, y - 0.008, 0.26)
    bar = cylinder(0.016, width * 0.7, (190, 194, 200), 8).turned(90, "y").moved(-width * 0.35)
    yield bar.moved(0, y - 0.075, 0.63)
    yield from both(box(0.03, 0.07, 0.03, (190, 194, 200)).moved(width * 0.3, y - 0.045, 0.615))
    if v["back"]:
        yield box(width, 0.06, 0.2, body).moved(0, DEPTH / 2 - 0.03, HEIGHT + 0.02)
    if v["pot"]:
        x = -width * 0.94 * (0.5 - 0.5 / columns)
        front = -DEPTH * (0.5 - 0.5 / rows)
        yield cylinder(0.13, 0.17, v["pan"].color, 20).moved(x, front, HEIGHT + 0.06)
        yield cylinder(0.14, 0.025, darker(v["pan"].color, 0.8), 20).moved(x, front, HEIGHT + 0.225)
        yield sphere(0.028, (50, 48, 48), 8).moved(x, front, HEIGHT + 0.265)
        yield from (
            part.moved(x, front, HEIGHT + 0.18)
            for part in both(box(0.06, 0.04, 0.025, (50, 48, 48)).moved(0.15))
        )


FAMILY = Family(
    "stove",
    "appliance",
    (
        Count("burners", "burners", 1, 6),
        Count("knobs", "knobs", 2, 6),
        Proportion("width", 0.6, 0.95, ("narrow", "wide")),
        Finish("body", ("metal", "iron")),
        Color("burner", of="burners", words=("black", "gray", "red", "orange", "silver")),
        Color("knob", of="knobs"),
        Color("door", of="oven door"),
        Flag("back", "with a back panel"),
        Flag("pot", "with a pot"),
        Color("pan", of="pot"),
    ),
    _build,
    aliases=("kitchen stove", "cooker", "oven"),
)
