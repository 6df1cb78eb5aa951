"""Pyramids: smooth or in steps, with a tip of its own colour, a doorway and a staircase."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import profile
from ..shape import Part, both, box, tapered_box, upright

_BASE = 20.0  # metres


def _build(v: Values) -> Iterator[Part]:
    high, color, steps = v["height"], v["body"].color, 7
    if v["shape"] == "smooth":
        yield tapered_box((_BASE, _BASE), (_BASE * 0.02, _BASE * 0.02), high * 0.98, color)
        for k in (0.2, 0.4, 0.6):
            side = _BASE * (1 - 0.98 * k)
            yield tapered_box(
                (side + 0.25, side + 0.25), (side - 0.1, side - 0.1), 0.35, darker(color, 0.86)
            ).moved(z=high * k)
        side = _BASE * v["tip_size"]
        yield tapered_box(
            (side * 1.1, side * 1.1), (0, 0), high * v["tip_size"] * 1.12, v["tip"].color
        ).moved(z=high * (1 - v["tip_size"]))
    else:
        part = high * 0.8 / steps
        for i in range(steps):
            side = _BASE * (1 - 0.8 * i / steps)
            yield box(side, side, part + 0.05, darker(color, 1.0 if i % 2 == 0 else 0.88)).moved(z=i * part)
        side = _BASE * (v["tip_size"] + 0.1)
        yield box(side, side, high * 0.13, v["tip"].color).moved(z=high * 0.8)
        yield box(side * 1.25, side * 1.25, high * 0.04, darker(v["tip"].color, 0.85)).moved(z=high * 0.92)
        yield upright([(-0.9, 0), (0.9, 0), (0.9, high * 0.1), (-0.9, high * 0.1)], 0.8, (52, 44, 40)).moved(
            0, -side / 2, high * 0.8
        )
    if v["stairs"]:
        yield from _stairs(high, darker(color, 0.75))
    if v["door"]:
        outline = [(-2.2, 0), (2.2, 0), (1.7, 4.4), (-1.7, 4.4)]
        yield upright(outline, 3.0, darker(color, 0.7)).moved(0, -_BASE * 0.43)
        opening = [(-1.2, 0), (1.2, 0), (0.9, 3.3), (-0.9, 3.3)]
        yield upright(opening, 3.4, (48, 40, 38)).moved(0, -_BASE * 0.43)


def _stairs(high: float, color: tuple[int, int, int]) -> Iterator[Part]:
    """A staircase with side walls up the front, to four fifths of the height."""
    foot, top = -_BASE / 2 - 1.5, -_BASE * 0.1 - 1.0
    count = 12
    for i in range(count):
        y = foot + (top - foot) * i / count
        yield box(3.2, -y, high * 0.8 / count + 0.02, color).moved(0, y / 2, high * 0.8 / count * i)
    wedge = [(foot - 0.3, 0), (0, 0), (0, high * 0.84), (top, high * 0.84)]
    yield from both(profile(wedge, 0.8, darker(color, 0.85)).moved(1.9))


FAMILY = Family(
    "pyramid",
    "temple_church",
    (
        Choice("shape", ("smooth", "stepped")),
        Finish(
            "body",
            ("stone", "brick", "golden"),
            colors=(
                "tan",
                "beige",
                "cream",
                "gray",
                "orange",
                "red",
                "white",
                "brown",
                "black",
                "blue",
                "purple",
                "green",
            ),
        ),
        Color("tip", of="tip"),
        Proportion("tip_size", 0.12, 0.3, ("small", "big"), of="tip"),
        Proportion("height", 10.0, 18.0, ("low", "tall")),
        Flag("stairs", "with a staircase"),
        Flag("door", "with a doorway"),
    ),
    _build,
)
