"""Desktop computers: a monitor, a keyboard, a mouse and a tower."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Flag, Proportion, Values, darker
from ..shape import Part, box, extrude, rounded, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    width, case = v["width"], v["case"].color
    yield from _monitor(v, width, case)
    keyboard = v["keyboard"].color
    yield box(width * 0.86, 0.17, 0.03, keyboard).moved(0, -0.34)
    light = darker(keyboard, 0.6) if sum(keyboard) > 300 else (190, 192, 198)
    for line in range(3):
        for i in range(9):
            x = width * 0.8 * ((i + 0.5) / 9 - 0.5)
            yield box(width * 0.066, 0.034, 0.026, light).moved(x, -0.295 - 0.045 * line, 0.015)
    yield box(width * 0.3, 0.5, 0.012, darker(case, 0.8)).moved(0, -0.12)  # a mat holds all together
    if v["mouse"]:
        yield sphere(0.05, v["click"].color, 14).scaled(0.75, 1.1, 0.7).moved(width * 0.56, -0.34, 0.032)
        yield box(width * 0.34, 0.03, 0.012, darker(case, 0.8)).moved(width * 0.4, -0.34)
    if v["tower"]:
        x = -width * 0.5 - 0.16
        yield box(0.2, 0.44, 0.44, v["box"].color).moved(x, 0.02)
        yield box(0.15, 0.02, 0.035, darker(v["box"].color, 0.6)).moved(x, -0.205, 0.36)
        yield box(0.15, 0.02, 0.035, darker(v["box"].color, 0.6)).moved(x, -0.205, 0.3)
        yield sphere(0.02, (110, 220, 120), 8).moved(x, -0.205, 0.12)
        yield box(width * 0.6, 0.05, 0.012, darker(case, 0.8)).moved(x / 2 - 0.05, 0.05)


def _monitor(v: Values, width: float, case: tuple[int, int, int]) -> Iterator[Part]:
    boxy = v["kind"] == "boxy"
    high = width * (0.8 if boxy else 0.6)
    depth, z = (0.34, 0.08) if boxy else (0.05, 0.13)
    yield extrude(rounded(width * 0.5, 0.24, 0.05), 0.025, case).moved(0, 0.04)
    yield box(0.12 if boxy else 0.06, 0.06, z + 0.08, case).moved(0, 0.06)
    yield upright(rounded(width, high, 0.02), depth, case).moved(0, 0.03, z + high / 2)
    if boxy:
        yield upright(rounded(width * 0.76, high * 0.76, 0.03), 0.2, darker(case, 0.88)).moved(
            0, 0.26, z + high / 2
        )
    screen = upright(rounded(width * 0.86, high * 0.8, 0.02), 0.04, v["screen"].color)
    yield screen.moved(0, 0.03 - depth / 2, z + high * 0.53)


FAMILY = Family(
    "computer",
    "electronics",
    (
        Choice("kind", ("flat", "boxy"), of="monitor"),
        Proportion("width", 0.42, 0.7, ("", "wide"), of="monitor"),
        Color("case"),
        Color(
            "screen",
            of="screen",
            words=("black", "blue", "teal", "green", "gray", "navy", "purple", "orange"),
        ),
        Color("keyboard", of="keyboard"),
        Flag("mouse", "with a mouse"),
        Color("click", of="mouse"),
        Flag("tower", "with a tower"),
        Color("box", of="tower"),
    ),
    _build,
    aliases=("desktop computer", "pc"),
)
