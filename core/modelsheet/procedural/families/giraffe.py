"""Giraffes: very long neck and legs, spots and small horns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..creature import Beast, spots
from ..family import Color, Family, Proportion, Values, darker
from ..shape import Part, both, cylinder, ellipsoid, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    long = v["length"]
    b = _beast(v)
    coat, patch = v["coat"].color, v["patch"].color
    yield b.trunk(coat)
    yield from b.stance(coat, v["hoof"].color)
    yield b.throat(coat)
    yield from b.face(coat, v["muzzle"].color, darker(v["muzzle"].color, 0.6), 0.16)
    _x, y, z = b.skull
    yield from both(
        cylinder(long * 0.022, long * 0.14, coat, 8).moved(long * 0.06, y + long * 0.02, z + long * 0.1)
    )
    yield from both(
        sphere(long * 0.04, v["knob"].color, 8).moved(long * 0.06, y + long * 0.02, z + long * 0.25)
    )
    yield from both(
        ellipsoid(long * 0.16, long * 0.05, long * 0.08, coat, 8)
        .turned(-15, "y")
        .moved(long * 0.17, y + long * 0.04, z + long * 0.06)
    )
    crest = [
        b.shoulder + (0, long * 0.16, 0),
        (b.shoulder + b.skull) / 2 + (0, long * 0.13, 0),
        b.skull + (0, long * 0.12, 0),
    ]
    yield sweep(crest, long * 0.04, v["mane"].color, 6)
    yield from (
        part.moved(z=b.legs + b.depth / 2)
        for part in spots(12, (b.width, b.length, b.depth), long * 0.19, patch)
    )
    for i in range(5):
        place = b.shoulder + (b.skull - b.shoulder) * (0.15 + 0.17 * i)
        side = 1 if i % 2 else -1
        yield (
            ellipsoid(long * 0.08, long * 0.14, long * 0.15, patch, 8)
            .moved(*place)
            .moved(x=side * long * (0.12 - 0.012 * i))
        )
    rump = np.array([0, long * 0.48, b.legs + b.depth * 0.7])
    yield sweep(
        [rump, rump + (0, long * 0.08, -long * 0.1), rump + (0, long * 0.08, -long * 0.34)],
        long * 0.024,
        coat,
        6,
    )
    yield ellipsoid(long * 0.08, long * 0.08, long * 0.14, v["mane"].color, 8).moved(
        *(rump + (0, long * 0.08, -long * 0.4))
    )


def _beast(v: Values) -> Beast:
    """Its measures."""
    long = v["length"]
    return Beast(
        long,
        long * 0.42,
        long * 0.5,
        long * v["legs"],
        long * 0.13,
        long * v["neck"],
        72,
        (long * 0.3, long * 0.24, long * 0.26),
        (long * 0.14, long * 0.18, long * 0.16),
    )


FAMILY = Family(
    "giraffe",
    "animal",
    (
        Proportion("length", 1.1, 1.5),
        Proportion("neck", 0.7, 1.2, ("short", "long"), of="neck"),
        Proportion("legs", 0.6, 1.0, ("short", "long"), of="legs"),
        Color("coat", "", ("yellow", "tan", "gold", "beige", "cream", "orange", "pink", "white", "blue")),
        Color("patch", "spots", ("brown", "maroon", "black", "orange", "purple")),
        Color("mane", "mane", ("brown", "black", "maroon", "orange", "red")),
        Color("muzzle", "muzzle", ("cream", "beige", "brown", "white", "pink")),
        Color("knob", "horn tips", ("brown", "black", "red", "maroon")),
        Color("hoof", "hooves", ("brown", "black", "gray", "maroon", "white")),
    ),
    _build,
)
