"""Excavators: a cab on tracks with a jointed arm and a bucket."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import LAMP, STEEL, cabin, lying, profile
from ..shape import RGB, Part, beam, both, box, cylinder, rounded

_DARK: RGB = (56, 56, 60)


def _build(v: Values) -> Iterator[Part]:
    paint, long = v["body"].color, v["tracks"]
    yield from both(profile(rounded(long, 0.9, 0.42, 5), 0.5, _DARK).moved(0.95, 0, 0.45))
    yield box(1.6, long * 0.55, 0.4, darker(paint, 0.7)).moved(z=0.4)
    count = v["axles"]
    span = long - 0.9
    for i in range(count):
        y = (i - (count - 1) / 2) * span / (count - 1)
        size = min(0.32, span / (count - 1) * 0.46)
        yield from both(lying(cylinder(size, 0.6, v["wheels"].color, 14)).moved(0.95, y, 0.45))
    yield cylinder(0.7, 0.25, _DARK, 14).moved(z=0.75)
    yield box(2.1, 2.3, 0.4, paint).moved(0, 0.35, 0.95)
    yield box(2.1, 1.1, 0.75, paint).moved(0, 0.95, 1.3)
    yield box(1.9, 0.4, 0.85, v["weight"].color).moved(0, 1.6, 1.0)
    yield box(0.5, 0.6, 0.1, _DARK).moved(0.6, 0.9, 2.03)
    yield cylinder(0.09, 0.5, STEEL, 8).moved(-0.6, 1.1, 2.0)
    yield from (
        part.moved(-0.55)
        for part in cabin((0.95, -0.85, 0.4), (0.9, -0.6, 0.35), (1.3, 2.55), paint, v["roof"].color)
    )
    if v["beacon"]:
        yield cylinder(0.12, 0.24, (240, 140, 40), 10).moved(-0.55, 0, 2.72)
    yield from both(box(0.2, 0.12, 0.16, LAMP).moved(0.75, -0.82, 1.1))
    yield from (part.moved(0.5) for part in _arm(v))


def _arm(v: Values) -> Iterator[Part]:
    """Boom, stick and bucket to -y, in the plane x = 0."""
    color, reach = v["arm"].color, v["reach"]
    foot, knee = (0, -0.5, 1.3), (0, -0.5 - reach * 0.55, 1.3 + reach * 0.6)
    tip = (0, -0.5 - reach, 1.25)
    middle = (0, -0.5 - reach * 0.18, 1.3 + reach * 0.42)
    yield beam(foot, middle, 0.34, color)
    yield beam(middle, knee, 0.32, color)
    yield beam((0, knee[1] + 0.2, knee[2] + 0.12), tip, 0.26, color)
    for place, size in ((foot, 0.26), (knee, 0.22), (middle, 0.22)):
        yield lying(cylinder(size, 0.46, _DARK, 12)).moved(*place)
    yield beam((0, -0.8, 1.35), (0, -0.5 - reach * 0.4, 1.3 + reach * 0.38), 0.14, STEEL)
    yield beam((0, middle[1] - 0.1, middle[2] + 0.3), (0, knee[1] + 0.15, knee[2] + 0.26), 0.13, STEEL)
    low = tip[2]
    yield box(0.3, 0.3, 0.5, _DARK).moved(0, tip[1], low - 0.35)
    scoop = [(-0.3, -0.7), (0.3, -0.75), (0.5, -0.35), (0.3, 0.0), (-0.2, 0.05), (-0.1, -0.2)]
    yield profile(scoop, 0.85, v["bucket"].color).moved(0, tip[1], low - 0.3)
    for x in (-0.3, 0, 0.3):
        yield box(0.13, 0.34, 0.13, STEEL).moved(x, tip[1] - 0.36, low - 1.05)


FAMILY = Family(
    "excavator",
    "siege_tank",
    (
        Color("body"),
        Color("arm", of="arm"),
        Color("bucket", of="bucket"),
        Color("roof", of="roof"),
        Color("weight", of="counterweight"),
        Count("axles", "axles", 3, 5),
        Color("wheels", of="wheels"),
        Proportion("reach", 2.0, 3.0, ("short", "long"), of="arm"),
        Proportion("tracks", 2.6, 3.4, ("short", "long"), of="tracks"),
        Flag("beacon", "with an orange light on the roof"),
    ),
    _build,
    aliases=("digger",),
)
