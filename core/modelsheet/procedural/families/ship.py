"""Ships: a long hull with a deckhouse, funnels, portholes and sometimes containers."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Choice, Color, Count, Family, Flag, Proportion, Values, darker
from ..parts import GLASS, hull, lying
from ..shape import Part, beam, both, box, cylinder

_WIDE, _DEEP = 5.0, 3.0  # metres, of the hull
_CRATES = ((196, 52, 46), (60, 104, 196), (240, 200, 64), (82, 156, 74), (230, 126, 44))


def _build(v: Values) -> Iterator[Part]:
    long, paint = v["length"], v["hull"].color
    yield hull(_WIDE, long, _DEEP, paint)
    yield hull(_WIDE * 0.99, long * 0.985, 0.9, v["keel"].color).scaled(1.02, 1.005, 1)
    yield hull(_WIDE * 1.04, long * 1.01, 0.3, (238, 236, 228)).moved(z=_DEEP - 0.15)
    for i in range(v["portholes"]):
        y = long * (-0.12 + 0.5 * (i + 0.5) / v["portholes"])
        yield lying(cylinder(0.3, _WIDE + 0.12, (238, 236, 228), 10)).moved(0, y, 2.0)
        yield lying(cylinder(0.2, _WIDE + 0.24, GLASS, 10)).moved(0, y, 2.0)
    house, floors = v["house"].color, v["floors"]
    back = long * 0.16 if v["cargo"] == "" else long * 0.3
    room = long * 0.4 if v["cargo"] == "" else long * 0.22
    z = _DEEP + 0.1
    for floor in range(floors):
        share = 1 - 0.14 * floor
        yield box(_WIDE * 0.74 * share, room * share, 1.3, house).moved(0, back, z)
        yield box(_WIDE * 0.74 * share + 0.14, room * share * 0.84, 0.5, GLASS).moved(0, back, z + 0.45)
        yield box(_WIDE * 0.5 * share, room * share + 0.14, 0.5, GLASS).moved(0, back, z + 0.45)
        yield box(_WIDE * 0.8 * share, room * share + 0.4, 0.16, darker(house, 0.85)).moved(0, back, z + 1.25)
        z += 1.35
    step = min(1.6, room * 0.8 / v["funnels"])
    for i in range(v["funnels"]):
        y = back + (i - (v["funnels"] - 1) / 2) * step
        size = min(0.5, step * 0.4)
        yield cylinder(size, 1.9, v["funnel"].color, 12).moved(0, y, z - 0.05)
        yield cylinder(size * 1.06, 0.4, (46, 46, 50), 12).moved(0, y, z + 1.5)
    yield from (part.moved(0, -long * 0.1, _DEEP + 0.05) for part in _cargo(v["cargo"], long))
    yield box(0.22, 0.22, 2.6, darker(house, 0.7)).moved(0, -long * 0.36, _DEEP)
    if v["boats"]:
        for y in (-room * 0.25, room * 0.25):
            boat = hull(0.8, 1.9, 0.55, (230, 126, 44)).moved(_WIDE * 0.37 + 0.2, back + y, _DEEP + 0.7)
            yield from both(boat)
            yield from both(box(0.3, 0.2, 0.9, darker(house, 0.7)).moved(_WIDE * 0.37 + 0.1, back + y, _DEEP))


def _cargo(kind: str, long: float) -> Iterator[Part]:
    """What stands on the fore deck."""
    if kind == "containers":
        for i in range(3):
            for k in (-1, 1):
                for level in range(2 if (i + k) % 2 else 1):
                    color = _CRATES[(i * 2 + k + level * 3) % 5]
                    yield box(1.7, long * 0.13, 1.2, color).moved(
                        k * 0.9, (i - 1) * long * 0.145, 1.22 * level
                    )
    elif kind == "a crane":
        yield box(1.2, 1.2, 1.3, (240, 200, 64))
        yield beam((0, 0, 1.0), (0, -long * 0.2, 4.6), 0.45, (240, 200, 64))
        yield box(0.2, 0.2, 1.7, (60, 60, 66)).moved(0, -long * 0.19, 2.7)
        yield box(0.6, 0.6, 0.5, (60, 60, 66)).moved(0, -long * 0.19, 2.4)


FAMILY = Family(
    "ship",
    "boat_ship",
    (
        Color("hull", of="hull"),
        Color("keel", of="bottom"),
        Count("funnels", "funnels", 1, 4),
        Color("funnel", of="funnels"),
        Color("house", of="deckhouse"),
        Count("floors", "decks", 1, 3),
        Count("portholes", "portholes", 0, 6),
        Choice("cargo", ("", "containers", "a crane"), say="with {} on the deck"),
        Proportion("length", 13.0, 20.0, ("short", "long")),
        Flag("boats", "with lifeboats"),
    ),
    _build,
    aliases=("steamship", "steamboat"),
)
