"""Maces: a ball with spikes or flanges on a haft, head up."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Proportion, Values, unsaid
from ..shape import Part, cone, cylinder, hoop, ring, sphere, upright


def _build(v: Values) -> Iterator[Part]:
    length, r = v["length"], v["length"] * v["size"] / 2
    haft = length * 0.032
    z = length - r
    yield cylinder(haft, z, v["haft"].color, 10)
    yield cylinder(haft * 1.35, length * 0.28, v["grip"].color, 10).moved(z=haft * 0.8)
    yield cylinder(haft * 1.9, haft, v["collar"].color, 10)
    yield cylinder(haft * 1.7, haft * 1.2, v["collar"].color, 10).moved(z=length * 0.3)
    yield cylinder(haft * 1.8, r * 0.3, v["collar"].color, 10).moved(z=z - r * 1.15)
    if v["head"] == "spiked":
        yield sphere(r, v["steel"].color, 14).moved(z=z)
        spike = cone(r * 0.24, r * 0.6, v["spike"].color, 8)
        for tilt in (90, 45, 135):
            yield from (
                part.moved(z=z) for part in ring(spike.moved(z=r * 0.92).turned(tilt, "x"), v["spikes"], tilt)
            )
        yield spike.moved(z=z + r * 0.92)
    elif v["head"] == "flanged":
        yield cylinder(r * 0.4, r * 1.9, v["steel"].color, 12).moved(z=z - r)
        plate = upright(
            [(0, -r), (r * 0.5, -r), (r * 1.1, 0), (r * 0.5, r), (0, r)], r * 0.16, v["spike"].color
        )
        yield from (part.moved(z=z) for part in ring(plate, v["spikes"]))
        yield sphere(r * 0.36, v["steel"].color, 8).moved(z=z + r)
    else:
        yield sphere(r, v["steel"].color, 16).moved(z=z)
        for tilt in (0, 60, 120):
            yield (
                hoop(r * 1.07, r * 0.2, r * 0.2, v["spike"].color, 20)
                .moved(z=-r * 0.1)
                .turned(90, "x")
                .turned(tilt)
                .moved(z=z)
            )


def _adjust(v: Values) -> Values:
    smooth = v["head"] == "smooth"
    return unsaid(v, spike=smooth) | ({"spikes": 0} if smooth else {})


FAMILY = Family(
    "mace",
    "axe_hammer_spear",
    (
        Proportion("length", 0.5, 0.95, ("short", "long")),
        Proportion("size", 0.22, 0.36, ("small", "big"), of="head"),
        Choice("head", ("spiked", "flanged", "smooth"), of="head"),
        Count("spikes", "spikes around", 4, 7),
        Finish("steel", ("iron", "metal", "stone", "golden"), of="head"),
        Color("spike", "spikes"),
        Finish("haft", ("wooden", "metal"), of="handle"),
        Color("grip", "grip"),
        Color("collar", "rings"),
    ),
    _build,
    adjust=_adjust,
    aliases=("morning star",),
)
