"""Cupcakes: a pleated paper cup with swirled icing and something on top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, arc, beam, cone, cylinder, ellipsoid, loft, sphere, torus


def _build(v: Values) -> Iterator[Part]:
    r, cup = v["width"] / 2, v["width"] * v["cup_height"]
    count = 24
    pleat = np.where(np.arange(count * 2) % 2 == 0, 1.0, 0.92)
    rim = arc(1.0, 0, 360, count * 2)[:-1] * pleat[:, None]
    yield loft(
        [np.column_stack([rim * s * r, np.full(len(rim), z)]) for z, s in ((0, 0.7), (cup, 1.0))],
        v["paper"].color,
    )
    yield ellipsoid(r * 2.0, r * 2.0, r * 0.7, v["sponge"].color, 16).moved(z=cup)
    z, size = cup + r * 0.12, r * 0.95
    for _ in range(v["swirls"]):
        tube = size * 0.36
        yield torus(size - tube * 0.9, tube, v["icing"].color, 20, 8).moved(z=z + tube * 0.6)
        yield cylinder(size * 0.7, tube, v["icing"].color, 12).moved(z=z)
        z += tube * 1.15
        size *= 0.72
    yield cone(size * 0.9, size * 1.1, v["icing"].color, 14).moved(z=z - size * 0.1)
    top = z + size * 0.75
    if v["cherry"]:
        yield sphere(r * 0.2, v["berry"].color, 10).moved(z=top + r * 0.1)
        yield beam((0, 0, top + r * 0.24), (r * 0.1, 0, top + r * 0.5), r * 0.05, PALETTE["green"], 6)
    if v["sprinkled"]:
        for i in range(12):
            x, y = arc(r * (0.9 - 0.1 * (i % 2)), i * 30, i * 30, 1)[0]
            yield (
                ellipsoid(r * 0.16, r * 0.08, r * 0.08, v["sprinkle"].color, 6)
                .turned(i * 70)
                .moved(x, y, cup + r * (0.42 - 0.1 * (i % 2)))
            )


FAMILY = Family(
    "cupcake",
    "food_drink",
    (
        Proportion("width", 0.06, 0.09),
        Proportion("cup_height", 0.5, 0.8, ("low", "tall"), of="paper cup"),
        Color("paper", "paper cup"),
        Count("swirls", "swirls", 1, 3),
        Color("icing", "icing"),
        Color("sponge", "sponge", ("brown", "tan", "cream", "gold", "maroon", "pink")),
        Flag("cherry", "with a cherry"),
        Color("berry", "cherry", ("red", "red", "maroon", "blue", "purple")),
        Flag("sprinkled", "with sprinkles"),
        Color("sprinkle", "sprinkles"),
    ),
    _build,
    adjust=lambda v: unsaid(v, berry=not v["cherry"], sprinkle=not v["sprinkled"]),
)
