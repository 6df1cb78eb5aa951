"""Houses: floors with windows under a gabled, hipped or flat roof."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STONE, around, door, gable, gable_roof, window
from ..shape import RGB, Part, box, tapered_box

_FLOOR, _DEPTH = 2.7, 6.0  # metres


def _build(v: Values) -> Iterator[Part]:
    width, height, walls = v["width"], v["floors"] * _FLOOR, v["walls"].color
    frame = (240, 238, 230)
    yield box(width + 0.3, _DEPTH + 0.3, 0.3, STONE)
    yield box(width, _DEPTH, height, walls)
    yield from _roof(v["roof_shape"], width, height, walls, v["roof"].color)
    for part in door(1.2, 2.1, v["door"].color, frame):
        yield part.moved(0, -_DEPTH / 2, 0.25)
    yield box(1.8, 0.8, 0.25, STONE).moved(0, -_DEPTH / 2 - 0.4)
    for floor in range(v["floors"]):
        z = floor * _FLOOR + 1.65
        for x in (-width * 0.3, 0, width * 0.3):
            if x or floor:
                panes = [p.moved(x, -_DEPTH / 2, z) for p in window(1.1, 1.2, frame)]
                yield from around(panes, (0, 180))
        yield from around([p.moved(0, -width / 2, z) for p in window(1.2, 1.2, frame)], (90, 270))
    if v["chimney"]:
        yield box(0.8, 0.8, 2.6, (160, 84, 66)).moved(width * 0.28, 0.8, height + 0.1)
        yield box(1.0, 1.0, 0.3, darker(STONE)).moved(width * 0.28, 0.8, height + 2.6)


def _roof(kind: str, width: float, height: float, walls: RGB, color: RGB) -> Iterator[Part]:
    if kind == "flat":
        yield box(width + 0.6, _DEPTH + 0.6, 0.4, color).moved(z=height)
    elif kind == "hipped":
        yield tapered_box((width + 1, _DEPTH + 1), (width * 0.4, 0.3), 2.1, color).moved(z=height)
    else:
        rise = width * 0.42
        yield gable(width, _DEPTH - 0.02, rise, walls).moved(z=height - 0.02)
        yield gable_roof(width + 1, _DEPTH + 0.9, rise * (1 + 1 / width), 0.45, color).moved(z=height)


FAMILY = Family(
    "house",
    "house",
    (
        Count("floors", "floors", 1, 3),
        Proportion("width", 5.0, 9.0, ("narrow", "wide")),
        Choice("roof_shape", ("gabled", "hipped", "flat"), of="roof"),
        Color("roof", of="roof"),
        Finish("walls", ("wooden", "brick", "stone"), of="walls"),
        Color("door", of="door"),
        Flag("chimney", "with a chimney"),
    ),
    _build,
    aliases=("home", "cottage"),
)
