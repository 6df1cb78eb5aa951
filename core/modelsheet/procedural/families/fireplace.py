"""Fireplaces: a surround with a mantel, a dark opening, logs and a fire."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arch, box, cone, cylinder, upright

SOOT = (42, 38, 38)


def _build(v: Values) -> Iterator[Part]:
    width, height, wall = v["width"], 1.1, v["wall"].color
    yield box(width, 0.5, height, wall)
    yield box(width + 0.2, 0.66, 0.08, v["mantel"].color).moved(0, -0.02, height - 0.02)
    yield box(width + 0.3, 0.95, 0.07, darker(wall, 0.75)).moved(0, -0.16)
    yield from _bricks(width, height, darker(wall, 0.82))
    wide, high = width * 0.52, 0.68
    rise, steps = (wide * 0.42, 12) if v["opening"] == "arched" else (0.0, 1)
    yield upright(
        arch(wide + 0.16, high + 0.08, rise + 0.06 if rise else 0.0, steps), 0.1, darker(wall, 0.65)
    ).moved(0, -0.23, 0.05)
    yield upright(arch(wide, high, rise, steps), 0.1, SOOT).moved(0, -0.245, 0.05)
    for i in range(v["logs"]):
        log = cylinder(0.06, wide * 0.72, (124, 82, 52), 10).turned(90, "y").moved(-wide * 0.36)
        z = 0.21 if i == 2 else 0.12
        yield log.moved(0, -0.33 - 0.12 * (i % 2) + (0.06 if i == 2 else 0) - 0.02, z)
    if v["fire"]:
        for x, high, size in ((0, 0.46, 0.11), (-0.16, 0.32, 0.09), (0.16, 0.36, 0.09)):
            flame = cone(size, high, v["flame"].color, 8)
            yield flame.moved(x * width / 1.4, -0.31, 0.06)
            yield cone(size * 0.55, high * 0.6, (250, 220, 110), 8).moved(x * width / 1.4, -0.37, 0.06)
    if v["chimney"]:
        yield box(width * 0.6, 0.42, 0.8, wall).moved(0, 0.02, height)
        yield box(width * 0.68, 0.48, 0.09, darker(wall, 0.8)).moved(0, 0.02, height + 0.75)


def _bricks(width: float, height: float, color: tuple[int, int, int]) -> Iterator[Part]:
    """A few bricks that stand out on the two pillars."""
    for i in range(5):
        for side in (-1, 1):
            x = side * width * (0.41 if (i + side) % 2 else 0.36)
            yield box(width * 0.12, 0.54, 0.09, color).moved(x, 0, 0.14 + i * (height - 0.25) / 5)


FAMILY = Family(
    "fireplace",
    "misc",
    (
        Choice("opening", ("arched", "square"), of="opening"),
        Proportion("width", 1.2, 1.9, ("narrow", "wide")),
        Finish("wall", ("brick", "stone", "marble")),
        Finish("mantel", ("wooden", "stone", "marble"), of="mantel"),
        Count("logs", "logs", 0, 3),
        Flag("fire", "with a fire"),
        Color("flame", of="fire", words=("orange", "red", "yellow", "blue", "green")),
        Flag("chimney", "with a chimney"),
    ),
    _build,
    aliases=("hearth",),
)
