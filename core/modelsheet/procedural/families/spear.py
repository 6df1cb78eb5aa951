"""Spears: a long shaft with a head, point up."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, box, cone, cylinder, ellipsoid, halves, ring, upright


def _build(v: Values) -> Iterator[Part]:
    length, head = v["length"], v["head"]
    r, steel = 0.036, v["steel"].color
    yield cylinder(r, length, v["shaft"].color, 10)
    yield cone(r * 1.2, 0.1, steel, 10, r * 1.4)
    z = length - 0.03
    yield cone(r * 1.7, 0.12, v["collar"].color, 10, r * 1.4).moved(z=z - 0.08)
    thick = 0.04
    half = head * 0.28
    if v["tip"] == "leaf-shaped":
        outline = halves([(r, 0), (half, head * 0.35), (half * 0.75, head * 0.62), (0, head)])
    elif v["tip"] == "barbed":
        outline = halves(
            [(r, 0), (r, head * 0.2), (half * 1.2, head * 0.05), (half * 0.9, head * 0.4), (0, head)]
        )
    else:
        outline = halves([(r, 0), (half * 0.8, head * 0.12), (0, head)])
    if v["tip"] == "three-pronged":
        yield box(head * 0.76, thick * 1.2, 0.06, steel).moved(z=z)
        for x in (-head * 0.35, 0, head * 0.35):
            yield cone(r, head * (0.9 if x else 1.1), steel, 8).moved(x=x, z=z + 0.02)
    else:
        yield upright(outline, thick, steel).moved(z=z)
    if v["tasselled"]:
        yield from ring(
            ellipsoid(0.05, 0.05, 0.26, v["tassel"].color, 8).turned(-12, "x").moved(y=-r * 1.9, z=z - 0.2), 6
        )
    for i in range(v["bands"]):
        yield cylinder(r * 1.25, 0.05, v["collar"].color, 10).moved(z=length * 0.3 + i * 0.12)


def _adjust(v: Values) -> Values:
    return unsaid(v, tassel=not v["tasselled"])


FAMILY = Family(
    "spear",
    "axe_hammer_spear",
    (
        Proportion("length", 1.0, 1.7, ("short", "long")),
        Proportion("head", 0.34, 0.58, ("small", "big"), of="head"),
        Choice("tip", ("leaf-shaped", "barbed", "pointed", "three-pronged"), of="head"),
        Finish("steel", ("metal", "stone", "golden"), of="head"),
        Finish("shaft", ("wooden", "metal"), of="shaft"),
        Count("bands", "bands", 0, 3),
        Color("collar", "bands"),
        Flag("tasselled", "with a tassel"),
        Color("tassel", "tassel", ("red", "blue", "white", "green", "yellow", "black")),
    ),
    _build,
    adjust=_adjust,
    aliases=("lance",),
)
