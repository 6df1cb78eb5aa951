"""Noise goes, edges stay."""

import numpy as np

from modelsheet.generation.embedded.smoothing import smooth_colors


def noisy(colors: np.ndarray) -> np.ndarray:
    """As a decoder leaves them: 3 of 255 off."""
    return (colors + np.random.default_rng(0).normal(0, 3 / 255, colors.shape)).astype(np.float32)


def test_a_flat_colour_becomes_flat() -> None:
    flat = np.full((2, 64, 48, 3), 0.6, np.float32)
    smooth = smooth_colors(noisy(flat), np.ones((2, 64, 48), np.float32))
    assert smooth.dtype == np.float32
    assert np.abs(smooth - flat).mean() < np.abs(noisy(flat) - flat).mean() / 4


def test_edges_stay_where_and_as_sharp_as_they_were() -> None:
    step = np.clip((np.arange(64) - 30) / 3, 0, 1)  # spread over three pixels, as drawn ones are
    striped = np.broadcast_to(0.3 + 0.4 * step[None, None, :, None], (1, 40, 64, 3)).astype(np.float32)
    for picture in (striped, striped.swapaxes(1, 2)):
        smooth = smooth_colors(noisy(picture), np.ones(picture.shape[:3], np.float32))
        assert np.abs(smooth - picture).max() < 0.04


def test_slow_gradients_stay() -> None:
    ramp = np.broadcast_to(np.linspace(0.2, 0.8, 128)[None, None, :, None], (1, 32, 128, 3))
    smooth = smooth_colors(noisy(ramp), np.ones((1, 32, 128), np.float32))
    assert np.abs(smooth - ramp)[:, :, 16:-16].max() < 0.03


def test_nothing_is_carried_across_an_outline() -> None:
    colors = np.zeros((1, 32, 32, 3), np.float32)
    alpha = np.zeros((1, 32, 32), np.float32)
    colors[:, 8:24, 8:24], alpha[:, 8:24, 8:24] = 0.02, 1.0  # so alike that they would flow into each other
    smooth = smooth_colors(colors, alpha)
    np.testing.assert_allclose(smooth[alpha > 0], 0.02, atol=1e-6)
    np.testing.assert_allclose(smooth[alpha == 0], 0.0, atol=1e-6)
