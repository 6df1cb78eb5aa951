"""Photo cameras: a body with a band of leather, a lens, buttons on top, maybe a tripod."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, beam, box, cylinder, polygon, rounded, sphere, upright

WIDTH, HEIGHT, DEPTH = 0.14, 0.095, 0.05


def _build(v: Values) -> Iterator[Part]:
    base = 0.3 if v["tripod"] else 0.0
    for part in _camera(v):
        yield part.moved(z=base)
    if v["tripod"]:
        metal = (84, 88, 96)
        yield cylinder(0.016, 0.06, metal, 10).moved(z=base - 0.05)
        for x, y in polygon(3, 0.13):
            yield beam((x, y, 0.004), (0, 0, base - 0.02), 0.016, metal, 6)


def _camera(v: Values) -> Iterator[Part]:
    body = v["body"].color
    yield upright(rounded(WIDTH, HEIGHT, 0.016), DEPTH, body).moved(z=HEIGHT / 2)
    yield box(WIDTH + 0.002, DEPTH + 0.003, HEIGHT * 0.52, v["band"].color).moved(z=HEIGHT * 0.18)
    yield upright([(-0.03, 0), (0.03, 0), (0.02, 0.022), (-0.02, 0.022)], DEPTH * 0.8, body).moved(
        z=HEIGHT - 0.004
    )
    yield box(0.028, 0.02, 0.012, (150, 196, 216)).moved(0, -DEPTH * 0.33, HEIGHT)
    y, z = -DEPTH / 2, HEIGHT * 0.44
    long, wide = v["length"], 0.034
    ring = cylinder(wide, long, v["lens"].color, 24).turned(90, "x")
    yield ring.moved(0, y + 0.006, z)
    yield (
        cylinder(wide * 1.1, 0.012, darker(v["lens"].color, 0.7), 24)
        .turned(90, "x")
        .moved(0, y - long * 0.4, z)
    )
    yield cylinder(wide * 0.8, 0.006, (36, 40, 52), 24).turned(90, "x").moved(0, y - long + 0.008, z)
    yield sphere(wide * 0.62, (92, 132, 180), 16).scaled(1, 0.25, 1).moved(0, y - long + 0.003, z)
    for i in range(v["buttons"]):
        yield cylinder(0.009, 0.012, v["button"].color, 12).moved(-WIDTH * 0.4 + 0.022 * i, 0, HEIGHT - 0.002)
    yield cylinder(0.014, 0.01, darker(body, 0.7), 14).moved(WIDTH * 0.36, 0, HEIGHT - 0.002)
    if v["flash"]:
        yield box(0.016, 0.016, 0.02, (70, 72, 78)).moved(0, 0.002, HEIGHT + 0.014)
        yield box(0.06, 0.03, 0.036, (70, 72, 78)).moved(0, 0.0, HEIGHT + 0.03)
        yield box(0.05, 0.01, 0.026, (250, 246, 214)).moved(0, -0.013, HEIGHT + 0.035)


FAMILY = Family(
    "camera",
    "electronics",
    (
        Finish("body", ("metal", "wooden")),
        Finish("band", ("leather",), of="band"),
        Color("lens", of="lens"),
        Proportion("length", 0.025, 0.085, ("short", "long"), of="lens"),
        Count("buttons", "buttons", 1, 2),
        Color("button", of="buttons"),
        Flag("flash", "with a flash"),
        Flag("tripod", "on a tripod"),
    ),
    _build,
    aliases=("photo camera",),
)
