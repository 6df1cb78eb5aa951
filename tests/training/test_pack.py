"""A pack holds the assets as they are, but for rounding."""

from pathlib import Path

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.prompts.minilm import TextEncoder
from modelsheet.training.dataset import AssetLibrary
from modelsheet.training.pack import Pack, write_pack


@pytest.fixture(scope="module")
def pack(assets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "assets.pack"
    write_pack(AssetLibrary(assets), path, AssetLibrary(assets).seen)
    return path


def test_meshes_come_back(pack: Path, assets: Path) -> None:
    library, opened = AssetLibrary(assets), Pack(pack)
    assert [record.id for record in opened.whole] == [record.id for record in library.seen]
    for record in library.seen[:6]:
        before, after = library.triangles(record).normalized(), opened.triangles(record).normalized()
        assert after.corners.shape == before.corners.shape
        assert np.abs(after.corners - before.corners).max() < 1e-3
        assert np.abs(after.colors.astype(int) - before.colors).max() <= 3


def test_its_text_encoder_reads_as_the_installed_one(pack: Path, encoder: TextEncoder) -> None:
    packed = TextEncoder.of(*Pack(pack).text_encoder())
    for text in ("a red box", "a wooden table with four blue legs", "a wodoen tabel"):
        difference = (packed.states([text]) - encoder.states([text])).abs().max()
        assert difference < 0.02, text


def test_what_is_no_pack_is_said(tmp_path: Path) -> None:
    path = tmp_path / "holiday.zip"
    path.write_bytes(b"PK")
    with pytest.raises(ModelsheetError, match="is no pack"):
        Pack(path)
