"""Hearts: a thick heart, point down, plain, rimmed, winged or pierced by an arrow."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import emblem
from ..family import PALETTE, Color, Family, Finish, Flag, Proportion, Values, unsaid
from ..shape import Part, beam, both, box, cone, cylinder, ellipsoid, hoop, ring, upright


def _build(v: Values) -> Iterator[Part]:
    size, thick = v["size"], v["size"] * v["thickness"]
    outline = emblem("heart-shaped", size) * (v["width"], 1.0)
    color, rim = v["body"].color, v["rim"].color
    middle = size / 2 + (size * 0.12 if v["mounted"] else 0.0)
    if v["rimmed"]:
        yield upright(outline, thick, rim).moved(z=middle)
        yield upright(outline * 0.8, thick * 1.25, color).moved(z=middle + size * 0.02)
    else:
        yield upright(outline, thick * 0.6, color).moved(z=middle)
        yield upright(outline * 0.92, thick, color).moved(z=middle)
        yield upright(outline * 0.78, thick * 1.25, color).moved(z=middle)
    wide = size * v["width"]
    if v["winged"]:
        for _i, (reach, up, tall) in enumerate(((0.62, 0.28, 0.2), (0.5, 0.12, 0.18), (0.36, -0.02, 0.16))):
            feather = ellipsoid(reach * size, thick * 0.7, tall * size, v["wing"].color, 10).turned(-24, "y")
            yield from both(feather.moved(wide * 0.42 + reach * size * 0.4, thick * 0.1, middle + up * size))
    if v["pierced"]:
        shaft = beam(
            (-wide * 0.85, 0, -size * 0.22), (wide * 0.85, 0, size * 0.3), size * 0.06, v["feather"].color, 6
        )
        tip = (
            cone(size * 0.09, size * 0.2, PALETTE["gray"], 6)
            .turned(72, "y")
            .moved(wide * 0.83, 0, size * 0.3)
        )
        yield from (part.moved(z=middle) for part in (shaft, tip))
        for far in (0.8, 0.66):
            yield (
                box(size * 0.1, size * 0.05, size * 0.2, v["feather"].color)
                .turned(-17, "y")
                .moved(-wide * far, 0, middle - size * (0.3 - (0.8 - far) * 0.3))
            )
    if v["crowned"]:
        yield from (part.moved(z=middle + size * 0.38) for part in _crown(size * 0.22))
    if v["mounted"]:
        yield cylinder(size * 0.26, size * 0.07, v["stand"].color, 16)
        yield cylinder(size * 0.06, size * 0.3, v["stand"].color, 8)


def _crown(r: float) -> Iterator[Part]:
    """A small golden crown."""
    gold = PALETTE["gold"]
    yield hoop(r, r * 0.25, r * 0.5, gold, 14)
    yield from ring(cone(r * 0.32, r * 0.6, gold, 6).moved(y=-r * 0.85, z=r * 0.4), 6)


def _adjust(v: Values) -> Values:
    return unsaid(
        v, rim=not v["rimmed"], wing=not v["winged"], feather=not v["pierced"], stand=not v["mounted"]
    )


FAMILY = Family(
    "heart",
    "pickup_symbol",
    (
        Proportion("size", 0.3, 0.6),
        Proportion("width", 0.85, 1.2, ("", "wide")),
        Proportion("thickness", 0.2, 0.42, ("thin", "thick")),
        Flag("rimmed", "with a rim"),
        Color("rim", "rim"),
        Flag("winged", "with wings"),
        Color("wing", "wings", ("white", "gold", "black", "blue", "pink")),
        Flag("pierced", "with an arrow"),
        Color("feather", "arrow", ("white", "red", "blue", "green", "yellow")),
        Flag("crowned", "with a crown"),
        Flag("mounted", "on a stand"),
        Color("stand", "stand"),
        Finish(
            "body",
            ("golden", "stone"),
            colors=("red", "red", "pink", "purple", "blue", "green", "black", "white", "orange"),
        ),
    ),
    _build,
    adjust=_adjust,
)
