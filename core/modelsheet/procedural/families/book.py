"""Books: two covers about a block of pages, closed or open."""

from __future__ import annotations

from collections.abc import Iterator

from ..emblem import EMBLEMS, emblem
from ..family import PALETTE, Choice, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, upright


def _build(v: Values) -> Iterator[Part]:
    yield from _open(v) if v["open"] else _closed(v)


def _closed(v: Values) -> Iterator[Part]:
    """Standing upright, its front cover to the front and its spine to the left."""
    width, height, thick = v["width"], v["width"] * v["height"], v["width"] * v["thickness"]
    board, cover = width * 0.05, v["cover"].color
    yield from both(box(width, board, height, cover).moved(y=thick / 2), "y")
    yield box(board, thick + board, height, v["spine"].color).moved(x=-width / 2)
    yield box(width * 0.95, thick, height * 0.94, PALETTE["cream"]).moved(z=height * 0.03)
    for i in range(v["bands"]):
        z = height * (i + 1) / (v["bands"] + 1)
        yield box(width * 0.22, thick + board * 2.6, height * 0.05, v["mark"].color).moved(
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


def _open(v: Values) -> Iterator[Part]:
    """Lying open, a page to each side."""
    width, depth, thick = v["width"], v["width"] * v["height"], v["width"] * v["thickness"]
    board = width * 0.05
    bow = [
        (0.0, board * 0.5),
        (width * 0.95, board * 0.5),
        (width * 0.95, board + thick * 0.35),
        (width * 0.5, board + thick * 0.6),
        (width * 0.2, board + thick * 0.55),
        (0.0, board + thick * 0.25),
    ]
    pages = upright(bow, depth * 0.94, PALETTE["cream"])
    yield from both(pages)
    yield from both(box(width * 1.02, depth, board, v["cover"].color).moved(x=width * 0.51))
    yield box(width * 0.16, depth * 1.01, board * 1.2, v["spine"].color)
    for x in (-width * 0.5, width * 0.5):
        for y in (-0.25, -0.1, 0.05, 0.2):
            yield box(width * 0.6, depth * 0.05, board * 0.6, (110, 100, 90)).moved(
                x, depth * y, board * 0.8 + thick * 0.5
            )


def _adjust(v: Values) -> Values:
    if v["open"]:
        v = v | {"bands": 0, "sign": "", "clasp": False}
    return unsaid(v, mark=not v["sign"])


FAMILY = Family(
    "book",
    "decor_book",
    (
        Proportion("width", 0.15, 0.25, ("small", "big")),
        Proportion("height", 1.2, 1.55, ("", "tall")),
        Proportion("thickness", 0.15, 0.5, ("thin", "thick")),
        Flag("open", "lying open"),
        Color("cover"),
        Color("spine", "spine"),
        Count("bands", "bands", 0, 3),
        Choice("sign", ("", *EMBLEMS[:5]), say="with a {} on the cover"),
        Color("mark", "sign"),
        Flag("clasp", "with a golden clasp"),
    ),
    _build,
    adjust=_adjust,
    aliases=("spell book", "tome"),
)
