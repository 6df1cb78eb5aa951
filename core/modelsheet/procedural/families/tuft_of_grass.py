"""Tufts of grass: blades that fan out from one spot, with small flowers between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..shape import Part, beam, cone, lathe, loft, ring, sphere


def _build(v: Values) -> Iterator[Part]:
    high, count = v["height"], v["blades"]
    for i in range(count):
        turn = i * 360 / count + 11 * (i % 3)
        size = high * (1.0 - 0.16 * (i % 3))
        lean = 0.25 + 0.13 * (i % 3)
        yield _blade(
            size, lean, v["width"], v["shape"], darker(v["blade"].color, (1.0, 0.86, 1.1)[i % 3])
        ).turned(turn)
    for i in range(v["flowers"]):
        turn = np.deg2rad(-100 + i * 125)
        x, y, z = np.cos(turn) * high * 0.3, np.sin(turn) * high * 0.3, high * (0.85 + 0.1 * i)
        yield beam((x * 0.2, y * 0.2, 0), (x, y, z), 0.02, darker(v["blade"].color, 0.9)).standing()
        petal = sphere(0.05, v["flower"].color, 8).scaled(0.7, 1.0, 0.5).moved(0, -0.05)
        yield from (part.moved(x, y, z) for part in ring(petal, 5))
        yield sphere(0.035, (240, 200, 64), 8).moved(x, y, z + 0.01)
    if v["earth"]:
        yield cone(high * 0.55, 0.06, (112, 82, 56), 12, top=high * 0.4)
    else:
        yield lathe([(high * 0.14, 0), (high * 0.1, 0.05)], darker(v["blade"].color, 0.8), 8)


def _blade(high: float, lean: float, width: float, shape: str, color: tuple[int, int, int]) -> Part:
    """A blade towards -y: a thin wedge that ends in a point, straight or bent over."""
    sections = []
    for share in np.linspace(0, 1, 2 if shape == "straight" else 6):
        bend = lean * high * (share if shape == "straight" else share**2 * 1.8)
        drop = 0.0 if shape == "straight" else high * 0.3 * share**3
        half, thick = max(width / 2 * (1 - share), 0.002), max(0.014 * (1 - share), 0.002)
        y, z = -bend - 0.02, high * share - drop
        sections.append([(-half, y, z), (0, y - thick, z), (half, y, z), (0, y + thick, z)])
    return loft(np.array(sections), color)


FAMILY = Family(
    "tuft of grass",
    "grass_plant",
    (
        Count("blades", "blades", 5, 11),
        Choice("shape", ("straight", "bent"), of="blades"),
        Color(
            "blade",
            words=("green", "green", "green", "olive", "teal", "yellow", "tan", "blue", "purple", "red"),
        ),
        Count("flowers", "flowers", 0, 3),
        Color("flower", of="flowers", words=("white", "pink", "red", "blue", "purple", "orange")),
        Proportion("height", 0.3, 0.8, ("short", "tall")),
        Proportion("width", 0.06, 0.13, ("thin", "wide"), of="blades"),
        Flag("earth", "on a patch of earth"),
    ),
    _build,
    aliases=("grass tuft", "grass"),
)
