"""Edges that are meant to be straight become straight, curves stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from modelsheet.cameras import sheet_camera
from modelsheet.reconstruction._outlines import straight_share, straightened
from modelsheet.sheet import ModelSheet, View

SIZE = 128


def drawn(alpha: np.ndarray) -> ModelSheet:
    alpha = np.rint(np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    return ModelSheet(
        (View("front", sheet_camera("front", SIZE), np.zeros((SIZE, SIZE, 3), np.uint8), alpha),)
    )


def after(alpha: np.ndarray) -> np.ndarray:
    return straightened(drawn(alpha))["front"].alpha.astype(float) / 255


def trembling_block() -> np.ndarray:
    """Its right side waves by a pixel, its top rises by one."""
    row, column = np.indices((SIZE, SIZE)) + 0.5
    side = 95 + np.sin(row / 6)
    top = 40 - (column - 30) / 65
    return np.minimum.reduce([column - 30, side - column, row - top, 100 - row]) + 0.5


def test_a_trembling_side_becomes_straight() -> None:
    alpha = after(trembling_block())
    widths = alpha[48:92].sum(1)
    assert np.ptp(widths) < 0.4  # of two pixels
    assert abs(widths.mean() - 65) < 0.5
    assert np.ptp(alpha[:, 40:86].sum(0)) < 0.4
    assert min(straight_share(alpha, 1 / SIZE)) > 0.9


def test_a_circle_stays_as_it_was_drawn() -> None:
    row, column = np.indices((SIZE, SIZE)) + 0.5
    disc = np.clip(45 - np.hypot(row - 64, column - 64) + 0.5, 0, 1)
    assert np.abs(after(disc) - disc).max() < 0.01
    assert straight_share(disc, 1 / SIZE)[0] < 0.2


def test_a_hole_is_straightened_like_the_rest() -> None:
    row, column = np.indices((SIZE, SIZE)) + 0.5
    hole = np.minimum.reduce([column - 50, 75 + np.sin(row / 4) - column, row - 55, 85 - row]) + 0.5
    alpha = after(np.clip(trembling_block(), 0, 1) * (1 - np.clip(hole, 0, 1)))
    assert alpha[70, 62] == 0
    assert np.ptp(alpha[60:80, 50:80].sum(1)) < 0.4


def test_an_empty_view_stays_empty() -> None:
    sheet = drawn(np.zeros((SIZE, SIZE)))
    assert straightened(sheet) == sheet
    assert straight_share(np.zeros((SIZE, SIZE)), 1 / SIZE) == (0, 0)


def test_colours_and_depths_stay() -> None:
    view = drawn(trembling_block())["front"]
    view = replace(view, depth=np.full((SIZE, SIZE), 1.5, np.float32))
    changed = straightened(ModelSheet((view,)))["front"]
    assert (changed.depth == view.depth).all()
    assert (changed.rgb == view.rgb).all()
    assert (changed.alpha != view.alpha).any()
