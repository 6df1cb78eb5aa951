"""Train wagons: covered, open, tank-shaped or for passengers, on a frame with axles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, STEEL, axles, lying
from ..shape import RGB, Part, arc, beam, both, box, cylinder, tapered_box, upright

_WIDTH, _WHEEL, _FLOOR = 2.0, 0.42, 0.8  # metres
_DARK: RGB = (52, 52, 58)


def _build(v: Values) -> Iterator[Part]:
    long, frame = v["length"], v["frame"].color
    yield box(_WIDTH * 0.96, long, 0.26, frame).moved(z=_FLOOR - 0.24)
    yield from both(lying(cylinder(0.17, 0.5, STEEL, 10), "y").moved(0.6, long / 2 + 0.1, _FLOOR - 0.1))
    yield from both(lying(cylinder(0.17, 0.5, STEEL, 10), "y").moved(0.6, -long / 2 - 0.1, _FLOOR - 0.1))
    count = v["axles"]
    half = long / 2 - 0.75
    places = (
        (-half, half)
        if count == 2
        else np.linspace(-half, half, 3)
        if count == 3
        else (-half, 1 - half, half - 1, half)
    )
    yield from axles(_WIDTH * 0.86, places, _WHEEL, 0.22, STEEL, v["wheels"].color)
    yield box(_WIDTH * 0.5, long * 0.9, 0.3, _DARK).moved(z=_WHEEL)
    makers = {"covered": _covered, "open": _open, "tank": _tank, "passenger": _passenger}
    yield from (part.moved(z=_FLOOR) for part in makers[v["kind"]](long, v["body"].color, v["top"].color))
    if v["ladder"]:
        yield from both(
            beam((0.22, 0, 0), (0.22, 0, 1.7), 0.12, STEEL).moved(0, -long / 2 - 0.08, _FLOOR - 0.1)
        )
        for i in range(4):
            yield box(0.56, 0.12, 0.12, STEEL).moved(0, -long / 2 - 0.08, _FLOOR + 0.1 + 0.4 * i)


def _covered(long: float, paint: RGB, top: RGB) -> Iterator[Part]:
    yield box(_WIDTH, long - 0.1, 1.7, paint)
    yield _vault(long, top).moved(z=1.68)
    yield box(_WIDTH + 0.12, long * 0.3, 1.5, darker(paint, 0.8)).moved(z=0.08)
    yield box(_WIDTH + 0.2, 0.12, 1.3, darker(paint, 0.55)).moved(z=0.18)
    for y in np.linspace(-long / 2 + 0.14, long / 2 - 0.14, 4):
        yield box(_WIDTH + 0.1, 0.16, 1.7, darker(paint, 0.7)).moved(0, y)


def _open(long: float, paint: RGB, top: RGB) -> Iterator[Part]:
    yield box(_WIDTH, long - 0.1, 0.16, paint)
    yield from both(box(0.14, long - 0.1, 1.1, paint).moved(_WIDTH / 2 - 0.07))
    yield from both(box(_WIDTH, 0.14, 1.1, paint).moved(0, long / 2 - 0.12), "y")
    for y in np.linspace(-long / 2 + 0.14, long / 2 - 0.14, 5):
        yield from both(box(0.16, 0.16, 1.2, darker(paint, 0.7)).moved(_WIDTH / 2 - 0.02, y))
    yield tapered_box((_WIDTH * 0.9, long * 0.94), (_WIDTH * 0.4, long * 0.6), 1.35, top).moved(z=0.1)


def _tank(long: float, paint: RGB, top: RGB) -> Iterator[Part]:
    yield lying(cylinder(0.92, long - 0.2, paint, 18), "y").moved(z=0.95)
    for y in (-long * 0.33, long * 0.33):
        yield lying(cylinder(0.98, 0.2, darker(paint, 0.75), 18), "y").moved(0, y, 0.95)
    yield box(_WIDTH * 0.7, long * 0.8, 0.35, _DARK)
    yield cylinder(0.42, 0.34, top, 14).moved(z=1.75)
    yield box(0.5, long * 0.7, 0.12, top).moved(z=1.82)


def _passenger(long: float, paint: RGB, top: RGB) -> Iterator[Part]:
    yield box(_WIDTH, long - 0.1, 1.75, paint)
    yield _vault(long, top).moved(z=1.73)
    count = 4
    for i in range(count):
        y = (i - (count - 1) / 2) * (long - 0.5) / count
        yield box(_WIDTH + 0.1, (long - 0.5) / count * 0.72, 0.75, GLASS).moved(0, y, 0.75)
    yield box(_WIDTH + 0.08, long - 0.06, 0.16, darker(paint, 0.65)).moved(z=0.4)
    yield from both(box(0.8, 0.12, 1.4, darker(paint, 0.65)).moved(0, long / 2 - 0.05, 0.05), "y")


def _vault(long: float, color: RGB) -> Part:
    """A low arched roof on the ground."""
    return upright(arc(_WIDTH / 2 + 0.1, 0, 180, 8) * (1, 0.42), long + 0.1, color)


FAMILY = Family(
    "train wagon",
    "train",
    (
        Choice("kind", ("covered", "open", "tank", "passenger")),
        Color("body"),
        Color("top", of="top"),
        Color("frame", of="frame"),
        Count("axles", "axles", 2, 4),
        Color("wheels", of="wheels"),
        Proportion("length", 4.2, 6.4, ("short", "long")),
        Flag("ladder", "with a ladder"),
    ),
    _build,
    aliases=("railway wagon", "rail car", "train car"),
)
