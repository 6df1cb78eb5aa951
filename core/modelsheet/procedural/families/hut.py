"""Huts: small round or square walls under a wide straw or wooden roof, sometimes on stilts."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values, darker
from ..parts import WOOD, arched
from ..shape import Part, beam, box, lathe, prism, ring, upright

_WALL = 2.2  # metres


def _build(v: Values) -> Iterator[Part]:
    round_ = v["shape"] == "round"
    sides, reach = (16, v["width"] / 2) if round_ else (4, v["width"] / 2 * 2**0.5)
    front = v["width"] / 2
    floor = 1.6 if v["stilts"] else 0.2
    if v["stilts"]:
        post = beam((0, -front * 0.85, 0), (0, -front * 0.85, floor), 0.28, WOOD)
        yield from ring(post, 8 if round_ else 4, 0 if round_ else 45)
        for x in (-0.5, 0.5):
            yield beam((x, -front - 1.1, 0.08), (x, -front + 0.1, floor), 0.2, WOOD).standing()
        for i in range(3):
            share = (i + 0.7) / 3.2
            yield box(1.1, 0.2, 0.16, WOOD).moved(0, -front - 1.1 + share * 1.15, floor * share)
    yield prism(sides, reach * 1.1, 0.25, WOOD).moved(z=floor - 0.2)
    yield prism(sides, reach, _WALL, v["walls"].color).moved(z=floor)
    rise, roof = v["rise"], v["roof"].color
    profile = [(reach * 1.4, -0.35), (reach * 1.4, -0.1), (reach * 0.7, rise * 0.5), (0, rise)]
    yield lathe(profile, roof, sides).moved(z=floor + _WALL)
    tip = [(reach * 0.28, rise * 0.76), (reach * 0.3, rise * 0.86), (0.1, rise * 1.16)]
    yield lathe(tip, darker(roof, 0.8), sides).moved(z=floor + _WALL)
    yield upright(arched(1.25, 1.95), 0.4, darker(WOOD)).moved(0, -front, floor)
    yield upright(arched(0.95, 1.75), 0.6, v["door"].color).moved(0, -front, floor)
    for turn in (90, 180, 270):
        frame = [box(0.9, 0.4, 0.9, darker(WOOD)), box(0.6, 0.55, 0.6, (60, 50, 46)).moved(z=0.15)]
        yield from (part.moved(0, -front, floor + 0.75).turned(turn) for part in frame)


FAMILY = Family(
    "hut",
    "village_building",
    (
        Choice("shape", ("round", "square")),
        Finish("roof", ("straw", "wooden"), of="roof"),
        Finish("walls", ("clay", "wooden", "stone", "straw"), of="walls"),
        Color("door", of="door"),
        Proportion("width", 2.6, 4.4, ("narrow", "wide")),
        Proportion("rise", 1.2, 3.0, ("", "steep"), of="roof"),
        Flag("stilts", "on stilts"),
    ),
    _build,
    aliases=("shack", "cabin"),
)
