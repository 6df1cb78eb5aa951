"""Moon rovers: a body on six wheels with a mast of cameras, a dish and solar panels."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..parts import STEEL, axles
from ..shape import RGB, Part, beam, both, box, cylinder, lathe, sphere

_DARK: RGB = (58, 60, 68)


def _build(v: Values) -> Iterator[Part]:
    long, body, size = v["length"], v["body"].color, v["wheel_size"]
    floor = size * 1.5
    a, wide = long / 2, 1.3
    yield box(wide, long * 0.8, 0.45, body).moved(z=floor)
    yield box(wide * 1.04, long * 0.82, 0.1, darker(body, 0.7)).moved(z=floor + 0.36)
    yield box(0.5, 0.1, 0.22, v["hatch"].color).moved(0, -long * 0.4, floor + 0.1)
    count = v["axles"]
    places = [(i / (count - 1) - 0.5) * (long - size * 0.4) for i in range(count)]
    yield from axles(2.1, places, size, 0.34, v["hubs"].color)
    for y in places:
        yield from both(beam((wide * 0.4, y * 0.75, floor + 0.15), (0.9, y, size), 0.13, STEEL))
    mast = v["mast"]
    yield box(0.14, 0.14, mast, STEEL).moved(-0.35, -a * 0.5, floor + 0.4)
    head = floor + 0.4 + mast
    yield box(0.56, 0.3, 0.26, v["head"].color).moved(-0.35, -a * 0.5, head - 0.06)
    for i in range(v["eyes"]):
        x = -0.35 + (0 if v["eyes"] == 1 else (i - 0.5) * 0.26)
        yield cylinder(0.09, 0.16, _DARK, 10).turned(90, "x").moved(x, -a * 0.5 - 0.1, head + 0.07)
    if v["dish"]:
        bowl = lathe([(0.06, -0.05), (0.36, 0.14), (0.3, 0.16), (0, 0.03)], (238, 238, 234), 16)
        yield box(0.1, 0.1, 0.55, STEEL).moved(0.4, a * 0.45, floor + 0.4)
        yield bowl.turned(40, "x").moved(0.4, a * 0.45, floor + 0.98)
    top = floor + 0.62
    if v["panels"] == "flat":
        yield box(wide * 1.35, long * 0.45, 0.1, STEEL).moved(0, a * 0.2, top - 0.12)
        for x in (-0.44, 0, 0.44):
            for y in (-0.22, 0.22):
                yield box(0.38, long * 0.19, 0.14, v["panel"].color).moved(
                    x * 1.25, a * 0.2 + y * long * 0.5, top - 0.12
                )
    else:
        for part in (
            box(0.08, long * 0.6, 0.7, STEEL),
            box(0.13, long * 0.52, 0.58, v["panel"].color).moved(z=0.06),
        ):
            yield from both(part.turned(38, "y").moved(wide * 0.5, a * 0.1, floor + 0.42))
    if v["arm"]:
        elbow = (0.45, -a * 0.95, floor + 0.62)
        yield beam((0.45, -a * 0.6, floor + 0.3), elbow, 0.12, STEEL)
        yield beam(elbow, (0.45, -a - 0.45, floor + 0.05), 0.1, STEEL)
        yield sphere(0.12, _DARK, 8).moved(0.45, -a - 0.45, floor + 0.02)


FAMILY = Family(
    "moon rover",
    "space_base",
    (
        Finish("body", ("golden", "metal")),
        Count("axles", "axles", 2, 4),
        Color("hubs", of="hubcaps"),
        Color("head", of="camera head"),
        Count("eyes", "camera eyes", 1, 2),
        Choice("panels", ("flat", "slanted"), of="solar panels"),
        Color("panel", of="solar panels"),
        Color("hatch", of="hatch"),
        Proportion("length", 2.0, 2.9, ("short", "long")),
        Proportion("wheel_size", 0.28, 0.4, ("small", "big"), of="wheels"),
        Proportion("mast", 0.6, 1.3, ("", "tall"), of="mast"),
        Flag("dish", "with a white dish"),
        Flag("arm", "with a robot arm"),
    ),
    _build,
    aliases=("rover", "Mars rover"),
)
