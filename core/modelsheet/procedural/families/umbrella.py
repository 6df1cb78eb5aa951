"""Umbrellas: panels on a stick with a curved handle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import RGB, Part, arc, beam, capsule, cone, cylinder, loft, sweep


def _build(v: Values) -> Iterator[Part]:
    height, r = v["height"], v["height"] * v["width"] / 2
    stick = height * 0.014
    top = height * 0.95
    yield cylinder(stick * 1.3, top, v["stick"].color, 10).moved(z=height * 0.05)
    yield cone(stick * 2, height * 0.06, v["stick"].color, 8).moved(z=top)
    yield from _handle(v, height, stick)
    count, colors = v["panels"], (v["canopy"].color, v["second"].color if v["two"] else v["canopy"].color)
    dome = height * v["dome"]
    for i in range(count):
        yield _panel(r, dome, height * 0.022, i * 360 / count, 360 / count, colors[i % 2]).moved(z=top - dome)
    if v["ribs"]:
        for x, y in arc(1.0, 0, 360 - 360 / count, count - 1):
            yield beam(
                (x * r * 0.97, y * r * 0.97, top - dome + height * 0.03),
                (x * r * 1.03, y * r * 1.03, top - dome - height * 0.015),
                stick * 2,
                v["stick"].color,
                6,
            )


def _panel(r: float, dome: float, thick: float, start: float, angle: float, color: RGB) -> Part:
    """One panel of the canopy, its hem curved up between the ribs."""
    sections = []
    for a in np.deg2rad(np.linspace(start, start + angle, 4)):
        dip = 0.06 * dome * np.sin(np.pi * (np.rad2deg(a) - start) / angle)
        rise = np.deg2rad(np.linspace(6, 90, 6))
        outer = [(np.cos(t) * r, np.sin(t) * dome + dip * np.cos(t)) for t in rise]
        inner = [(max(x - thick * 0.3, 0.0), z - thick) for x, z in outer[::-1]]
        sections.append([(x * np.cos(a), x * np.sin(a), z) for x, z in [*inner[::-1], *outer[::-1]]])
    return loft(sections, color)


def _handle(v: Values, height: float, stick: float) -> Iterator[Part]:
    """The grip at the foot of the stick."""
    if v["handle"] == "straight":
        yield capsule(stick * 2.2, height * 0.16, v["grip"].color, 10)
        return
    bow = arc(height * 0.06, 0, -180, 8)
    path = np.column_stack([bow[:, 0] - height * 0.06, np.zeros(9), bow[:, 1]])
    path = np.concatenate([[(0, 0, height * 0.1)], path, [(-height * 0.12, 0, height * 0.03)]])
    yield sweep(path, stick * 2, v["grip"].color, 8).moved(z=height * 0.06 + stick * 2)


def _adjust(v: Values) -> Values:
    return unsaid(v, second=not v["two"])


FAMILY = Family(
    "umbrella",
    "clothing",
    (
        Count("panels", "panels", 6, 10),
        Proportion("height", 0.8, 1.0),
        Proportion("width", 0.9, 1.3, ("", "wide"), of="canopy"),
        Proportion("dome", 0.22, 0.4, ("flat", "high"), of="canopy"),
        Choice("handle", ("curved", "straight"), of="handle"),
        Color("canopy", "canopy"),
        Flag("two", "with stripes"),
        Color("second", "stripes"),
        Flag("ribs", "with tips on its ribs"),
        Color("stick", "stick", ("black", "gray", "brown", "white", "gold", "silver")),
        Color("grip", "handle"),
    ),
    _build,
    adjust=_adjust,
)
