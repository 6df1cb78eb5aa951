"""Doghouses: a small boarded house with an arched opening, a name board and a bowl."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import arched, gable, gable_roof
from ..shape import Part, box, cylinder, lathe, sphere, upright

_WALL = 0.62  # metres


def _build(v: Values) -> Iterator[Part]:
    wide, deep, walls, roof = v["width"], v["depth"], v["walls"].color, v["roof"].color
    front = -deep / 2
    yield box(wide + 0.1, deep + 0.1, 0.08, darker(walls, 0.6))
    yield box(wide, deep, _WALL, walls).moved(z=0.06)
    for z in (0.2, 0.36, 0.52):
        yield box(wide + 0.03, deep + 0.03, 0.03, darker(walls, 0.8)).moved(z=z)
    if v["roof_shape"] == "flat":
        yield box(wide + 0.24, deep + 0.26, 0.1, roof).moved(z=_WALL + 0.04)
    else:
        rise = wide * 0.48
        yield gable(wide, deep - 0.01, rise, walls).moved(z=_WALL + 0.05)
        yield gable_roof(wide + 0.26, deep + 0.24, rise * 1.26, 0.1, roof).moved(z=_WALL + 0.02)
    tall = 0.54
    shape = (
        arched(0.46, tall)
        if v["opening"] == "arched"
        else [(-0.23, 0), (0.23, 0), (0.23, tall), (-0.23, tall)]
    )
    bigger = (
        arched(0.56, tall + 0.06)
        if v["opening"] == "arched"
        else [(-0.28, 0), (0.28, 0), (0.28, tall + 0.06), (-0.28, tall + 0.06)]
    )
    yield upright(bigger, 0.08, v["trim"].color).moved(0, front, 0.06)
    yield upright(shape, 0.12, (44, 38, 36)).moved(0, front, 0.06)
    if v["sign"] and v["roof_shape"] != "flat":
        yield upright(emblem(v["sign"], wide * 0.2), 0.08, v["trim"].color).moved(
            0, front, _WALL + wide * 0.2
        )
    elif v["sign"]:
        yield upright(emblem(v["sign"], 0.2), 0.08, v["trim"].color).moved(wide * 0.36, front, 0.4)
    if v["bowl"]:
        x = wide / 2 - 0.06
        yield lathe([(0.15, 0), (0.12, 0.1), (0.1, 0.1)], v["dish"].color, 14).moved(x, front - 0.12)
        yield cylinder(0.09, 0.04, (150, 96, 60), 10).moved(x, front - 0.12, 0.08)
    if v["bone"]:
        for x in (-0.13, 0.13):
            yield from (
                sphere(0.05, (244, 238, 222), 8).moved(x - wide * 0.3, front - 0.12 + y, 0.06)
                for y in (-0.035, 0.035)
            )
        yield box(0.26, 0.06, 0.06, (244, 238, 222)).moved(-wide * 0.3, front - 0.12, 0.03)


FAMILY = Family(
    "doghouse",
    "village_building",
    (
        Finish("walls", ("wooden",)),
        Color("roof", of="roof"),
        Choice("roof_shape", ("gabled", "gabled", "flat"), of="roof"),
        Choice("opening", ("arched", "square"), of="opening"),
        Color("trim", of="trim"),
        Choice("sign", ("", "heart-shaped", "star-shaped", "round"), say="with a {} sign"),
        Proportion("width", 0.8, 1.15, ("narrow", "wide")),
        Proportion("depth", 0.8, 1.4, ("", "deep")),
        Flag("bowl", "with a bowl"),
        Color("dish", of="bowl"),
        Flag("bone", "with a bone"),
    ),
    _build,
    aliases=("dog house", "kennel"),
)
