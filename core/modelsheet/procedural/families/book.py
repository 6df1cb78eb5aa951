"""Books: two covers about a block of pages, standing upright."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import EMBLEMS, emblem
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, upright


def _build(v: Values) -> Iterator[Part]:
    width, height, thick = v["width"], v["width"] * v["height"], v["width"] * v["thickness"]
    board, cover = width * 0.05, v["cover"].color
    yield from both(box(width, board, height, cover).moved(y=thick / 2), "y")
    yield box(board, thick + board, height, v["spine"].color).moved(x=-width / 2)
    yield box(width * 0.95, thick, height * 0.94, PALETTE["cream"]).moved(z=height * 0.03)
    for i in range(v["bands"]):
        z = height * (i + 1) / (v["bands"] + 1)
        yield box(width * 0.22, thick + board * 2.6, height * 0.05, v["band"].color).moved(
            x=-width * 0.42, z=z
        )
    if v["sign"]:
        yield upright(emblem(v["sign"], width * 0.5), board, v["mark"].color).moved(
            x=width * 0.1, y=-thick / 2 - board * 0.7, z=height * 0.52
        )
    if v["clasp"]:
        yield box(width * 0.16, thick + board * 2.6, height * 0.1, PALETTE["gold"]).moved(
            x=width * 0.46, z=height * 0.45
        )


def _adjust(v: Values) -> Values:
    return unsaid(v, mark=not v["sign"])


FAMILY = Family(
    "book",
    "decor_book",
    (
        Proportion("width", 0.15, 0.25, ("small", "big")),
        Proportion("height", 1.2, 1.55, ("", "tall")),
        Proportion("thickness", 0.15, 0.5, ("thin", "thick")),
        Color("cover"),
        Color("spine", "spine"),
        Count("bands", "bands", 0, 3),
        Color("band", "bands"),
        Choice("sign", ("", *EMBLEMS[:5]), of="emblem"),
        Color("mark", "emblem"),
        Flag("clasp", "with a golden clasp"),
    ),
    _build,
    adjust=_adjust,
    aliases=("tome",),
)
