"""Bears: heavy, with round ears, on four legs or sitting up."""

from __future__ import annotations

from collections.abc import Iterator

from ..creature import BLACK, FUR, Beast, eyes
from ..family import Choice, Color, Family, Proportion, Values
from ..shape import Part, both, capsule, ellipsoid, sphere


def _build(v: Values) -> Iterator[Part]:
    yield from _sitting(v) if v["pose"] == "sitting" else _walking(v)


def _walking(v: Values) -> Iterator[Part]:
    """On all fours."""
    long, coat = v["length"], v["coat"].color
    b = Beast(
        long,
        long * v["girth"],
        long * v["girth"],
        long * 0.26,
        long * 0.2,
        long * 0.08,
        25,
        (long * 0.36, long * 0.38, long * 0.36),
        (long * 0.08, long * 0.2, long * 0.17),
    )
    yield b.trunk(coat)
    yield from b.stance(coat, v["paw"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, BLACK, 0.12)
    _x, y, z = b.skull
    yield from _ears(v, long * 0.38, y, z)
    yield sphere(long * 0.08, coat, 8).moved(y=long * 0.5, z=b.legs + b.depth * 0.6)


def _sitting(v: Values) -> Iterator[Part]:
    """Sitting up like a toy bear, its belly to the front."""
    size, coat = v["length"] * 0.9, v["coat"].color
    fat = v["girth"] / 0.55
    yield ellipsoid(size * 0.56 * fat, size * 0.5 * fat, size * 0.66, coat, 16).standing()
    yield ellipsoid(size * 0.36 * fat, size * 0.2, size * 0.44, v["muzzle"].color, 12).moved(
        y=-size * 0.19 * fat, z=size * 0.3
    )
    yield from both(
        capsule(size * 0.11, size * 0.46, coat, 10).turned(90, "x").moved(size * 0.2, 0, size * 0.115)
    )
    yield from both(
        ellipsoid(size * 0.22, size * 0.1, size * 0.24, v["paw"].color, 10).moved(
            size * 0.2, -size * 0.45, size * 0.12
        )
    )
    yield from both(
        capsule(size * 0.09, size * 0.42, coat, 10)
        .turned(150, "y")
        .turned(20, "x")
        .moved(size * 0.2 * fat, -size * 0.04, size * 0.58)
    )
    head, z = size * 0.46, size * 0.8
    yield ellipsoid(head, head * 0.9, head * 0.9, coat, 16).moved(z=z)
    yield ellipsoid(head * 0.44, head * 0.36, head * 0.34, v["muzzle"].color, 12).moved(
        y=-head * 0.4, z=z - head * 0.12
    )
    yield ellipsoid(head * 0.18, head * 0.12, head * 0.12, BLACK, 8).moved(y=-head * 0.56, z=z - head * 0.03)
    yield from eyes(head * 0.2, -head * 0.38, z + head * 0.12, head * 0.12)
    yield from _ears(v, head, 0.0, z)


def _ears(v: Values, head: float, y: float, z: float) -> Iterator[Part]:
    """Round ears on a head of this width."""
    size = head * v["ears"]
    yield from both(
        ellipsoid(size, size * 0.5, size, v["coat"].color, 10).moved(head * 0.36, y, z + head * 0.36)
    )
    yield from both(
        ellipsoid(size * 0.6, size * 0.4, size * 0.6, v["inner"].color, 8).moved(
            head * 0.36, y - size * 0.12, z + head * 0.36
        )
    )


FAMILY = Family(
    "bear",
    "animal",
    (
        Choice("pose", ("standing", "sitting")),
        Proportion("length", 1.2, 1.8),
        Proportion("girth", 0.46, 0.64, ("thin", "fat")),
        Proportion("ears", 0.24, 0.42, ("small", "big"), of="ears"),
        Color("coat", "", FUR),
        Color("muzzle", "muzzle", ("tan", "cream", "white", "beige", "brown", "gray")),
        Color("inner", "ear insides", ("pink", "tan", "cream", "brown")),
        Color("paw", "paws", FUR),
    ),
    _build,
)
