"""The picture reader learns from pictures as people have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from modelsheet.cameras import orbit_pose
from modelsheet.generation.embedded.reader import SIDES, as_input, describe
from modelsheet.training.dataset import AssetRecord
from modelsheet.training.reader import LARGE, Lesson, Pictures, disturbed, fit, side_shares

RECORD = AssetRecord("a", "a car", (), "car", "car", (), "car", "a", False, True, "", 0)


def direction(azimuth: float, elevation: float) -> np.ndarray:
    position = orbit_pose(azimuth, elevation, 1.0)[:3, 3]
    return position / np.linalg.norm(position)


def test_a_picture_is_of_a_side_until_it_is_askew():
    seen = [direction(0, 0), direction(92, 5), direction(45, 20), direction(22, 0), direction(0, 85)]
    even = replace(RECORD, symmetric_front=True)
    shares = side_shares(Pictures([RECORD, even], np.zeros(0), np.stack([seen, seen]).astype(np.float32)))
    own = dict(zip(SIDES, shares[0, 0], strict=True))
    assert own["front"] == 1
    assert [SIDES[i] for i in shares[0].argmax(1)] == ["front", "right", "three-quarter", "front", "top"]
    assert 0 < shares[0, 3, -1] < 1  # in between it may be either
    assert shares[1, 0, :4].tolist() == [0.25] * 4  # all four sides are alike
    assert np.allclose(shares.sum(-1), 1)


def test_pictures_are_disturbed_but_stay_pictures():
    pixels = np.zeros((64, LARGE, LARGE, 5), np.uint8)
    pixels[:, 10:60, 8:30] = (200, 60, 40, 255, 90)
    given, flipped = disturbed(pixels, np.random.default_rng(0))
    assert given.shape == (64, 4, 64, 64)
    assert (given.min(), given.max()) >= (0, 0)
    assert 0.2 < flipped.float().mean() < 0.8
    left = given[:, 3, :, :32].mean((1, 2)) > given[:, 3, :, 32:].mean((1, 2))
    narrow = given[:, 3].mean((1, 2)) < 0.6  # not where all of the background is left
    assert (left != flipped)[narrow].float().mean() > 0.9
    again, _ = disturbed(pixels, np.random.default_rng(0))
    assert torch.equal(given, again)


def test_what_was_fitted_is_read():
    rng = np.random.default_rng(0)
    rows, features = [], []
    y, x = np.indices((64, 64)) - 31.5
    for number in range(60):
        size = rng.uniform(18, 28)
        inside = np.hypot(x, y) < size if number % 2 else np.maximum(abs(x), abs(y) * 2) < size
        rgba = np.where(inside[..., None], np.uint8((*rng.integers(0, 255, 3), 255)), np.uint8(0))
        features.append(describe(as_input(rgba[None])))
        rows.append(number % 2)
    goals = np.eye(2, 384, dtype=np.float32)
    sides = torch.eye(7)[[0]].repeat(60, 1)
    lesson = Lesson(torch.cat(features).half(), np.array(rows), sides)
    reader = fit(lesson, goals, np.ones(2))
    rgba = np.where((np.hypot(x, y) < 24)[..., None], np.uint8((30, 200, 90, 255)), np.uint8(0))
    words, shown = reader(as_input(rgba[None]))
    assert words[0, :2].argmax() == 1
    assert shown[0].argmax() == 0
