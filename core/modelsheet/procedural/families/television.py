"""Televisions: flat ones on a foot, and old boxy ones with dials and antennas."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, box, corners, cylinder, rounded, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    width, case = v["width"], v["case"].color
    boxy = v["kind"] == "boxy"
    height, depth = (width * 0.76, width * 0.6) if boxy else (width * 0.58, 0.07)
    base = 0.16 if v["legs"] or not boxy else 0.0
    outline = rounded(width, height, 0.06 if boxy else 0.02)
    yield upright(outline, depth, case).moved(z=base + height / 2)
    if boxy:
        yield upright(outline * 0.72, depth, darker(case, 0.8)).moved(0, 0.09 * width, base + height / 2)
    wide, x = (width * 0.68, -width * 0.11) if boxy else (width * 0.94, 0.0)
    tall = height * (0.8 if boxy else 0.9)
    screen = upright(rounded(wide, tall, 0.09 if boxy else 0.01), 0.04, v["screen"].color)
    yield screen.moved(x, -depth / 2, base + height / 2)
    if boxy:
        for i in range(v["knobs"]):
            knob = cylinder(0.045 * width, 0.04, v["knob"].color, 14).turned(90, "x")
            yield knob.moved(width * 0.37, -depth / 2 + 0.005, base + height * (0.82 - 0.19 * i))
    if v["legs"]:
        yield from corners(
            beam((0.05, 0, 0.008), (0, 0, base + 0.03), 0.045, v["leg"].color), width * 0.36, depth * 0.3
        )
    elif not boxy:
        yield box(0.1, 0.05, base + 0.1, v["leg"].color).moved(0, 0.02)
        yield box(width * 0.4, 0.24, 0.03, v["leg"].color)
    for i in range(v["antennas"]):
        side = (1, -1)[i] if v["antennas"] == 2 else 1
        top = base + height
        yield beam((0, 0, top - 0.02), (side * width * 0.3, 0, top + width * 0.42), 0.022, (120, 124, 130), 6)
        yield sphere(0.024, (120, 124, 130), 8).moved(side * width * 0.3, 0, top + width * 0.42)


def _adjust(v: Values) -> Values:
    """Flat ones have a foot, no dials or antennas."""
    flat = v["kind"] == "flat"
    return v | ({"knobs": 0, "antennas": 0, "legs": False} if flat else {})


FAMILY = Family(
    "television",
    "electronics",
    (
        Choice("kind", ("flat", "boxy")),
        Proportion("width", 0.55, 1.3),
        Finish("case", ("wooden", "metal", "plastic")),
        Color(
            "screen",
            of="screen",
            words=("black", "blue", "teal", "green", "gray", "navy", "purple", "orange"),
        ),
        Count("knobs", "knobs", 1, 3),
        Color("knob", of="knobs"),
        Count("antennas", "antennas", 0, 2),
        Flag("legs", "on legs"),
        Finish("leg", ("wooden", "metal"), of="legs"),
    ),
    _build,
    aliases=("tv", "television set", "tv set"),
    adjust=_adjust,
)
