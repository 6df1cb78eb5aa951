"""Carts: a bed with sides on spoked wheels and two shafts, empty, loaded or covered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL, WOOD, lying
from ..shape import RGB, Part, arc, beam, both, box, cylinder, hoop, lathe, ring, sphere, tapered_box, upright

_WIDTH = 1.2  # metres, inside the wheels


def _build(v: Values) -> Iterator[Part]:
    long, body, size = v["length"], v["body"].color, v["wheel_size"]
    floor = size + 0.08
    yield box(_WIDTH, long, 0.12, darker(body, 0.85)).moved(z=floor - 0.06)
    for z in (floor + 0.06, floor + 0.28):
        yield from both(box(0.09, long, 0.18, body).moved(_WIDTH / 2 - 0.04, 0, z))
        yield from both(box(_WIDTH, 0.09, 0.18, body).moved(0, long / 2 - 0.04, z), "y")
    for y in (-long / 2 + 0.05, 0, long / 2 - 0.05):
        yield from both(box(0.13, 0.13, 0.58, darker(body, 0.7)).moved(_WIDTH / 2 - 0.02, y, floor - 0.05))
    places = (0.0,) if v["axles"] == 1 else (-long * 0.32, long * 0.32)
    for y in places:
        yield lying(cylinder(0.07, _WIDTH + 0.35, darker(body, 0.6), 8)).moved(0, y, size)
        for part in _wheel(size, v["spokes"], v["wheels"].color):
            yield from both(part.moved(_WIDTH / 2 + 0.12, y, size))
    tip = -long / 2 - 1.1
    yield from both(
        beam((0.4, -long / 2 + 0.2, floor - 0.02), (0.34, tip, floor - 0.22), 0.1, darker(body, 0.8))
    )
    yield box(0.86, 0.1, 0.1, darker(body, 0.7)).moved(0, tip + 0.14, floor - 0.25)
    yield from (part.moved(0, 0, floor + 0.04) for part in _load(v["load"], long))
    if v["canopy"]:
        rim = np.concatenate([arc(0.68, 0, 180, 8) * (1, 1.1), arc(0.58, 180, 0, 8) * (1, 1.1)])
        yield upright(rim, long * 0.96, (240, 232, 212)).moved(z=floor + 0.42)
        band = np.concatenate([arc(0.71, 0, 180, 8) * (1, 1.1), arc(0.58, 180, 0, 8) * (1, 1.1)])
        yield from both(upright(band, 0.1, darker(body, 0.8)).moved(0, long * 0.46, floor + 0.42), "y")


def _wheel(radius: float, spokes: int, color: RGB) -> list[Part]:
    """A spoked wheel about the x axis, its middle at the origin."""
    rim = hoop(radius, radius * 0.2, 0.12, color, 18).moved(z=-0.06)
    hub = cylinder(radius * 0.22, 0.2, darker(color, 0.7), 10).moved(z=-0.1)
    spoke = box(radius * 0.13, radius * 0.85, 0.08, color).moved(0, radius * 0.45, -0.04)
    return [part.turned(90, "y") for part in (rim, hub, *ring(spoke, spokes))]


def _load(kind: str, long: float) -> Iterator[Part]:
    """What lies on the bed."""
    if kind == "hay":
        yield tapered_box((_WIDTH * 0.92, long * 0.92), (_WIDTH * 0.55, long * 0.6), 0.85, (218, 186, 104))
    elif kind == "barrels":
        for y in (-long * 0.24, long * 0.24):
            yield lathe([(0.26, 0), (0.33, 0.36), (0.26, 0.72)], WOOD, 12).moved(0, y)
            yield from (cylinder(0.315, 0.07, STEEL, 12).moved(0, y, z) for z in (0.14, 0.52))
    elif kind == "pumpkins":
        for x, y, z in (
            (-0.25, -0.4, 0.22),
            (0.27, -0.35, 0.22),
            (-0.24, 0.25, 0.22),
            (0.25, 0.3, 0.22),
            (0, -0.05, 0.5),
        ):
            yield sphere(0.28, (228, 126, 44), 10).scaled(1, 1, 0.82).moved(x, y * long / 1.8, z)
            yield box(0.07, 0.07, 0.14, (92, 122, 58)).moved(x, y * long / 1.8, z + 0.18)
    elif kind == "coal":
        yield tapered_box((_WIDTH * 0.9, long * 0.9), (_WIDTH * 0.3, long * 0.4), 0.66, (48, 48, 52))


FAMILY = Family(
    "cart",
    "vehicle_cart",
    (
        Finish("body", ("wooden",)),
        Count("axles", "axles", 1, 2),
        Color("wheels", of="wheels"),
        Count("spokes", "spokes", 4, 8),
        Choice("load", ("", "hay", "barrels", "pumpkins", "coal"), say="loaded with {}"),
        Proportion("length", 1.5, 2.3, ("short", "long")),
        Proportion("wheel_size", 0.36, 0.6, ("small", "big"), of="wheels"),
        Flag("canopy", "with a white canopy"),
    ),
    _build,
    aliases=("wagon", "wooden wagon"),
)
