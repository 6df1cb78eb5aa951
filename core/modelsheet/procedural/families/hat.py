"""Hats: a top hat, a witch's hat, a cowboy hat, a straw hat or a party hat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, box, cone, cylinder, ellipsoid, hoop, lathe, loft, sphere, sweep


def _build(v: Values) -> Iterator[Part]:
    r, felt, band = v["width"] / 2, v["felt"].color, v["band"].color
    high, brim = r * 2 * v["height"], r * v["brim"]
    kind, thick = v["kind"], r * 0.1
    if kind == "party":
        yield cone(r, high * 1.6, felt, 20)
        for i in range(v["rings"]):
            share = 0.2 + 0.24 * i
            yield hoop(r * (1 - share) * 1.07, r * 0.12, r * 0.14, band, 20).moved(z=high * 1.6 * share)
        yield sphere(r * 0.22, band, 10).moved(z=high * 1.6)
        if v["feathered"]:
            feather = ellipsoid(r * 0.24, r * 0.14, high * 1.1, v["feather"].color, 8).turned(-20, "y")
            yield feather.moved(x=-r * 0.7, z=high * 0.6)
        return
    yield _curled(brim, thick, high * 0.5, felt) if kind == "cowboy" else cylinder(brim, thick, felt, 28)
    if kind == "witch":
        bend = np.array([(0, 0, 0.0), (0, 0, 0.45), (0.1, 0, 0.85), (0.28, 0, 1.2), (0.62, 0, 1.32)])
        yield sweep(bend * (r, r, high * 1.5), np.array([1.0, 0.72, 0.42, 0.24, 0.05]) * r, felt, 16)
    elif kind == "top":
        yield lathe([(r * 0.96, 0), (r * 0.88, high * 0.5), (r * 1.02, high * 1.2)], felt, 24)
    elif kind == "cowboy":
        yield lathe(
            [(r, 0), (r * 0.9, high * 0.5), (r * 0.7, high * 0.85), (r * 0.5, high * 0.8)], felt, 20
        ).scaled(0.9, 1.1, 1)
    else:
        yield lathe(
            [(r, 0), (r * 0.97, high * 0.4), (r * 0.75, high * 0.62), (r * 0.3, high * 0.7)], felt, 20
        )
    stretch = (0.92, 1.12) if kind == "cowboy" else (1.0, 1.0)
    for i in range(v["rings"]):
        yield (
            hoop(r * 1.04 - r * 0.01 * i, r * 0.2, high * 0.14, band, 24)
            .scaled(*stretch, 1)
            .moved(z=thick * 0.9 + high * 0.16 * i)
        )
    if v["feathered"]:
        feather = ellipsoid(r * 0.24, r * 0.14, high * 1.1, v["feather"].color, 8).turned(24, "y")
        yield feather.moved(x=r * 1.05, y=-r * 0.2, z=thick + high * 0.5)
    if v["buckled"]:
        yield box(r * 0.5, r * 0.16, high * 0.26, PALETTE["gold"]).moved(y=-r * 1.0, z=thick * 0.6)


def _curled(r: float, thick: float, rise: float, color: RGB) -> Part:
    """A round brim whose sides curl up by `rise`."""
    sections = []
    for share in np.linspace(-0.97, 0.97, 13):
        y, z = r * 1.1 * np.sqrt(1 - share**2), rise * share**2
        x = share * r
        sections.append([(x, -y, z), (x, y, z), (x, y, z + thick), (x, -y, z + thick)])
    return loft(sections, color)


def _adjust(v: Values) -> Values:
    v = v | ({"brim": 1.7, "buckled": False} if v["kind"] == "party" else {})  # it has neither
    return unsaid(v, feather=not v["feathered"])


FAMILY = Family(
    "hat",
    "clothing",
    (
        Choice("kind", ("top", "witch", "cowboy", "sun", "party")),
        Proportion("width", 0.16, 0.2),
        Proportion("height", 0.6, 1.1, ("low", "tall")),
        Proportion("brim", 1.45, 2.1, ("", "wide"), of="brim"),
        Count("rings", "bands", 1, 3),
        Color("band", "bands"),
        Color("felt"),
        Flag("feathered", "with a feather"),
        Color("feather", "feather", ("red", "white", "gold", "green", "blue", "pink", "purple")),
        Flag("buckled", "with a golden buckle"),
    ),
    _build,
    adjust=_adjust,
)
