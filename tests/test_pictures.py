"""Pictures as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.pictures import bilinear


def test_bilinear_values_are_those_of_scipy() -> None:
    from scipy.ndimage import map_coordinates

    random = np.random.default_rng(0)
    image = random.random((12, 20), np.float32)
    x, y = random.uniform(-0.1, 1.1, (2, 500)).astype(np.float32)
    expected = map_coordinates(image, [y * 12 - 0.5, x * 20 - 0.5], order=1, mode="nearest")
    assert bilinear(image, x * 20, y * 12) == pytest.approx(expected, abs=2e-3)
