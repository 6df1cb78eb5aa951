"""Open books: two stacks of pages over a cover, with lines or a picture, lying on the ground."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import PALETTE, Color, Count, Family, Flag, Proportion, Values, unsaid
from ..shape import Part, both, box, upright


def _build(v: Values) -> Iterator[Part]:
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
    pages = upright(bow, depth * 0.94, v["paper"].color)
    yield from both(pages)
    yield from both(box(width * 1.02, depth, board, v["cover"].color).moved(x=width * 0.51))
    yield box(width * 0.16, depth * 1.01, board * 1.2, v["spine"].color)
    top, ink = board * 0.8 + thick * 0.5, v["ink"].color
    for side in (-1, 1):
        for i in range(v["lines"]):
            y = depth * (0.32 - 0.64 * (i + 0.5) / v["lines"])
            yield box(width * 0.6, depth * 0.05, board * 0.6, ink).moved(side * width * 0.5, y, top)
    if v["marked"]:
        yield box(width * 0.1, depth * 0.62, board * 0.6, v["ribbon"].color).moved(
            width * 0.12, -depth * 0.22, top
        )
    if v["corners"]:
        for x in (-1, 1):
            for y in (-1, 1):
                place = (x * width * 0.96, y * depth * 0.45)
                yield box(width * 0.2, depth * 0.14, board * 1.5, PALETTE["gold"]).moved(*place, 0.0)


def _adjust(v: Values) -> Values:
    return unsaid(v, ribbon=not v["marked"])


FAMILY = Family(
    "open book",
    "decor_book",
    (
        Proportion("width", 0.15, 0.25),
        Proportion("height", 1.2, 1.55, ("", "tall")),
        Proportion("thickness", 0.15, 0.5, ("thin", "thick")),
        Color("cover", "cover"),
        Color("spine", "spine"),
        Color("paper", "pages", ("cream", "white", "beige", "tan", "yellow")),
        Count("lines", "lines", 2, 6),
        Color("ink", "lines", ("black", "brown", "blue", "red", "purple")),
        Flag("marked", "with a bookmark"),
        Color("ribbon", "bookmark"),
        Flag("corners", "with golden corners"),
    ),
    _build,
    adjust=_adjust,
)
