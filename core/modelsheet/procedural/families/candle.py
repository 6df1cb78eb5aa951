"""Candles: wax with a wick and a flame, bare or on a holder."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Paint, Proportion, Values, darker
from ..shape import Part, beam, capsule, cylinder, lathe, torus


def _build(v: Values) -> Iterator[Part]:
    radius, high, wax, holder = v["width"], v["height"], v["wax"].color, v["holder"].color
    z = 0.0
    if v["stand"] == "flat":
        yield lathe(
            [(radius * 1.7, 0), (radius * 2.4, 0.018), (radius * 2.4, 0.03), (radius * 1.5, 0.02)], holder, 24
        )
        yield torus(0.03, 0.008, holder, 14, 6).turned(90, "x").moved(radius * 2.4 + 0.018, 0, 0.03)
        z = 0.018
    elif v["stand"] == "tall":
        stem = [(0.075, 0), (0.075, 0.02), (0.02, 0.045), (0.028, 0.09), (0.016, 0.13), (0.02, 0.19)]
        yield lathe([*stem, (radius * 1.5, 0.21), (radius * 1.5, 0.235)], holder, 20)
        z = 0.225
    elif v["stand"] == "square":
        yield cylinder(radius * 1.4, 0.05, holder, 4).scaled(1.6, 1.6, 1)
        z = 0.045
    yield cylinder(radius, high, wax, 20).moved(z=z)
    if v["drips"]:
        for i, (angle, long) in enumerate(((0, 0.5), (75, 0.3), (140, 0.62), (215, 0.4), (290, 0.55))):
            drip = capsule(radius * (0.2 + 0.03 * (i % 2)), high * long, darker(wax, 0.9), 8)
            yield drip.moved(0, -radius * 0.98, z + high * (1 - long) + 0.006).turned(angle)
        yield torus(radius * 0.86, radius * 0.2, darker(wax, 0.9), 20, 6).moved(z=z + high)
    top = z + high
    yield beam((0, 0, top - 0.01), (0, 0, top + 0.025), 0.009, (60, 52, 48), 6)
    if v["lit"]:
        flame = [(0.004, 0), (0.017, 0.014), (0.016, 0.024), (0.008, 0.045), (0.0, 0.062)]
        yield lathe(flame, v["flame"].color, 12).scaled(1.15).moved(z=top + 0.012)


def _adjust(v: Values) -> Values:
    """Without a holder, its colour is not to be told."""
    return v if v["stand"] else v | {"holder": Paint("", v["holder"].color)}


FAMILY = Family(
    "candle",
    "candle_torch",
    (
        Color("wax"),
        Proportion("height", 0.08, 0.24, ("short", "tall")),
        Proportion("width", 0.022, 0.045, ("thin", "thick")),
        Choice("stand", ("flat", "tall", "square", ""), say="on a {} holder"),
        Finish("holder", ("golden", "metal", "wooden", "clay"), of="holder"),
        Flag("lit", "with a flame"),
        Color("flame", of="flame", words=("orange", "yellow", "blue", "green")),
        Flag("drips", "with dripping wax"),
    ),
    _build,
    adjust=_adjust,
)
