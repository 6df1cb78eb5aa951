"""Hammers: a heavy head across a haft, head up."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Family, Finish, Flag, Proportion, Values
from ..shape import Part, both, box, cylinder, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    length, size = v["length"], v["length"] * v["size"]
    r = length * 0.03
    head = size * v["head_length"]
    yield cylinder(r, length - size * 0.3, v["haft"].color, 10)
    yield cylinder(r * 1.35, length * 0.32, v["grip"].color, 10)
    z = length - size / 2
    if v["head"] == "round":
        yield cylinder(size / 2, head, v["steel"].color, 16).turned(90, "y").moved(x=-head / 2, z=z)
        for x in (-head / 2 - 0.01 * length, head / 2 - 0.05 * length):
            yield cylinder(size * 0.56, 0.06 * length, v["face"].color, 16).turned(90, "y").moved(x=x, z=z)
    elif v["head"] == "square":
        yield box(head, size, size, v["steel"].color).moved(z=z - size / 2)
        yield from both(
            box(0.06 * length, size * 1.12, size * 1.12, v["face"].color).moved(x=head / 2, z=z - size * 0.56)
        )
    else:
        yield box(head * 0.75, size, size, v["steel"].color).moved(x=-head * 0.12, z=z - size / 2)
        yield box(0.06 * length, size * 1.1, size * 1.1, v["face"].color).moved(
            x=-head * 0.5, z=z - size * 0.55
        )
        claw = upright(
            [(0, -size * 0.5), (head * 0.6, -size * 0.55), (head * 0.25, size * 0.1), (0, size * 0.5)],
            size * 0.9,
            v["steel"].color,
        )
        yield claw.moved(x=head * 0.2, z=z)
    if v["banded"]:
        yield box(size * 0.5, size * 1.1, size * 1.1, v["face"].color).moved(z=z - size * 0.55)
    yield sphere(r * 1.5, v["face"].color, 8).moved(z=r * 1.4)


FAMILY = Family(
    "hammer",
    "axe_hammer_spear",
    (
        Proportion("length", 0.4, 1.1, ("short", "long")),
        Proportion("size", 0.16, 0.28, ("small", "big"), of="head"),
        Proportion("head_length", 1.7, 2.4, ("", "long"), of="head"),
        Choice("head", ("round", "square", "clawed"), of="head"),
        Finish("steel", ("metal", "wooden", "stone", "iron"), of="head"),
        Color("face", "faces"),
        Finish("haft", ("wooden", "metal"), of="handle"),
        Color("grip", "grip"),
        Flag("banded", "with a band around the head"),
    ),
    _build,
)
