"""Stairs: a flight of steps, solid or on stringers, with railings."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, darker
from ..parts import profile
from ..shape import Part, beam, box

_RAIL = 0.9  # metres


def _build(v: Values) -> Iterator[Part]:
    count, wide, rise, run = v["steps"], v["width"], v["rise"], 0.32
    deep, steps = count * run, v["step"].color
    for i in range(count):
        y = (i + 0.5) * run - deep / 2
        tread = box(wide + 0.1, run + 0.06, 0.09, steps).moved(0, y - 0.02, (i + 1) * rise - 0.09)
        yield tread
        if v["style"] == "solid":
            yield box(wide, run + 0.01, (i + 1) * rise - 0.08, darker(steps, 0.82)).moved(0, y)
    if v["style"] == "open":
        low, top = -deep / 2, count * rise
        outline = [(low, 0), (low + 0.3, 0), (-low, top - 0.42), (-low, top - 0.05), (low, rise * 0.7)]
        for x in (-wide / 2 + 0.08, wide / 2 - 0.08):
            yield profile(outline, 0.1, darker(steps, 0.7)).moved(x)
            yield box(0.1, 0.1, top - 0.1, darker(steps, 0.7)).moved(x, -low - 0.06)
    for side in (1, -1)[: v["railings"]]:
        yield from _railing(side * (wide / 2 - 0.05), count, rise, run, v["rail"].color)


def _railing(x: float, count: int, rise: float, run: float, color: tuple[int, int, int]) -> Iterator[Part]:
    deep = count * run
    first, last = -deep / 2 + run / 2, deep / 2 - run / 2
    for i in range(count):
        if i % 2 == 0 or i == count - 1:
            yield box(0.09, 0.09, _RAIL, color).moved(x, first + i * run, (i + 1) * rise - 0.03)
    start, end = (x, first, rise + _RAIL), (x, last, count * rise + _RAIL)
    yield beam(start, end, 0.12, color)
    for y, z in ((first, rise), (last, count * rise)):
        yield box(0.16, 0.16, _RAIL + 0.15, color).moved(x, y, z - 0.03)


FAMILY = Family(
    "stairs",
    "stairs",
    (
        Count("steps", "steps", 3, 10),
        Choice("style", ("solid", "open")),
        Finish("step", ("stone", "wooden", "marble", "metal"), of="steps"),
        Count("railings", "railings", 0, 2),
        Color("rail", of="railings"),
        Proportion("width", 0.8, 2.2, ("narrow", "wide")),
        Proportion("rise", 0.16, 0.28, ("", "steep")),
    ),
    _build,
    aliases=("staircase",),
)
