from __future__ import annotations

import numpy as np

from modelsheet.finishing.packing import Placement, pack, reordered


def laid(masks: list[np.ndarray], places: list[Placement], side: int) -> np.ndarray:
    """How many charts lie in each cell of the square, row 0 at the bottom."""
    square = np.zeros((side, side), int)
    for mask, place in zip(masks, places, strict=True):
        turned = np.rot90(mask, -place.turns)
        rows, columns = turned.shape
        square[place.row : place.row + rows, place.column : place.column + columns] += turned
    return square


def test_charts_of_all_shapes_lie_close_and_apart() -> None:
    random = np.random.default_rng(3)
    masks = []
    for _ in range(60):
        y, x = np.indices(random.integers(3, 40, 2))
        masks.append((x / x.max() - 0.5) ** 2 + (y / y.max() - 0.5) ** 2 <= 0.27)  # ellipses, their tips cut
    places, side = pack(masks)
    square = laid(masks, places, side)
    assert square.max() == 1
    assert square.sum() == sum(mask.sum() for mask in masks)
    assert square.mean() > 0.75


def test_a_small_chart_goes_into_the_hole_of_a_large_one() -> None:
    frame = np.ones((30, 30), bool)
    frame[5:25, 5:25] = False
    places, side = pack([frame, np.ones((18, 18), bool)])
    assert side == 30
    assert 5 <= places[1].row <= 7


def test_one_long_chart_lies_along_a_side() -> None:
    places, side = pack([np.ones((4, 50), bool)])
    assert side == 50
    assert laid([np.ones((4, 50), bool)], places, side).max() == 1


def test_other_orders_of_awkward_charts_lie_closer() -> None:
    random = np.random.default_rng(1)
    masks = [np.ones(random.integers(8, 60, 2), bool) for _ in range(25)]
    for mask in masks:  # a corner is missing
        mask[: mask.shape[0] // 2, : mask.shape[1] // 2] = False
    _, first = pack(masks)
    places, side = reordered(masks, first, 40)
    assert laid(masks, places, side).max() == 1
    assert laid(masks, places, side).sum() == sum(mask.sum() for mask in masks)
    assert side < first
