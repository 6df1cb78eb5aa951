"""Cement mixers: a truck whose tilted drum turns behind the cab."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin
from ..shape import RGB, Part, beam, both, box, cylinder, lathe

_WIDTH, _WHEEL = 2.2, 0.5  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    cab, long = v["cab"].color, v["length"]
    front, back = -long / 2, long / 2
    yield box(_WIDTH * 0.7, long - 0.3, 0.34, _DARK).moved(z=0.55)
    yield box(_WIDTH, 1.7, 1.0, cab).moved(0, front + 0.85, 0.5)
    yield from cabin(
        (_WIDTH, front, front + 1.7),
        (_WIDTH * 0.94, front + 0.2, front + 1.65),
        (1.46, 2.3),
        cab,
        v["roof"].color,
    )
    yield box(_WIDTH * 0.5, 0.12, 0.5, STEEL).moved(0, front, 0.8)
    yield from both(cylinder(0.16, 0.14, LAMP, 12).turned(90, "x").moved(_WIDTH * 0.36, front + 0.06, 0.95))
    yield box(_WIDTH * 1.03, 0.24, 0.28, STEEL).moved(0, front, 0.4)
    yield from both(box(0.28, 0.12, 0.18, TAIL_LAMP).moved(_WIDTH * 0.3, back - 0.15, 0.62))
    rear = [back - 0.9 - 1.1 * i for i in range(v["axles"] - 1)]
    yield from axles(_WIDTH + 0.1, [front + 0.85, *rear], _WHEEL, 0.38, v["hubs"].color)
    for part in _drum(v, long - 2.1):
        yield part.turned(-90, "x").turned(13, "x").moved(0, front + 1.95, 1.6)
    yield box(1.3, 0.3, 1.1, darker(v["cab"].color, 0.7)).moved(0, front + 2.0, 0.8)
    yield from both(beam((0.6, back - 0.6, 0.8), (0.5, back - 0.6, 1.75), 0.22, darker(v["cab"].color, 0.7)))
    yield box(1.1, 0.3, 0.2, darker(v["cab"].color, 0.7)).moved(0, back - 0.6, 1.6)
    if v["chute"]:
        yield beam((0, back - 0.4, 2.0), (0, back + 0.55, 0.95), 0.36, STEEL)
        yield lathe([(0.15, 0), (0.4, 0.45), (0.4, 0.5)], STEEL, 12).moved(0, back - 0.35, 1.75)


def _drum(v: Values, long: float) -> Iterator[Part]:
    """The drum along z, its closed end on the ground, with the bands that wind about it."""
    shape = [(0.5, 0), (0.95, long * 0.25), (1.05, long * 0.45), (0.95, long * 0.6), (0.45, long)]
    yield lathe(shape, v["drum"].color, 18)
    heights = [point[1] for point in shape]
    for i in range(v["bands"]):
        low = long * (0.16 + 0.7 * (i + 0.2) / v["bands"])
        up = low + long * 0.09
        band = []
        for z in (low, up):
            k = next(n for n in range(1, len(shape)) if heights[n] >= z)
            share = (z - heights[k - 1]) / (heights[k] - heights[k - 1])
            band.append((shape[k - 1][0] + (shape[k][0] - shape[k - 1][0]) * share + 0.05, z))
        yield lathe(band, v["band"].color, 18)
    yield cylinder(0.3, 0.4, _DARK, 12).moved(z=-0.25)


FAMILY = Family(
    "cement mixer",
    "truck_bus",
    (
        Color("cab", of="cab"),
        Color("roof", of="roof"),
        Color("drum", of="drum"),
        Count("bands", "bands", 1, 3),
        Color("band", of="bands"),
        Count("axles", "axles", 2, 4),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 5.4, 6.8, ("short", "long")),
        Flag("chute", "with a chute at the back"),
    ),
    _build,
    aliases=("concrete mixer", "mixer truck"),
)
