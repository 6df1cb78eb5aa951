"""Rings: a band standing upright with a stone on top."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import Choice, Color, Count, Family, Proportion, Values, darker
from ..shape import RGB, Part, arc, cone, lathe, sphere, torus, upright


def _build(v: Values) -> Iterator[Part]:
    r, band = v["width"] / 2, v["band"].color
    tube = r * v["thickness"]
    yield torus(r, tube, band, 32, 8).scaled(1, 1, 1.3).turned(90, "x").moved(z=r + tube)
    top, size = 2 * r + tube * 1.6, r * v["stone_size"]
    yield cone(size * 0.5, size * 0.5, darker(band, 0.85), 12, size * 0.85).moved(z=top - size * 0.25)
    yield from _stone(v["cut"], size, v["stone"].color, top + size * 0.15)
    for i in range(v["side_stones"]):
        for angle in (90 - 28 - 17 * i, 90 + 28 + 17 * i):
            x, z = arc(r + tube * 0.9, angle, angle, 1)[0]
            yield sphere(tube * 0.9, v["side"].color, 8).moved(x, 0, z + r + tube)


def _stone(cut: str, size: float, color: RGB, z: float) -> Iterator[Part]:
    """The stone in its setting."""
    if cut == "round":
        yield lathe([(size * 0.5, 0), (size, size * 0.45), (size * 0.62, size * 0.9)], color, 8).moved(z=z)
    elif cut == "square":
        yield lathe([(size * 0.6, 0), (size * 1.1, size * 0.4), (size * 0.75, size * 0.85)], color, 4).moved(
            z=z
        )
    elif cut == "heart-shaped":
        yield upright(emblem("heart-shaped", size * 2), size * 0.8, color).moved(z=z + size * 0.85)
    else:
        yield lathe([(0, -size * 0.3), (size * 0.8, size * 0.6), (0, size * 1.7)], color, 6).moved(z=z)


FAMILY = Family(
    "ring",
    "treasure_jewelry",
    (
        Proportion("width", 0.018, 0.024),
        Proportion("thickness", 0.09, 0.17, ("thin", "thick"), of="band"),
        Proportion("stone_size", 0.3, 0.6, ("small", "big"), of="gem"),
        Choice("cut", ("round", "square", "heart-shaped", "pointed"), of="gem"),
        Color("stone", "gem"),
        Color("band", "band", ("gold", "silver", "black", "white", "orange")),
        Count("side_stones", "gems on each side", 0, 2),
        Color("side", "gems on each side", ("white", "red", "blue", "green", "pink")),
    ),
    _build,
)
