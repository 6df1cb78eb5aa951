"""Pizzas: a whole one, one short of a slice, or a slice, with toppings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Proportion, Values, unsaid
from ..shape import Part, arc, box, cylinder, extrude, sphere, sweep, torus


def _build(v: Values) -> Iterator[Part]:
    r, thick = v["width"] / 2, v["width"] * v["thickness"]
    start, sweep_angle = {"whole": (0, 360), "cut": (-60, 310), "single-slice": (247, 46)}[v["piece"]]
    parts = list(_sector(v, r, thick, start, sweep_angle))
    for part in parts:
        yield part.moved(y=r * 0.6) if v["piece"] == "single-slice" else part


def _sector(v: Values, r: float, thick: float, start: float, angle: float) -> Iterator[Part]:
    """The part of the pizza from an angle on, in degrees, on the ground."""
    rim = arc(1.0, start, start + angle, max(4, int(angle / 15)))
    whole = angle == 360
    rim = rim[:-1] if whole else rim
    steps = rim if whole else np.concatenate([rim, [(0.0, 0.0)]])
    yield extrude(steps * r, thick, v["crust"].color)
    yield extrude(steps * r * 0.88, thick * 0.4, v["sauce"].color).moved(z=thick * 0.75)
    yield extrude(steps * r * 0.82, thick * 0.5, v["cheese"].color).moved(z=thick * 0.8)
    edge = np.column_stack([rim * r * 0.94, np.full(len(rim), thick * 0.95)])
    if whole:
        yield torus(r * 0.94, thick * 0.7, v["crust"].color, 24, 8).moved(z=thick * 0.95)
    else:
        yield sweep(edge, thick * 0.7, v["crust"].color, 8)
    kind, color = v["topping"], v["top"].color
    spots = [(rad, a) for rad, n in ((0.62, 8), (0.3, 4)) for a in np.arange(n) * 360 / n]
    for rad, a in spots:
        if (a - start) % 360 < 14 or (a - start) % 360 > angle - 14:
            continue
        x, y = arc(rad * r, a, a, 1)[0]
        if kind == "round":
            yield cylinder(r * 0.12, thick * 0.4, color, 10).moved(x, y, thick * 1.2)
        elif kind == "ball-shaped":
            yield sphere(r * 0.08, color, 8).moved(x, y, thick * 1.4)
        elif kind == "square":
            yield box(r * 0.18, r * 0.18, thick * 0.5, color).turned(a).moved(x, y, thick * 1.2)


def _adjust(v: Values) -> Values:
    return unsaid(v, top=not v["topping"])


FAMILY = Family(
    "pizza",
    "food_drink",
    (
        Choice("piece", ("whole", "cut", "single-slice")),
        Proportion("width", 0.24, 0.4, ("small", "big")),
        Proportion("thickness", 0.04, 0.08, ("thin", "thick")),
        Choice("topping", ("", "round", "ball-shaped", "square"), of="topping"),
        Color("top", "topping", ("red", "maroon", "green", "black", "pink", "olive", "orange", "white")),
        Color("cheese", "cheese", ("yellow", "cream", "gold", "white", "orange")),
        Color("crust", "crust", ("tan", "brown", "gold", "beige")),
        Color("sauce", "sauce", ("red", "maroon", "green", "orange")),
    ),
    _build,
    adjust=_adjust,
)
