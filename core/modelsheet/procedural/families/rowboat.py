"""Rowboats: a hollow hull with benches and oars."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import WOOD, gunwale, hull, lying
from ..shape import Part, beam, both, box, cylinder, lathe, torus

_DEEP, _WALL = 0.55, 0.09  # metres


def _build(v: Values) -> Iterator[Part]:
    wide, long, body = v["width"], v["length"], v["body"].color
    stern = 0.72 if v["stern"] == "square" else 0.3
    yield hull(wide, long, _DEEP, body, 0.4, stern, _WALL)
    yield from gunwale(wide, long, _DEEP, 0.16, v["rim"].color, 0.4, stern)
    yield box(wide * stern, 0.1, _DEEP - 0.12, darker(body, 0.9)).moved(0, long / 2 - 0.06, 0.1)
    yield hull(wide * 0.8, long * 0.84, 0.1, darker(body, 0.75), 0.4, stern).moved(0, 0.04, 0.08)
    count = v["benches"]
    for i in range(count):
        y = long * (-0.14 + 0.46 * (i / max(1, count - 1)))
        share = 0.86 if y < long * 0.25 else 0.5 + 0.45 * stern
        yield box(wide * share, 0.26, 0.08, v["bench"].color).moved(0, y, _DEEP * 0.62)
    if v["oars"]:
        for part in _oar(v["oars"], wide, long):
            yield from both(part)
    if v["ring"]:
        buoy = torus(0.2, 0.07, (236, 236, 232), 16, 8).turned(90, "x")
        yield buoy.moved(0, long / 2 + 0.06, _DEEP * 0.62)
    if v["lantern"]:
        yield box(0.08, 0.08, 0.6, darker(WOOD)).moved(0, -long * 0.44, _DEEP * 0.8)
        yield cylinder(0.12, 0.2, (250, 222, 120), 8).moved(0, -long * 0.44, _DEEP * 0.8 + 0.55)
        yield lathe([(0.15, 0), (0.02, 0.12)], (60, 60, 66), 8).moved(0, -long * 0.44, _DEEP * 0.8 + 0.74)


def _oar(where: str, wide: float, long: float) -> Iterator[Part]:
    """The right oar, over the rim or laid into the boat."""
    if where == "raised":
        end = (wide * 0.5 + 0.75, long * 0.06 + 0.12, 0.16)
        yield beam((wide * 0.16, long * 0.06 - 0.04, _DEEP + 0.28), end, 0.075, WOOD)
        yield box(0.5, 0.2, 0.06, WOOD).turned(24, "y").moved(end[0] + 0.12, end[1], 0.12).standing()
        yield cylinder(0.06, 0.14, (60, 60, 66), 8).moved(wide * 0.5 - 0.02, long * 0.06, _DEEP)
    else:
        yield lying(cylinder(0.045, long * 0.62, WOOD, 8), "y").moved(
            wide * 0.24, long * 0.06, _DEEP * 0.62 + 0.12
        )
        yield box(0.18, 0.5, 0.07, WOOD).moved(wide * 0.24, long * -0.24, _DEEP * 0.62 + 0.09)


FAMILY = Family(
    "rowboat",
    "boat_ship",
    (
        Finish("body", ("wooden",)),
        Color("rim", of="rim"),
        Count("benches", "benches", 1, 3),
        Finish("bench", ("wooden",), of="benches"),
        Choice("stern", ("square", "pointed"), of="stern"),
        Choice("oars", ("", "raised", "stowed"), say="with {} oars"),
        Proportion("length", 2.6, 4.2, ("short", "long")),
        Proportion("width", 1.1, 1.6, ("narrow", "wide")),
        Flag("ring", "with a life ring"),
        Flag("lantern", "with a lantern"),
    ),
    _build,
    aliases=("rowing boat", "dinghy", "boat"),
)
