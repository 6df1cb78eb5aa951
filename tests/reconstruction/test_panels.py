"""Soft hollows become flat panels with sharp borders, or nothing."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from modelsheet.reconstruction._panels import levelled

PIXEL, TOLERANCE = 1 / 128, 0.0195


def hollow(depth: float) -> np.ndarray:
    """A panel in the middle of a side as a generator draws it, blurred; nothing is known off the object."""
    recess = np.zeros((128, 128), np.float32)
    recess[40:90, 36:92] = depth
    recess = gaussian_filter(recess, 6)
    recess[:10] = np.nan
    return recess


def test_a_soft_hollow_becomes_a_panel() -> None:
    panel, areas = levelled(hollow(0.08), PIXEL, TOLERANCE)
    assert areas[0] == areas[1] > 0  # it has a frame
    known = panel[10:]
    assert np.isnan(panel[:10]).all()
    levels = np.unique(known.round(3))
    assert len(levels) == 2
    assert levels[0] == 0
    assert abs(levels[1] - 0.08) < 0.01
    rows, columns = np.nonzero(known > 0)
    assert known[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].min() > 0.07  # a rectangle
    assert abs(len(rows) - 50 * 56) < 0.1 * 50 * 56


def test_a_shallow_one_is_noise() -> None:
    assert (levelled(hollow(0.03), PIXEL, TOLERANCE)[0][10:] == 0).all()


def test_what_lies_before_the_side_belongs_to_it() -> None:
    assert (levelled(np.full((64, 64), -0.1, np.float32), PIXEL, TOLERANCE)[0] == 0).all()


def test_a_deep_slope_keeps_its_slope() -> None:
    slope = np.tile(np.linspace(0.1, 0.3, 64, dtype=np.float32), (64, 1))
    assert np.abs(levelled(slope, 1 / 64, TOLERANCE)[0] - slope).max() < 0.01


def test_what_is_steep_nearly_everywhere_has_no_panels() -> None:
    """Of the pixels that may vote for a plane fewer are left than are asked."""
    recess = np.arange(900, dtype=np.float64).reshape(30, 30) * 0.05 + 0.1
    recess[:8, :7] = 0.5  # 42 pixels without slope
    assert np.isfinite(levelled(recess, 1 / 128, 0.02)[0]).all()


def test_the_opening_under_a_table_is_no_panel() -> None:
    """It is as deep as a panel, but open below: legs, no frame."""
    recess = hollow(0.08)
    recess[70:] = np.nan
    _, (panels, framed) = levelled(recess, PIXEL, TOLERANCE)
    assert panels > 0
    assert framed == 0
