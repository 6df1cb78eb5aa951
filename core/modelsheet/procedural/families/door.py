"""Doors in their frames, with panels, planks or windows, a knob and hinges."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, arch, box, sphere, upright

HEIGHT = 2.05
GLASS = (176, 214, 226)


def _build(v: Values) -> Iterator[Part]:
    step = 0.12 if v["step"] else 0.0
    yield from (part.moved(z=step) for part in _door(v))
    if v["step"]:
        yield box(v["width"] + 0.5, 0.6, step + 0.01, (150, 148, 142)).moved(0, -0.1)


def _door(v: Values) -> Iterator[Part]:
    width, door = v["width"], v["door"].color
    rise = width * 0.5 if v["outline"] == "arched" else 0.0
    steps = 14 if rise else 1
    outer = arch(width + 0.24, HEIGHT + 0.12, rise + 0.12 if rise else 0.0, steps)
    yield upright(outer, 0.16, v["frame"].color).moved(y=0.04)
    leaf = arch(width, HEIGHT, rise, steps)
    yield upright(leaf, 0.1, door).moved(y=-0.05)
    yield sphere(0.05, v["knob"].color, 12).moved(width * 0.38, -0.13, HEIGHT * 0.47)
    yield box(0.09, 0.04, 0.2, darker(v["knob"].color, 0.8)).moved(width * 0.38, -0.1, HEIGHT * 0.47 - 0.1)
    yield from _windows(v["windows"], width, v["frame"].color)
    if v["bands"]:
        for z in (0.25, HEIGHT * 0.62 if not v["windows"] else HEIGHT * 0.55):
            yield box(width * 0.86, 0.14, 0.08, (70, 72, 78)).moved(-width * 0.05, -0.05, z)
    else:
        panel = box(width * 0.3, 0.13, HEIGHT * 0.3, darker(door, 0.85))
        for x in (-width * 0.22, width * 0.16):
            yield panel.moved(x, -0.05, 0.2)


def _windows(count: int, width: float, frame: tuple[int, int, int]) -> Iterator[Part]:
    """One, two side by side, three on top of each other, or four in a square."""
    columns, rows = {0: (0, 1), 1: (1, 1), 2: (2, 1), 3: (1, 3), 4: (2, 2)}[count]
    high = 0.62 if rows == 1 else 0.62 / rows
    for i in range(columns):
        for j in range(rows):
            wide = width * (0.5 if columns == 1 else 0.3)
            x = (i - (columns - 1) / 2) * width * 0.38
            z = HEIGHT * 0.56 + j * (high + 0.01) - (0.0 if rows < 3 else 0.04)
            yield box(wide, 0.13, high - 0.04, frame).moved(x, -0.05, z)
            yield box(wide - 0.07, 0.15, high - 0.11, GLASS).moved(x, -0.05, z + 0.035)


FAMILY = Family(
    "door",
    "door_window",
    (
        Choice("outline", ("arched", "rectangular")),
        Count("windows", "windows", 0, 4),
        Proportion("width", 0.8, 1.3, ("narrow", "wide")),
        Finish("door", ("wooden", "metal")),
        Finish("frame", ("wooden", "stone", "metal", "brick"), of="frame"),
        Color("knob", of="knob"),
        Flag("bands", "with iron bands"),
        Flag("step", "with a doorstep"),
    ),
    _build,
    aliases=("front door", "house door"),
)
