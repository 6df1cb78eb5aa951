"""Bookshelves: sides, shelves and rows of books."""

from __future__ import annotations

from collections.abc import Iterator

from ..family import Color, Count, Family, Finish, Flag, Proportion, Values, darker
from ..shape import Part, both, box

BOARD = 0.04  # metres thick


def _build(v: Values) -> Iterator[Part]:
    width, height, depth, wood = v["width"], v["height"], 0.34, v["frame"].color
    yield from both(box(BOARD, depth, height, wood).moved(width / 2 - BOARD / 2))
    yield box(width - 0.02, 0.03, height - 0.02, v["back"].color).moved(0, depth / 2 - 0.015, 0.01)
    gap = (height - BOARD - 0.08) / v["shelves"]
    for i in range(v["shelves"] + 1):
        yield box(width - 0.02, depth - 0.01, BOARD, wood).moved(z=0.08 + i * gap)
    yield box(width - 0.02, depth - 0.06, 0.09, darker(wood, 0.7))
    if v["crown"]:
        yield box(width + 0.08, depth + 0.06, 0.05, wood).moved(z=height - 0.01)
    if v["books"]:
        for i in range(v["shelves"]):
            yield from _books(v, i, width - 2 * BOARD, gap - BOARD, 0.08 + i * gap + BOARD - 0.01)


def _books(v: Values, shelf: int, width: float, high: float, z: float) -> Iterator[Part]:
    """A row of books of uneven thickness and height that leaves a gap at one end."""
    x, i = -width / 2, shelf * 3
    while x < width * (0.28 if shelf % 2 else 0.4):
        thick, tall = 0.045 + 0.012 * (i * 5 % 4), high * (0.66 + 0.07 * (i * 7 % 4))
        color = darker(v["book"].color, 0.8 + 0.13 * (i * 3 % 4))
        yield box(thick - 0.004, 0.2, tall, color).moved(x + thick / 2, 0.0, z)
        x, i = x + thick, i + 1


FAMILY = Family(
    "bookshelf",
    "cabinet_shelf",
    (
        Count("shelves", "shelves", 2, 6),
        Proportion("width", 0.6, 1.3, ("narrow", "wide")),
        Proportion("height", 1.1, 2.1, ("low", "tall")),
        Finish("frame", ("wooden", "metal")),
        Finish("back", ("wooden",), of="back"),
        Flag("books", "with books"),
        Color("book", of="books"),
        Flag("crown", "with a crown"),
    ),
    _build,
    aliases=("bookcase", "book shelf"),
)
