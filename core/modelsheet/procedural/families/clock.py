"""Clocks: a face with marks and hands, hanging or on feet, with bells or a pendulum."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, both, box, polygon, sphere, upright

SIDES = {"round": 32, "square": 4, "octagonal": 8}
RADIUS = 0.2


def _build(v: Values) -> Iterator[Part]:
    case, hands = v["case"].color, v["hand"].color
    base = (0.07 if v["feet"] else 0.0) + (0.3 if v["pendulum"] else 0.0)
    outline = polygon(SIDES[v["outline"]], RADIUS * (1.3 if v["outline"] == "square" else 1.05))
    half = float(outline[:, 1].max())
    z = base + half
    depth = 0.13 if v["feet"] or v["bells"] else 0.09
    yield upright(outline, depth, case).moved(z=z)
    scale = 1 - v["border"] / half
    yield upright(outline * scale, depth + 0.02, v["face"].color).moved(z=z)
    y, reach = -depth / 2 - 0.012, half * scale * (0.95 if v["outline"] != "square" else 0.98)
    for hour in range(12):
        long = 0.045 if hour % 3 == 0 else 0.02
        mark = box(0.016 if hour % 3 == 0 else 0.011, 0.02, long, hands).moved(0, y, reach - long - 0.01)
        yield mark.turned(hour * 30, "y").moved(z=z)
    for turn, long, wide in ((v["time"], reach * 0.5, 0.026), (v["time"] * 12, reach * 0.74, 0.018)):
        yield box(wide, 0.024, long + 0.02, hands).moved(0, y - 0.006, -0.02).turned(turn, "y").moved(z=z)
    yield sphere(0.02, hands, 10).moved(0, y - 0.01, z)
    if v["bells"]:
        yield from both(sphere(0.065, case, 14).scaled(1, 0.8, 0.8).moved(0.1, 0, z + half + 0.01))
        yield beam((0, 0, z + half - 0.02), (0, 0, z + half + 0.06), 0.022, hands)
    if v["feet"]:
        knee = 0.08 if v["pendulum"] else base + 0.08
        yield from both(beam((0.15, 0, 0.008), (0.1, 0, knee), 0.035, case))
    if v["pendulum"]:
        yield box(0.22, 0.07, 0.38, case).moved(0, 0.005, base - 0.3)
        yield box(0.016, 0.03, 0.26, (224, 178, 62)).moved(0, -0.035, base - 0.22)
        yield upright(polygon(20, 0.05), 0.04, (224, 178, 62)).moved(0, -0.035, base - 0.22)


FAMILY = Family(
    "clock",
    "decor_book",
    (
        Choice("outline", tuple(SIDES)),
        Finish("case", ("wooden", "metal", "golden")),
        Color("face", of="face"),
        Color("hand", of="hands", words=("black", "red", "white", "gold", "blue", "brown")),
        Proportion("border", 0.015, 0.05, ("thin", "thick"), of="frame"),
        Proportion("time", 20, 345),
        Flag("bells", "with two bells"),
        Flag("feet", "on two feet"),
        Flag("pendulum", "with a pendulum"),
    ),
    _build,
    aliases=("wall clock",),
)
