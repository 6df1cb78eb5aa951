"""Trucks: a cab, and behind it a container, a tank or an open bed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import HUB_COLORS, LAMP, STEEL, TAIL_LAMP, axles, cabin, lying
from ..shape import RGB, Part, both, box, cylinder, tapered_box

_WIDTH, _WHEEL, _CAB = 2.3, 0.5, 1.9  # metres
_DARK: RGB = (54, 54, 60)


def _build(v: Values) -> Iterator[Part]:
    cab, load = v["cab"].color, v["length"]
    nose = 1.0 if v["nose"] == "long-nosed" else 0.0
    front = -(load + _CAB + nose) / 2
    back = -front
    yield box(_WIDTH * 0.7, back - front - 0.3, 0.3, _DARK).moved(z=0.55)
    yield from (part.moved(0, front) for part in _cab(cab, nose, v["pipes"]))
    middle = back - load / 2
    yield from (part.moved(0, middle, 0.85) for part in _container(v["kind"], load, v["container"].color))
    rear = [back - 0.8 - i * 1.15 for i in range(v["axles"] - 1)]
    yield from axles(_WIDTH + 0.1, [front + 0.75 + nose * 0.3, *rear], _WHEEL, 0.4, v["hubs"].color)
    yield from both(box(0.3, 0.12, 0.18, TAIL_LAMP).moved(_WIDTH * 0.36, back - 0.12, 0.62))


def _cab(paint: RGB, nose: float, pipes: bool) -> Iterator[Part]:
    """The cab, its front at y = 0."""
    back = _CAB + nose - 0.12
    yield box(_WIDTH, back - nose, 1.0, paint).moved(0, (nose + back) / 2, 0.5)
    yield from cabin((_WIDTH, nose, back), (_WIDTH * 0.94, nose + 0.2, back), (1.46, 2.3), paint, paint)
    if nose:
        hood = tapered_box((_WIDTH * 0.86, nose + 0.1), (_WIDTH * 0.78, nose + 0.05), 1.1, paint)
        yield hood.moved(0, nose / 2, 0.5)
    yield box(_WIDTH * 0.5, 0.12, 0.6, STEEL).moved(0, 0, 0.75)
    yield from (box(_WIDTH * 0.42, 0.18, 0.07, _DARK).moved(0, 0, z) for z in (0.85, 1.02, 1.19))
    yield from both(lying(cylinder(0.16, 0.14, LAMP, 12), "y").moved(_WIDTH * 0.36, 0, 0.85))
    yield box(_WIDTH * 1.04, 0.24, 0.28, STEEL).moved(0, 0, 0.38)
    if pipes:
        yield from both(cylinder(0.11, 2.3, STEEL, 10).moved(_WIDTH / 2 - 0.05, back - 0.1, 0.9))


def _container(kind: str, length: float, color: RGB) -> Iterator[Part]:
    """What the truck carries, standing on its frame."""
    if kind == "tank-shaped":
        yield lying(cylinder(0.98, length - 0.1, color, 18), "y").moved(z=1.0)
        for y in (-length * 0.32, 0, length * 0.32):
            yield lying(cylinder(1.03, 0.14, darker(color), 18), "y").moved(0, y, 1.0)
        yield box(_WIDTH * 0.7, length - 0.3, 0.3, _DARK)
        yield cylinder(0.3, 0.2, STEEL, 12).moved(z=1.9)
    elif kind == "open-topped":
        yield box(_WIDTH, length, 0.2, darker(color))
        yield from both(box(0.14, length, 0.9, color).moved(_WIDTH / 2 - 0.07))
        yield from both(box(_WIDTH, 0.14, 0.9, color).moved(0, length / 2 - 0.07), "y")
        for y in np.linspace(-length / 2 + 0.2, length / 2 - 0.2, 5):
            yield from both(box(0.16, 0.14, 0.95, darker(color)).moved(_WIDTH / 2 - 0.03, y))
        yield tapered_box((_WIDTH * 0.9, length * 0.92), (_WIDTH * 0.4, length * 0.4), 1.1, (134, 104, 74))
    else:
        yield box(_WIDTH, length, 2.0, color)
        yield from both(box(_WIDTH + 0.06, 0.16, 2.06, darker(color, 0.82)).moved(0, length / 2 - 0.05), "y")
        yield box(_WIDTH + 0.06, length, 0.16, darker(color, 0.82)).moved(z=1.9)


FAMILY = Family(
    "truck",
    "truck_bus",
    (
        Color("cab", of="cab"),
        Choice("nose", ("flat-nosed", "long-nosed")),
        Choice("kind", ("box-shaped", "tank-shaped", "open-topped"), of="container"),
        Color("container", of="container"),
        Count("axles", "axles", 2, 4),
        Color("hubs", of="hubcaps", words=HUB_COLORS),
        Proportion("length", 3.4, 5.4, ("short", "long")),
        Flag("pipes", "with two exhaust pipes"),
    ),
    _build,
    aliases=("lorry",),
)
