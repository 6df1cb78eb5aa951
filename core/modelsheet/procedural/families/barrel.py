"""Barrels: staves held by hoops."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, cylinder, hoop, lathe


def _build(v: Values) -> Iterator[Part]:
    height, belly = v["height"], v["width"] / 2
    end = belly * (1 - v["bulge"])
    shares = np.linspace(0, 1, 9)
    radius = end + (belly - end) * (1 - (2 * shares - 1) ** 2)
    inner = end * 0.9
    depth = height * (0.25 if v["open"] else 0.04)
    profile = [*zip(radius, shares * height, strict=True), (inner, height), (inner, height - depth)]
    yield lathe(profile, v["body"].color, 16)
    lid = darker(v["body"].color, 0.4 if v["open"] else 0.8)
    yield cylinder(inner * 1.02, height * 0.03, lid, 16).moved(z=height - depth - height * 0.02)
    for share in np.linspace(0.1, 0.9, v["hoops"]):
        outer = np.interp(share, shares, radius) + belly * 0.04
        band = height * 0.035
        yield hoop(outer, belly * 0.1, 2 * band, v["hoop"].color, 16).moved(z=share * height - band)


FAMILY = Family(
    "barrel",
    "barrel_bucket",
    (
        Proportion("height", 0.6, 1.3, ("short", "tall")),
        Proportion("width", 0.5, 0.9, ("narrow", "wide")),
        Proportion("bulge", 0.05, 0.35, ("straight", "bulging")),
        Count("hoops", "hoops", 2, 5),
        Flag("open", "with an open top"),
        Finish("body", ("wooden", "metal", "plastic")),
        Color("hoop", "hoops"),
    ),
    _build,
    aliases=("keg", "cask"),
    symmetric=True,
)
