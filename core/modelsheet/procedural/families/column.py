"""Columns: a base, a shaft and a capital."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Family, Finish, Flag, Proportion, Values
from ..shape import Part, box, extrude, lathe, loft, prism, sphere

_RADIUS = 0.35  # metres, of the shaft at its foot


def _build(v: Values) -> Iterator[Part]:
    height, shaft, ends = v["height"], v["shaft"].color, v["ends"].color
    yield box(1.1, 1.1, 0.22, ends)
    yield lathe([(0.52, 0), (0.52, 0.12), (0.4, 0.26)], ends, 20).moved(z=0.2)
    tall = height - 0.9
    yield _shaft(v["shape"], tall).painted(shaft).moved(z=0.4)
    z = height - 0.52
    if v["capital"] == "square":
        yield box(0.85, 0.85, 0.3, ends).moved(z=z)
    elif v["capital"] == "round":
        yield lathe([(0.3, 0), (0.44, 0.1), (0.5, 0.2), (0.44, 0.32)], ends, 20).moved(z=z)
    else:
        yield lathe([(0.27, 0), (0.3, 0.12), (0.56, 0.32)], ends, 8).moved(z=z)
    yield box(1.05, 1.05, 0.22, ends).moved(z=height - 0.22)
    if v["ball"]:
        yield lathe([(0.3, 0), (0.18, 0.15)], ends, 12).moved(z=height - 0.01)
        yield sphere(0.4, ends, 16).moved(z=height + 0.5)


def _shaft(shape: str, tall: float) -> Part:
    """A tapering shaft on the ground, `tall` metres high."""
    if shape == "square":
        return prism(4, _RADIUS * 1.3, tall)
    if shape == "twisted":
        angle = np.arange(16) * 2 * np.pi / 16
        sections = []
        for share in np.linspace(0, 1, 19):
            reach = _RADIUS * (0.85 + 0.17 * np.cos(4 * (angle - share * 5)))
            sections.append(
                np.stack([np.cos(angle) * reach, np.sin(angle) * reach, angle * 0 + share * tall], 1)
            )
        return loft(np.array(sections))
    if shape == "fluted":
        angle = np.arange(40) * 2 * np.pi / 40
        reach = _RADIUS * np.where(np.arange(40) % 4 < 2, 1.0, 0.86)
        return extrude(np.stack([np.cos(angle) * reach, np.sin(angle) * reach], 1), tall)
    bulge = [(_RADIUS, 0), (_RADIUS * 0.98, tall * 0.4), (_RADIUS * 0.82, tall)]
    return lathe(bulge, sides=20)


FAMILY = Family(
    "column",
    "temple_church",
    (
        Choice("shape", ("round", "square", "fluted", "twisted"), of="shaft"),
        Finish("shaft", ("marble", "stone"), of="shaft"),
        Finish("ends", ("marble", "stone", "golden"), of="base"),
        Choice("capital", ("square", "round", "flared"), of="capital"),
        Proportion("height", 2.6, 5.0, ("short", "tall")),
        Flag("ball", "with a ball on top"),
    ),
    _build,
    aliases=("pillar",),
    symmetric=True,
)
