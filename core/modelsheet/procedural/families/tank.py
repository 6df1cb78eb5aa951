"""Tanks: a hull between two tracks, with a turret and a gun."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import STEEL, lying, profile
from ..shape import RGB, Part, both, box, cylinder, extrude, lathe, rounded, tapered_box

_DARK: RGB = (56, 56, 60)
_TRACK, _INSIDE = 0.6, 2.0  # metres: width of a track, width between the tracks


def _build(v: Values) -> Iterator[Part]:
    a, paint = v["length"] / 2, v["hull"].color
    shape = [(-a * 0.75, 0.35), (a * 0.85, 0.35), (a, 0.9), (a, 1.3), (-a * 0.55, 1.3), (-a, 0.95)]
    yield profile(shape, _INSIDE + 0.1, paint)
    side = (_INSIDE + _TRACK) / 2
    track = rounded(2 * a, 1.05, 0.5, 5)
    yield from both(profile(track, _TRACK, _DARK).moved(side, 0, 0.525))
    yield from both(box(_TRACK + 0.16, 2 * a * 0.96, 0.14, darker(paint, 0.88)).moved(side, 0, 1.04))
    span = 2 * a - 1.1
    for i in range(v["wheels"]):
        y = (i - (v["wheels"] - 1) / 2) * span / max(1, v["wheels"] - 1)
        size = min(0.4, span / (v["wheels"] - 1) * 0.46)
        for part in (
            cylinder(size, _TRACK + 0.1, v["wheel"].color, 16),
            cylinder(size * 0.4, _TRACK + 0.2, STEEL, 10),
        ):
            yield from both(lying(part).moved(side, y, 0.5))
    yield from (part.moved(0, a * 0.08, 1.28) for part in _turret(v))
    yield from both(box(0.3, 0.16, 0.2, (250, 222, 120)).moved(0.75, -a * 0.84, 1.0))
    yield box(1.2, 0.5, 0.12, darker(paint, 0.7)).moved(0, a * 0.78, 1.27)
    if v["star"]:
        star = extrude(emblem("star-shaped", 0.75), 0.12, PALETTE[v["star"]])
        standing = star.turned(90, "x").turned(90)
        high = 0.36
        yield from both(standing.moved(v["turret_width"] / 2 - 0.06, a * 0.08, 1.3 + high))


def _turret(v: Values) -> Iterator[Part]:
    """The turret on the ground, its gun to -y."""
    wide, paint = v["turret_width"], v["turret"].color
    if v["shape"] == "round":
        yield lathe([(wide / 2, 0), (wide / 2, 0.5), (wide * 0.36, 0.75)], paint, 18)
    else:
        yield tapered_box((wide, wide * 1.15), (wide * 0.72, wide * 0.85), 0.75, paint)
    long = v["barrel"]
    yield lying(cylinder(0.14, long, darker(paint, 0.85), 12), "y").moved(0, -wide * 0.4 - long / 2, 0.4)
    yield lying(cylinder(0.22, 0.36, darker(paint, 0.7), 12), "y").moved(0, -wide * 0.4 - long + 0.1, 0.4)
    yield box(0.6, 0.4, 0.46, darker(paint, 0.85)).moved(0, -wide * 0.48, 0.16)
    yield cylinder(0.36, 0.2, darker(paint, 0.8), 12).moved(0.3, 0.2, 0.7)
    if v["antenna"]:
        yield box(0.1, 0.1, 1.3, _DARK).moved(-wide * 0.28, wide * 0.25, 0.65)
        yield box(0.1, 0.6, 0.35, (196, 52, 46)).moved(-wide * 0.28, wide * 0.25 + 0.3, 1.58)


FAMILY = Family(
    "tank",
    "siege_tank",
    (
        Color("hull"),
        Color("turret", of="turret"),
        Choice("shape", ("round", "square"), of="turret"),
        Count("wheels", "axles", 3, 6),
        Color("wheel", of="wheels"),
        Proportion("barrel", 1.3, 2.8, ("short", "long"), of="gun"),
        Proportion("turret_width", 1.4, 2.0, ("small", "big"), of="turret"),
        Proportion("length", 3.6, 5.0, ("short", "long")),
        Choice("star", ("", "white", "red", "yellow"), say="with a {} star"),
        Flag("antenna", "with a red flag on the turret"),
    ),
    _build,
    aliases=("battle tank", "army tank"),
)
