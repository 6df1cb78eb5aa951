"""The picture reader learns from pictures as people have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from modelsheet.cameras import orbit_pose
from modelsheet.generation.embedded.reader import PIXELS, SIDES, PictureReader, as_input
from modelsheet.generation.embedded.vocabulary import Vocabulary
from modelsheet.training.dataset import AssetRecord
from modelsheet.training.reader import LARGE, Pictures, disturbed, learn, meant, side_shares

RECORD = AssetRecord("a", "a car", (), "car", "car", (), "car", "a", False, True, "", 0)


def pictures(
    records: list[AssetRecord], directions: np.ndarray, pixels: torch.Tensor | None = None
) -> Pictures:
    told = [("a red car", "car"), ("a green tree", "tree")][: len(directions)]
    return Pictures(
        told, torch.zeros(0) if pixels is None else pixels, directions.astype(np.float32), records
    )


def direction(azimuth: float, elevation: float) -> np.ndarray:
    position = orbit_pose(azimuth, elevation, 1.0)[:3, 3]
    return position / np.linalg.norm(position)


def test_a_picture_is_of_a_side_until_it_is_askew():
    seen = [direction(0, 0), direction(92, 5), direction(45, 20), direction(22, 0), direction(0, 85)]
    shares = side_shares(pictures([RECORD, replace(RECORD, symmetric_front=True)], np.stack([seen, seen])))
    own = dict(zip(SIDES, shares[0, 0], strict=True))
    assert own["front"] == 1
    assert [SIDES[i] for i in shares[0].argmax(1)] == ["front", "right", "three-quarter", "front", "top"]
    assert 0 < shares[0, 3, -1] < 1  # in between it may be either
    assert shares[1, 0, :4].tolist() == [0.25] * 4  # all four sides are alike
    assert np.allclose(shares.sum(-1), 1)


def test_of_procedural_assets_only_what_is_surely_so_is_taught():
    seen = np.stack([direction(0, 0), direction(45, 20), direction(0, 88)])[None]
    shares = side_shares(pictures([], seen))
    assert shares.sum(-1).tolist() == [[0, 1, 1]]  # perhaps it has no front


def test_pictures_are_disturbed_but_stay_pictures():
    pixels = torch.zeros(64, LARGE, LARGE, 5, dtype=torch.uint8)
    pixels[:, 15:90, 12:45] = torch.tensor([200, 60, 40, 90, 255], dtype=torch.uint8)
    given, flipped = disturbed(pixels, torch.Generator().manual_seed(0))
    assert given.shape == (64, 4, PIXELS, PIXELS)
    assert (given.min(), given.max()) >= (0, 0)
    assert 0.2 < flipped.float().mean() < 0.8
    middle = PIXELS // 2
    left = given[:, 3, :, :middle].mean((1, 2)) > given[:, 3, :, middle:].mean((1, 2))
    narrow = given[:, 3].mean((1, 2)) < 0.6  # not where all of the background is left
    assert (left != flipped)[narrow].float().mean() > 0.9
    again, _ = disturbed(pixels, torch.Generator().manual_seed(0))
    assert torch.equal(given, again)


def test_what_is_meant_is_the_noun_and_what_is_like_it(encoder):
    nouns = ("car", "truck", "tree")
    vocabulary = Vocabulary(nouns, encoder.sentences(list(nouns)))
    shares = meant(pictures([], np.zeros((2, 1, 3))), vocabulary, encoder)
    assert shares.argmax(1).tolist() == [0, 2]
    assert np.allclose(shares.sum(1), 1)


def test_what_was_taught_is_read():
    y, x = np.indices((LARGE, LARGE)) - (LARGE - 1) / 2
    drawn = np.zeros((2, 2, LARGE, LARGE, 5), np.uint8)
    drawn[0, :, np.hypot(x, y) < 50] = (200, 60, 40, 200, 255)
    drawn[1, :, np.maximum(abs(x), abs(y) * 4) < 50] = (60, 160, 40, 200, 255)
    seen = np.stack([direction(0, 0), direction(45, 20)])[None].repeat(2, 0)
    vocabulary = Vocabulary(("car", "tree"), np.eye(2, 384, dtype=np.float32))
    shown = pictures([RECORD, RECORD], seen, torch.from_numpy(drawn))
    torch.manual_seed(0)
    lesson = [step / 60 for step in range(60)]
    reader = learn(PictureReader(8), shown, torch.eye(2), vocabulary, lesson, batch=16, average=0.8)
    rgba = np.where((np.hypot(x, y) < 50)[..., None], np.uint8((30, 90, 200, 255)), np.uint8(0))[6:-6, 6:-6]
    with torch.inference_mode():
        words, _ = reader(as_input(rgba[None]))
    assert words[0, 0] > words[0, 1]
