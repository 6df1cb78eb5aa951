"""Trains: a steam locomotive with its boiler, chimney, cab and big wheels."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import BRASS, GLASS, LAMP, STEEL, lying, profile
from ..shape import RGB, Part, both, box, cylinder, lathe, ring

_WIDTH = 2.0  # metres
_DARK: RGB = (52, 52, 58)


def _build(v: Values) -> Iterator[Part]:
    long, boiler, radius = v["length"], v["boiler"].color, 0.85
    front, back = -long / 2, long / 2
    cab = 1.7
    axle = 1.35 + radius * 0.35
    yield box(_WIDTH * 0.9, long, 0.35, _DARK).moved(z=0.75)
    barrel = lying(cylinder(radius, long - cab + 0.1, boiler, 18), "y")
    middle = front + (long - cab) / 2
    yield barrel.moved(0, middle, axle)
    yield lying(cylinder(radius * 0.8, 0.3, _DARK, 16), "y").moved(0, front - 0.02, axle)
    yield lying(cylinder(0.24, 0.3, LAMP, 12), "y").moved(0, front - 0.1, axle + 0.45)
    for i in range(v["bands"]):
        y = front + (long - cab) * (i + 0.5) / v["bands"]
        yield lying(cylinder(radius * 1.04, 0.16, BRASS, 18), "y").moved(0, y, axle)
    yield from (
        part.moved(0, front + 0.55, axle + radius * 0.9) for part in _chimney(v["chimney"], v["stack"].color)
    )
    yield lathe([(0.32, 0), (0.32, 0.3), (0.18, 0.5), (0, 0.55)], BRASS, 12).moved(
        0, middle + 0.4, axle + radius * 0.92
    )
    yield from _cab(v["cab"].color, v["roof"].color, back - cab / 2, cab)
    yield from _wheels(v, front, back)
    if v["cowcatcher"]:
        wedge = [(0, 0.12), (0.75, 0.12), (0.75, 0.75), (0.45, 0.75)]
        yield profile(wedge, _WIDTH, (196, 52, 46)).moved(0, front - 0.72)
        yield from (
            box(0.14, 0.3, 0.5, darker((196, 52, 46), 0.6)).moved(x, front - 0.5, 0.14)
            for x in (-0.6, 0, 0.6)
        )
    else:
        yield box(_WIDTH, 0.2, 0.4, (196, 52, 46)).moved(0, front - 0.05, 0.7)
        yield from both(lying(cylinder(0.2, 0.3, STEEL, 12), "y").moved(0.6, front - 0.2, 0.9))


def _chimney(kind: str, color: RGB) -> list[Part]:
    if kind == "straight":
        return [cylinder(0.26, 0.95, color, 12), cylinder(0.34, 0.2, darker(color), 12).moved(z=0.85)]
    top = lathe([(0.24, 0), (0.24, 0.4), (0.5, 0.95), (0.4, 1.15)], color, 14)
    return [top, cylinder(0.3, 0.12, _DARK, 12).moved(z=1.1)]


def _cab(paint: RGB, roof: RGB, y: float, deep: float) -> Iterator[Part]:
    yield box(_WIDTH, deep, 1.2, paint).moved(0, y, 0.75)
    for x in (-1, 1):
        for k in (-1, 1):
            yield box(0.2, 0.2, 1.1, paint).moved(x * (_WIDTH / 2 - 0.1), y + k * (deep / 2 - 0.1), 1.9)
    yield box(_WIDTH * 0.84, deep * 0.84, 0.95, GLASS).moved(0, y, 1.9)
    yield box(_WIDTH, deep, 0.2, paint).moved(0, y, 2.75)
    yield box(_WIDTH * 1.16, deep * 1.2, 0.2, roof).moved(0, y, 2.93)


def _wheels(v: Values, front: float, back: float) -> Iterator[Part]:
    """Driving wheels with spokes, and the rod that joins them."""
    count, color = v["axles"], v["wheels"].color
    span = (back - front - 0.9) / count
    size = min(0.62, span * 0.47)
    places = [front + 0.5 + span * (i + 0.5) for i in range(count)]
    for y in places:
        yield from both(lying(cylinder(size, 0.24, color, 18)).moved(_WIDTH / 2 - 0.02, y, size))
        yield from both(lying(cylinder(size * 0.78, 0.27, _DARK, 18)).moved(_WIDTH / 2 - 0.02, y, size))
        spoke = box(0.14, size * 1.5, 0.3, color).moved(z=-0.15)
        for part in ring(spoke, 3):
            yield from both(lying(part).moved(_WIDTH / 2 - 0.02, y, size))
    rod = box(0.14, places[-1] - places[0] + 0.2, 0.16, STEEL)
    yield from both(rod.moved(_WIDTH / 2 + 0.16, (places[0] + places[-1]) / 2, size - 0.2))


FAMILY = Family(
    "train",
    "train",
    (
        Color("boiler", of="boiler"),
        Color("cab", of="cab"),
        Color("roof", of="roof"),
        Count("axles", "axles", 2, 4),
        Color("wheels", of="wheels"),
        Choice("chimney", ("straight", "flared"), of="chimney"),
        Color("stack", of="chimney"),
        Count("bands", "brass bands", 0, 3),
        Proportion("length", 4.6, 6.8, ("short", "long")),
        Flag("cowcatcher", "with a red cowcatcher"),
    ),
    _build,
    aliases=("locomotive", "steam train", "steam locomotive"),
)
