"""Tower cranes: a lattice mast with a jib, a cab, a counterweight and a hook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, WOOD
from ..shape import RGB, Part, beam, box, cylinder, ring

_WIDE, _STEP, _BAR = 1.1, 1.5, 0.2  # metres: the mast's side, a section's height, a bar's thickness
_DARK: RGB = (60, 62, 68)


def _build(v: Values) -> Iterator[Part]:
    paint, high = v["frame"].color, v["sections"] * _STEP + 0.5
    yield box(2.8, 2.8, 0.5, v["base"].color)
    half = _WIDE / 2
    yield from ring(box(_BAR, _BAR, high - 0.3, paint).moved(half, half, 0.3), 4)
    diagonal = beam((-half, -half, 0.5), (half, -half, 0.5 + _STEP), _BAR * 0.8, paint)
    level = box(_WIDE, _BAR * 0.8, _BAR * 0.8, paint).moved(0, -half, 0.4 + _STEP)
    for bar in (*ring(diagonal, 4), *ring(level, 4)):
        yield from (bar.moved(z=i * _STEP) for i in range(v["sections"]))
    yield cylinder(0.7, 0.4, _DARK, 12).moved(z=high - 0.05)
    yield box(1.0, 1.0, 1.3, paint).moved(z=high + 0.3)
    yield box(0.9, 0.9, 1.0, v["cab"].color).moved(0, -0.85, high + 0.3)
    yield box(0.7, 0.3, 0.6, GLASS).moved(0, -1.2, high + 0.55)
    long, back = v["jib"], 2.6
    top = high + 1.5
    yield from (part.moved(z=top) for part in _jib(-0.3, long, paint))
    yield box(back, 0.7, 0.24, paint).moved(-back / 2, 0, top - 0.1)
    yield box(0.9, 1.0, 1.3, v["weight"].color).moved(-back + 0.2, 0, top - 1.1)
    peak = top + 1.9
    yield beam((0, 0, top), (0, 0, peak), 0.36, paint)
    yield beam((0, 0, peak - 0.1), (long * 0.72, 0, top + 0.6), 0.14, _DARK)
    yield beam((0, 0, peak - 0.1), (-back + 0.2, 0, top), 0.14, _DARK)
    if v["light"]:
        yield box(0.3, 0.3, 0.3, (220, 50, 44)).moved(z=peak - 0.05)
    yield from _hook(v, long * 0.78, top)


def _jib(start: float, end: float, color: RGB) -> Iterator[Part]:
    """A three-sided lattice along x: two bars below, one above."""
    for y in (-0.32, 0.32):
        yield beam((start, y, 0), (end, y, 0), _BAR * 0.85, color)
    yield beam((start, 0, 0.6), (end - 0.3, 0, 0.6), _BAR * 0.85, color)
    edges = np.linspace(start, end, 6)
    for i, (a, b) in enumerate(pairwise(edges)):
        low, up = (a, b) if i % 2 else (b, a)
        for y in (-0.32, 0.32):
            yield beam((low, y, 0), (min(up, end - 0.3), 0, 0.6), _BAR * 0.6, color)
        yield box(_BAR * 0.6, 0.64, _BAR * 0.6, color).moved(b - 0.06, 0, -0.06)


def _hook(v: Values, x: float, top: float) -> Iterator[Part]:
    """Trolley, rope and hook below the jib, with what hangs from it."""
    drop = v["drop"]
    yield box(0.6, 0.8, 0.24, _DARK).moved(x, 0, top - 0.26)
    yield box(0.13, 0.13, drop, _DARK).moved(x, 0, top - 0.2 - drop)
    end = top - 0.2 - drop
    yield box(0.36, 0.36, 0.4, (240, 200, 64)).moved(x, 0, end - 0.3)
    if v["load"] == "a crate":
        yield box(1.2, 1.2, 1.1, WOOD).moved(x, 0, end - 1.35)
        yield box(1.26, 1.26, 0.2, darker(WOOD, 0.7)).moved(x, 0, end - 0.9)
    elif v["load"] == "a steel beam":
        for z, wide in ((0.0, 0.5), (0.14, 0.14), (0.5, 0.5)):
            yield box(2.6, wide, 0.16 if wide > 0.2 else 0.4, (176, 84, 60)).moved(x, 0, end - 0.94 + z)
    else:
        yield beam((x, 0, end - 0.25), (x, 0, end - 0.7), 0.16, _DARK)
        yield beam((x, 0, end - 0.66), (x - 0.3, 0, end - 0.55), 0.16, _DARK)


FAMILY = Family(
    "crane",
    "machine",
    (
        Color("frame"),
        Count("sections", "mast sections", 3, 5),
        Color("cab", of="cab"),
        Color("weight", of="counterweight"),
        Color("base", of="base"),
        Choice("load", ("", "a crate", "a steel beam"), say="with {} on its hook"),
        Proportion("jib", 4.5, 7.5, ("short", "long"), of="jib"),
        Proportion("drop", 0.8, 2.6, ("short", "long"), of="rope"),
        Flag("light", "with a red light on top"),
    ),
    _build,
    aliases=("tower crane", "construction crane"),
)
