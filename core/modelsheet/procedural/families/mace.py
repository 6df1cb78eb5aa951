"""Maces: a ball with spikes on a haft, head up."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values
from ..shape import Part, box, capsule, cone, cylinder, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    length, r = v["length"], v["length"] * v["size"] / 2
    haft = length * 0.032
    z = length - r
    yield cylinder(haft, z, v["haft"].color, 10)
    yield cylinder(haft * 1.35, length * 0.28, v["grip"].color, 10).moved(z=haft * 0.8)
    yield cylinder(haft * 1.9, haft, v["collar"].color, 10)
    yield cylinder(haft * 1.7, haft * 1.2, v["collar"].color, 10).moved(z=length * 0.3)
    yield cylinder(haft * 1.8, r * 0.3, v["collar"].color, 10).moved(z=z - r * 1.15)
    steel = v["steel"].color
    if v["head"] == "square":
        yield box(r * 1.6, r * 1.6, r * 1.7, steel).moved(z=z - r * 0.85)
    elif v["head"] == "long":
        yield capsule(r * 0.85, r * 2.5, steel, 14).moved(z=z - r * 1.4)
    else:
        yield sphere(r, steel, 14).moved(z=z)
    spike = cone(r * 0.24, r * 0.6, v["spike"].color, 8)
    reach = r * (0.78 if v["head"] != "round" else 0.92)
    for tilt, up in ((90, 0.0), (60, 0.35), (120, -0.35)):
        sting = (
            spike.moved(z=reach).turned(tilt, "x").moved(z=z + r * up * (1.2 if v["head"] == "long" else 0.3))
        )
        yield from ring(sting, v["spikes"], 180 / v["spikes"] * (up != 0))
    yield spike.moved(z=z + r * (0.8 if v["head"] == "square" else 0.95))


FAMILY = Family(
    "mace",
    "axe_hammer_spear",
    (
        Proportion("length", 0.5, 0.95, ("short", "long")),
        Proportion("size", 0.22, 0.36, ("small", "big"), of="head"),
        Choice("head", ("round", "square", "long"), of="head"),
        Count("spikes", "spikes around", 4, 7),
        Finish("steel", ("iron", "metal", "stone", "golden"), of="head"),
        Color("spike", "spikes"),
        Finish("haft", ("wooden", "metal"), of="handle"),
        Color("grip", "grip"),
        Color("collar", "rings"),
    ),
    _build,
    aliases=("morning star",),
)
