"""Wheels: a rim with spokes and a hub, or a tyre, standing and facing the front."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Finish, Flag, Proportion, Values, darker, unsaid
from ..shape import Part, box, cylinder, grounded, hoop, ring, torus


def _build(v: Values) -> Iterator[Part]:
    r, thick = v["width"] / 2, v["width"] * v["thickness"]
    rim, spoke, hub = v["rim"].color, v["spoke"].color, v["hub"].color
    parts = [hoop(r, r * v["rim_width"], thick, rim, 28)]
    if v["tyre"]:
        parts.append(torus(r, thick * 0.62, v["rubber"].color, 28, 10).moved(z=thick / 2))
    inner = r * (1 - v["rim_width"] * 0.5)
    solid = v["kind"] == "solid"
    if solid:
        parts.append(cylinder(inner, thick * 0.5, darker(rim, 0.8), 24).moved(z=thick * 0.25))
    bar = box(r * 0.12, inner, thick * 0.8 if solid else thick * 0.5, spoke)
    parts += ring(bar.moved(y=inner / 2, z=thick * 0.1 if solid else thick * 0.25), v["spokes"])
    parts += [
        cylinder(r * v["hub_size"], thick * 1.25, hub, 16).moved(z=-thick * 0.125),
        cylinder(r * v["hub_size"] * 0.5, thick * 1.5, darker(hub), 12).moved(z=-thick * 0.25),
    ]
    outer = r + (thick * 0.62 if v["tyre"] else 0)
    for part in parts:
        yield part.moved(z=-thick / 2).turned(90, "x").moved(z=outer)


def _ground(v: Values) -> Iterator[Part]:
    """The wheel on the ground."""
    yield from grounded(_build(v))


def _adjust(v: Values) -> Values:
    return unsaid(v, rubber=not v["tyre"])


FAMILY = Family(
    "wheel",
    "vehicle_cart",
    (
        Choice("kind", ("spoked", "solid")),
        Count("spokes", "spokes", 4, 12),
        Proportion("width", 0.5, 1.2, ("small", "big")),
        Proportion("thickness", 0.1, 0.22, ("thin", "thick")),
        Proportion("rim_width", 0.12, 0.26, ("narrow", "wide"), of="rim"),
        Proportion("hub_size", 0.14, 0.26, ("small", "big"), of="hub"),
        Flag("tyre", "with a tyre"),
        Color("rubber", "tyre", ("black", "black", "gray", "white", "red")),
        Finish("rim", ("wooden", "metal", "iron"), of="rim"),
        Finish("spoke", ("wooden", "metal"), of="spokes"),
        Color("hub", "hub"),
    ),
    _ground,
    adjust=_adjust,
    aliases=(
        "cart wheel",
        "wagon wheel",
    ),
)
