"""Distances between small sheets."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.evaluation.likeness import Training, distance, small


def sheet(left: int, color: tuple[int, int, int] = (200, 40, 40)) -> np.ndarray:
    """Six views of a block whose left edge is at a pixel."""
    rgba = np.zeros((6, 128, 128, 4), np.uint8)
    rgba[:, 40:80, left : left + 40] = (*color, 255)
    return rgba


def test_a_sheet_is_no_distance_from_itself_and_far_from_others():
    near, far = distance(small(sheet(40)), small(sheet(44))), distance(small(sheet(0)), small(sheet(80)))
    assert distance(small(sheet(40)), small(sheet(40))) == 0
    assert 0 < near < far


def test_colour_that_nobody_sees_does_not_count():
    other = sheet(40)
    other[..., :3] = np.where(other[..., 3:] > 0, other[..., :3], 99)
    assert distance(small(sheet(40)), small(other)) == 0


def test_the_nearest_may_be_a_mirror_image():
    rows = np.stack([small(sheet(0)), small(sheet(44))])
    training = Training([], rows)
    right = sheet(0)[[0, 3, 2, 1, 4, 5], :, ::-1]
    assert training.nearest(small(right)) == (0, pytest.approx(0, abs=1e-6))
    assert training.nearest(small(sheet(40)))[0] == 1
