"""Saws: a toothed blade with a grip, standing on its teeth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, box, cylinder, hoop, upright


def _build(v: Values) -> Iterator[Part]:
    long, tall = v["length"], v["length"] * v["height"]
    count, thick = v["teeth"], long * 0.03
    step = long / count
    depth = step * 0.55
    teeth = [point for i in range(count) for point in ((i * step, depth), ((i + 0.5) * step, 0.0))]
    end = tall * v["taper"]
    outline = np.array([*teeth, (long, depth), (long, depth + end), (0, depth + tall)])
    yield upright(outline, thick, v["blade"].color)
    if v["back"]:
        yield upright(
            [
                (0, depth + tall * 0.85),
                (long * 0.97, depth + end * 0.9),
                (long * 0.97, depth + end * 1.15),
                (0, depth + tall * 1.1),
            ],
            thick * 2.2,
            v["spine"].color,
        )
    grip = tall
    middle = depth + tall * 0.5
    yield from _handle(v, grip, middle, thick)


def _handle(v: Values, grip: float, middle: float, thick: float) -> Iterator[Part]:
    """The handle and its rivets about a height."""
    outer = (
        np.array(
            [
                (0.06, -0.45),
                (0.06, 0.5),
                (-0.3, 0.62),
                (-0.75, 0.5),
                (-0.62, 0.2),
                (-0.72, -0.2),
                (-0.85, -0.45),
                (-0.4, -0.5),
            ]
        )[::-1]
        * grip
    )
    if v["handle"] == "closed":
        loop = hoop(grip * 0.47, grip * 0.2, thick * 2.2, v["wood"].color, 18).turned(90, "x")
        yield loop.moved(x=-grip * 0.36, y=thick * 1.1, z=middle)
        yield box(grip * 0.22, thick * 2.4, grip * 0.7, v["wood"].color).moved(
            x=grip * 0.05, z=middle - grip * 0.35
        )
    else:
        yield upright(_ccw(outer), thick * 2.4, v["wood"].color).moved(z=middle)
    for dz in (-0.2, 0.2):
        yield (
            cylinder(grip * 0.06, thick * 3.2, PALETTE["gold"], 8)
            .turned(90, "x")
            .moved(x=grip * 0.02, y=thick * 1.6, z=middle + dz * grip)
        )


def _ccw(outline: np.ndarray) -> np.ndarray:
    """The same outline, counter-clockwise."""
    following = np.roll(outline, -1, 0)
    area = (outline[:, 0] * following[:, 1] - outline[:, 1] * following[:, 0]).sum()
    return outline if area > 0 else outline[::-1]


FAMILY = Family(
    "saw",
    "tool",
    (
        Proportion("length", 0.4, 0.7, ("short", "long"), of="blade"),
        Proportion("height", 0.22, 0.36, ("narrow", "wide"), of="blade"),
        Proportion("taper", 0.35, 0.8),
        Count("teeth", "teeth", 8, 14),
        Choice("handle", ("closed", "open"), of="handle"),
        Flag("back", "with a stiff back"),
        Color("spine", "back", ("gold", "black", "gray", "brown")),
        Finish("blade", ("metal", "golden"), of="blade"),
        Finish("wood", ("wooden", "plastic"), of="handle"),
    ),
    _build,
    adjust=lambda v: unsaid(v, spine=not v["back"]),
    aliases=("hand saw",),
)
