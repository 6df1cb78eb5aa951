"""Tents: a ridge tent, a tipi, a dome or a round pavilion, with a door and a coloured trim."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Family, Flag, Proportion, Values, darker
from ..parts import WOOD, gable
from ..shape import RGB, Part, beam, both, box, cone, lathe, ring, upright

_TOPS = {"ridge": 1.0, "tipi": 1.5, "dome": 0.85, "round": 1.45}  # how high each stands, in tent heights


def _build(v: Values) -> Iterator[Part]:
    wide, cloth, trim = v["width"], v["cloth"].color, v["trim"].color
    makers = {"ridge": _ridge, "tipi": _tipi, "dome": _dome, "round": _pavilion}
    yield from makers[v["shape"]](wide, v["height"], cloth, trim, v["door"].color)
    top = v["height"] * _TOPS[v["shape"]]
    if v["ropes"]:
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            corner = (x * wide * 0.6, y * wide * 0.66)
            yield beam((*corner, 0.06), (x * wide * 0.12, y * wide * 0.24, top * 0.5), 0.07, (206, 190, 150))
            yield box(0.14, 0.14, 0.22, WOOD).moved(*corner)
    if v["flag"]:
        yield box(0.08, 0.08, 0.75, WOOD).moved(z=top - 0.15)
        yield upright([(0, 0), (0.6, 0.16), (0, 0.34)], 0.08, trim).moved(0, 0, top + 0.26)


def _ridge(wide: float, high: float, cloth: RGB, trim: RGB, door: RGB) -> Iterator[Part]:
    deep = wide * 1.25
    yield gable(wide, deep, high, cloth)
    line = [(-wide / 2 - 0.06, 0), (-wide / 2 + 0.14, 0), (0, high - 0.22), (wide / 2 - 0.14, 0)]
    yield from both(
        upright([*line, (wide / 2 + 0.06, 0), (0, high + 0.07)], 0.16, trim).moved(0, deep / 2), "y"
    )
    yield gable(wide * 0.5, 0.12, high * 0.72, door).moved(0, -deep / 2)
    yield beam((0, -deep / 2 - 0.1, high), (0, deep / 2 + 0.1, high), 0.1, WOOD)


def _tipi(wide: float, high: float, cloth: RGB, trim: RGB, door: RGB) -> Iterator[Part]:
    high *= 1.5
    radius = wide / 2
    yield cone(radius, high, cloth, 12, top=radius * 0.1)
    for low, up in ((0.1, 0.22), (0.66, 0.76)):
        band = [(radius * (1 - 0.9 * t) + 0.04, high * t) for t in (low, up)]
        yield lathe(band, trim, 12)
    yield from ring(beam((0, -radius * 0.3, high * 0.8), (0, radius * 0.16, high * 1.15), 0.08, WOOD), 5, 36)
    lean = np.rad2deg(np.arctan2(radius * 0.9, high))
    yield gable(wide * 0.36, 0.1, high * 0.46, door).turned(-lean, "x").moved(0, -radius * 0.97, 0.06)


def _dome(wide: float, high: float, cloth: RGB, trim: RGB, door: RGB) -> Iterator[Part]:
    angle = np.linspace(0, np.pi / 2, 8)
    arc = np.stack([np.cos(angle) * wide / 2, np.sin(angle) * high * 0.85], 1)
    yield lathe(arc, cloth, 16)
    hoop = np.concatenate([arc, arc[-2::-1] * (-1, 1)])
    yield upright(np.concatenate([hoop * 1.04, hoop[::-1] * 0.95]), 0.12, trim).turned(45)
    yield upright(np.concatenate([hoop * 1.04, hoop[::-1] * 0.95]), 0.12, trim).turned(-45)
    mouth = np.stack([np.cos(angle * 2) * wide * 0.2, np.sin(angle * 2) * high * 0.5], 1)
    yield upright(mouth, wide * 0.2, door).moved(0, -wide * 0.4)


def _pavilion(wide: float, high: float, cloth: RGB, trim: RGB, door: RGB) -> Iterator[Part]:
    radius, wall = wide / 2, high * 0.6
    yield lathe([(radius, 0), (radius * 0.95, wall)], cloth, 12)
    yield lathe([(radius * 1.15, 0), (radius * 0.5, high * 0.32), (0.08, high * 0.85)], trim, 12).moved(
        z=wall
    )
    flap = upright([(-0.2, 0.05), (0, -0.3), (0.2, 0.05)], 0.07, cloth).scaled(wide / 2.6)
    yield from ring(flap.moved(0, -radius * 1.1, wall + 0.02), 12)
    yield gable(wide * 0.42, 0.14, wall * 0.95, door).moved(0, -radius * 0.96)
    yield from both(box(0.09, 0.09, wall, darker(WOOD)).moved(wide * 0.22, -radius * 0.95))


FAMILY = Family(
    "tent",
    "camping",
    (
        Choice("shape", ("ridge", "tipi", "dome", "round")),
        Color("cloth"),
        Color("trim", of="trim"),
        Color("door", of="door"),
        Proportion("width", 2.0, 3.4, ("narrow", "wide")),
        Proportion("height", 1.5, 2.3, ("low", "tall")),
        Flag("ropes", "with ropes"),
        Flag("flag", "with a flag"),
    ),
    _build,
)
