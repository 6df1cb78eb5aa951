"""Swings: seats on ropes under a frame, as in a playground."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values
from ..shape import Part, beam, both, box, sphere, torus, upright


def _build(v: Values) -> Iterator[Part]:
    frame, height = v["frame"].color, v["height"]
    half = 0.45 * v["seats"] + 0.25
    yield beam((-half - 0.08, 0, height), (half + 0.08, 0, height), 0.1, frame, 8)
    for y in (-0.62, 0.62):
        yield from both(beam((half + 0.06, y, 0.015), (half, 0, height), 0.09, frame, 8))
    if v["brace"]:
        yield from both(
            beam((half + 0.035, -0.36, height * 0.42), (half + 0.035, 0.36, height * 0.42), 0.07, frame, 8)
        )
    for i in range(v["seats"]):
        x = 0.9 * (i - (v["seats"] - 1) / 2)
        low, apart = 0.5, 0.24
        for side in (-apart, apart):
            yield beam((x + side, 0, low), (x + side, 0, height), 0.035, v["rope"].color, 6)
        if v["kind"] == "flat":
            yield box(0.6, 0.28, 0.05, v["seat"].color).moved(x, 0, low - 0.02)
        elif v["kind"] == "round":
            yield torus(0.24, 0.07, v["seat"].color, 20, 8).turned(90, "x").moved(x, 0, low - 0.01)
        else:
            yield box(0.56, 0.34, 0.05, v["seat"].color).moved(x, 0, low - 0.02)
            yield box(0.56, 0.05, 0.34, v["seat"].color).moved(x, 0.16, low)
    if v["roof"]:
        tilt = [(-0.7, 0.0), (0.7, 0.0), (0.0, 0.34)]
        yield upright(tilt, 2 * half + 0.36, v["cover"].color).turned(90).moved(z=height + 0.02)
        yield from both(sphere(0.07, frame, 10).moved(half + 0.08, 0, height))


FAMILY = Family(
    "swing",
    "toy",
    (
        Count("seats", "seats", 1, 3),
        Choice("kind", ("flat", "round", "high-backed"), of="seats"),
        Color("seat", of="seats"),
        Finish("frame", ("wooden", "metal")),
        Color("rope", of="ropes"),
        Proportion("height", 1.8, 2.6, ("low", "tall")),
        Flag("brace", "with crossbars"),
        Flag("roof", "with a roof"),
        Color("cover", of="roof"),
    ),
    _build,
    aliases=("swing set", "playground swing"),
)
