"""The judge over boxes and balls."""

from __future__ import annotations

import shutil
import sys

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.evaluation import judge
from modelsheet.evaluation.judge import Choices, Jury
from modelsheet.prompts.minilm import TextEncoder
from modelsheet.training.dataset import AssetLibrary


@pytest.fixture(scope="module")
def few(assets, tmp_path_factory):
    """The first 24 of the assets: the judge's eyes are slow."""
    folder = tmp_path_factory.mktemp("few")
    shutil.copy(assets / "meshes-00.npz", folder)
    lines = (assets / "index.jsonl").read_text().splitlines()
    (folder / "index.jsonl").write_text("\n".join(lines[:24]))
    return folder


@pytest.fixture(scope="module")
def jury(few, tmp_path_factory):
    cache = tmp_path_factory.mktemp("judge")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "_VARIANTS", 4)
        yield judge.load_or_train(AssetLibrary(few), cache, TextEncoder())


def test_a_judge_knows_what_it_has_learnt(jury, few, tmp_path):
    library = AssetLibrary(few)
    sheets = library.sheets(library.seen, tmp_path, workers=1)
    words = jury.read([record.caption for record in sheets.records])
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), 1, rtol=1e-5)
    own = [float(words[i] @ jury.see(sheets.rgba[i])) for i in range(len(words))]
    other = [float(words[i - 1] @ jury.see(sheets.rgba[i])) for i in range(len(words))]
    assert np.mean(own) > np.mean(other) + 0.1


def test_a_judge_of_five_views_does_not_see_the_first(jury):
    rgba = np.zeros((6, 128, 128, 4), np.uint8)
    rgba[:, 40:90, 40:90] = (200, 60, 40, 255)
    other = rgba.copy()
    other[0] = 255
    blind = jury.of_views(range(1, 6))
    assert np.array_equal(blind.see(rgba), blind.see(other))
    assert not np.allclose(jury.see(rgba), jury.see(other))


def test_a_judge_of_a_share_learnt_from_fewer_sheets(jury):
    rgba = np.zeros((6, 128, 128, 4), np.uint8)
    rgba[:, 40:90, 40:90] = (200, 60, 40, 255)
    less = jury.of_share(0.5)
    assert less.sheets == round(jury.sheets / 2)
    assert not np.allclose(less.see(rgba), jury.see(rgba))
    assert jury.of_share(1).sheets == jury.sheets


def test_a_judge_without_eyes_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite_pytorch", None)
    with pytest.raises(ModelsheetError, match="the judge has no eyes"):
        judge.Eye()


def test_only_other_concepts_are_in_the_way():
    choices = Choices(["a ball", "ball", "a box"], np.eye(3, dtype=np.float32), ["ball", "ball", "box"])
    jury = _Fixed(np.float32([0.2, 0.3, 0.1]))
    assert jury.pick(np.zeros(1), choices, 0)  # "ball" says the same
    assert not jury.pick(np.zeros(1), choices, 2)
    assert not _Fixed(np.float32([0.2, 0.3, 0.3])).pick(np.zeros(1), choices, 1)  # a tie is no answer


class _Fixed(Jury):
    """Sees always the same."""

    def __init__(self, vector: np.ndarray) -> None:
        self.vector = vector

    def see(self, rgba: np.ndarray) -> np.ndarray:
        return self.vector
