"""From a picture to a sheet, with tiny random weights in the published layout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.generation import tiny
from tests.generation.zero123plus.test_pieces import CLIP_EXTRACTOR, VAE_EXTRACTOR

from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts
from modelsheet.generation.zero123plus import load
from modelsheet.generation.zero123plus.cameras import view_cameras
from modelsheet.generation.zero123plus.pipeline import Zero123PlusPipeline
from modelsheet.generation.zero123plus.spec import SPECS
from modelsheet.sheet import ModelSheet


def save(folder: Path, **index) -> Path:
    """Save a Zero123++ in this folder."""
    from diffusers import ControlNetModel, EulerAncestralDiscreteScheduler
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    tiny.write_index(folder, ramping_coefficients=[0.3] * 77, **index)
    unet = tiny.unet()
    unet.save_pretrained(folder / "unet")
    tiny.vae().save_pretrained(folder / "vae")
    tiny.text_encoder().save_pretrained(folder / "text_encoder")
    tiny.tokenizer().save_pretrained(folder / "tokenizer")
    torch.manual_seed(6)
    vision = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = CLIPVisionConfig(image_size=28, patch_size=14, projection_dim=32, **vision)
    CLIPVisionModelWithProjection(config).save_pretrained(folder / "vision_encoder")
    EulerAncestralDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, prediction_type="v_prediction"
    ).save_pretrained(folder / "scheduler")
    for kind, settings in (("vae", VAE_EXTRACTOR), ("clip", CLIP_EXTRACTOR)):
        (folder / f"feature_extractor_{kind}").mkdir()
        (folder / f"feature_extractor_{kind}" / "preprocessor_config.json").write_text(json.dumps(settings))
    if "controlnet" in index:
        net = ControlNetModel.from_unet(unet)
        for parameter in net.parameters():  # its last layers start at zero
            parameter.data += 0.05 * torch.randn_like(parameter)
        net.save_pretrained(folder / index["controlnet"])
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("zero123plus"), version="1.2", controlnet="controlnet", resolution=64)


@pytest.fixture(scope="module")
def picture(wedge_sheet) -> KnownParts:
    return KnownParts.colors(ModelSheet((wedge_sheet["front"],)))


def test_a_sheet_with_normals(folder: Path, picture: KnownParts, tmp_path: Path) -> None:
    generator, seen = load(folder), []
    sheet = generator.draw("", steps=2, known=picture, on_step=lambda step, count, make: seen.append(step))
    assert [view.camera for view in sheet] == list(view_cameras(64).values())
    assert sheet.generator == generator.name == "zero123plus-1.2-normals"
    assert seen == [1, 2, 2, 2]
    for view in sheet:
        inside = view.alpha > 0
        assert np.array_equal(inside, ~np.isnan(view.normals[..., 0]))
        assert np.allclose(np.linalg.norm(view.normals[inside], axis=-1), 1, atol=1e-3)
    sheet.save(tmp_path)
    kept = ModelSheet.load(tmp_path)
    assert [view.camera for view in kept] == [view.camera for view in sheet]
    assert all(np.array_equal(a.normals, b.normals, equal_nan=True) for a, b in zip(sheet, kept, strict=True))
    again = generator.draw("", steps=2, known=picture)
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(sheet, again, strict=True))
    assert all(
        np.array_equal(a.normals, b.normals, equal_nan=True) for a, b in zip(sheet, again, strict=True)
    )
    other = generator.draw("", steps=2, known=picture, seed=1)
    assert not np.array_equal(next(iter(sheet)).rgb, next(iter(other)).rgb)


def test_half_precision_serves(folder: Path, picture: KnownParts) -> None:
    parts = {"controlnet": folder / "controlnet", "resolution": 64}
    generator = Zero123PlusPipeline.from_folder(folder, device="cpu", dtype=torch.bfloat16, **parts)
    half = generator.draw("", steps=2, known=picture)
    full = load(folder).draw("", steps=2, known=picture)
    gaps = [np.abs(a.rgb.astype(int) - b.rgb).mean() for a, b in zip(half, full, strict=True)]
    assert max(gaps) < 8
    assert all(view.normals is not None for view in half)


def test_version_1_1_and_no_normals(tmp_path: Path, picture: KnownParts) -> None:
    generator = load(save(tmp_path / "old", version="1.1", resolution=64))
    sheet = generator.draw("", steps=1, known=picture)
    assert [view.camera for view in sheet] == list(view_cameras(64, "1.1").values())
    assert all(view.normals is None for view in sheet)
    assert sheet.generator == "zero123plus-1.1"


def test_what_is_missing_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match="give one"):
        load(folder).draw("a barrel")
    bare = tiny.write_index(tmp_path / "bare")
    with pytest.raises(ModelsheetError, match="no ramping_coefficients"):
        load(bare)
    odd = tiny.write_index(tmp_path / "odd", version="3")
    with pytest.raises(ModelsheetError, match=r"choose from 1\.1, 1\.2"):
        load(odd)


def test_the_specs_say_that_the_weights_are_not_for_products() -> None:
    assert [spec.name for spec in SPECS] == ["zero123plus-1.1", "zero123plus-1.2", "zero123plus-1.2-normals"]
    assert all(spec.commercial == "no" and spec.needs == {"picture"} for spec in SPECS)
