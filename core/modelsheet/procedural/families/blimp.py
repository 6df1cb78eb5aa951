"""Blimps: a long balloon with stripes and fins, and a gondola with windows below."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, STEEL
from ..shape import RGB, Part, beam, both, box, extrude, lathe, rounded, tapered_box

_DARK: RGB = (60, 62, 68)


def _build(v: Values) -> Iterator[Part]:
    long, radius, lift = v["length"], v["girth"] / 2, 1.35
    axis = lift + radius * 0.95
    yield _spindle(long, radius, v["nose"], 0.0, 1.0).painted(v["hull"].color).moved(z=axis)
    edges = np.linspace(0.16, 0.8, 2 * v["stripes"] + 1)
    for i in range(v["stripes"]):
        low, up = edges[2 * i], edges[2 * i] + (edges[1] - edges[0]) * 0.9
        yield _spindle(long, radius * 1.025, v["nose"], low, up).painted(v["stripe"].color).moved(z=axis)
    fin = tapered_box((0.22, long * 0.2), (0.22, long * 0.12), radius * 1.05, v["fins"].color).moved(
        z=radius * 0.25
    )
    for i in range(v["fin_count"]):
        yield fin.turned(i * 360 / v["fin_count"], "y").moved(0, long * 0.38, axis)
    yield from (part.moved(z=0.12) for part in _gondola(v, long))
    yield beam(
        (0, -long * 0.12, lift - 0.3), (0, -long * 0.12, lift + 0.3), 0.6, darker(v["gondola"].color, 0.8)
    )
    yield beam(
        (0, long * 0.06, lift - 0.3), (0, long * 0.06, lift + 0.3), 0.6, darker(v["gondola"].color, 0.8)
    )


def _spindle(long: float, radius: float, nose: str, start: float, end: float) -> Part:
    """The balloon's skin from one share of its length to another, its nose to -y."""
    share = np.linspace(start, end, 15 if end - start > 0.9 else 4)
    if nose == "round":
        size = np.sqrt(np.clip(1 - (share * 2 - 1) ** 2, 0, 1))
    else:
        size = np.sin(np.pi * share) ** 0.85
    outline = np.stack([size * radius, (share - 0.5) * long], 1)
    return lathe(outline, sides=18).turned(-90, "x")


def _gondola(v: Values, long: float) -> Iterator[Part]:
    """The cabin with its engines, on the ground."""
    deep, color = long * 0.34, v["gondola"].color
    yield extrude(rounded(1.1, deep, 0.4), 1.0, color).moved(0, -long * 0.03)
    count = v["windows"]
    for i in range(count):
        y = -long * 0.03 + ((i + 0.5) / count - 0.5) * (deep - 0.9)
        yield box(1.2, (deep - 0.9) / count * 0.7, 0.36, GLASS).moved(0, y, 0.45)
    yield box(0.7, 0.3, 0.36, GLASS).moved(0, -long * 0.03 - deep / 2 + 0.1, 0.45)
    yield extrude(rounded(0.7, deep * 0.6, 0.3), 0.16, _DARK).moved(0, -long * 0.03, -0.12)
    if v["engines"]:
        yield from both(box(0.5, 0.2, 0.14, STEEL).moved(0.7, deep * 0.25, 0.5))
        pod = lathe([(0.1, 0), (0.24, 0.2), (0.2, 0.7), (0.1, 0.8)], STEEL, 10).turned(-90, "x")
        yield from both(pod.moved(0.95, deep * 0.25 - 0.4, 0.57))
        for i in range(3):
            yield from both(
                box(0.16, 0.12, 0.55, _DARK).turned(120 * i, "y").moved(0.95, deep * 0.25 + 0.44, 0.57)
            )


FAMILY = Family(
    "blimp",
    "aircraft",
    (
        Color("hull"),
        Choice("nose", ("round", "pointed"), of="nose"),
        Count("stripes", "stripes", 0, 3),
        Color("stripe", of="stripes"),
        Count("fin_count", "fins", 3, 5),
        Color("fins", of="fins"),
        Color("gondola", of="gondola"),
        Count("windows", "side windows", 2, 4),
        Proportion("length", 7.0, 11.0, ("short", "long")),
        Proportion("girth", 2.6, 3.6, ("slim", "fat")),
        Flag("engines", "with two engines"),
    ),
    _build,
    aliases=("airship", "zeppelin"),
)
