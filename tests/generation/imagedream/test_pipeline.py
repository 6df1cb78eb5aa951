"""From a picture to a sheet, with tiny random weights in the published layout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tests.generation import tiny
from tests.generation.mvdream.test_pipeline import SETTINGS, authors_names
from tests.generation.zero123plus.test_pieces import CLIP_EXTRACTOR

from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts
from modelsheet.generation.imagedream import load
from modelsheet.generation.imagedream.attention import read_pictures
from modelsheet.generation.imagedream.pipeline import ImageDreamPipeline, on_white
from modelsheet.generation.imagedream.resampler import Resampler
from modelsheet.generation.imagedream.spec import SPECS
from modelsheet.generation.mvdream.cameras import view_cameras
from modelsheet.generation.mvdream.weights import PUBLISHED, SCHEDULE, stock_config
from modelsheet.sheet import ModelSheet


def save(folder: Path) -> Path:
    """Save an ImageDream in this folder."""
    from diffusers import DDIMScheduler, UNet2DConditionModel
    from transformers import CLIPVisionConfig, CLIPVisionModel

    tiny.write_index(folder)
    torch.manual_seed(5)
    unet = UNet2DConditionModel(8, **stock_config(PUBLISHED | SETTINGS))
    read_pictures(unet)
    names = authors_names(SETTINGS["num_res_blocks"])
    tensors = {f"image_embed.{name}": tensor for name, tensor in Resampler(32, 48).state_dict().items()}
    for name, tensor in unet.state_dict().items():
        if ".processor." in name:  # to_k_ip lies beside to_k there
            plain = name.replace(".processor", "").replace("_ip", "")
            tensors[names[plain].replace(".weight", "_ip.weight")] = tensor
        else:
            tensors[names[name]] = tensor
    (folder / "unet").mkdir()
    (folder / "unet" / "config.json").write_text(json.dumps(SETTINGS))
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        folder / "unet" / "diffusion_pytorch_model.safetensors",
    )
    tiny.vae().save_pretrained(folder / "vae")
    tiny.text_encoder().save_pretrained(folder / "text_encoder")
    tiny.tokenizer().save_pretrained(folder / "tokenizer")
    DDIMScheduler(**SCHEDULE).save_pretrained(folder / "scheduler")
    vision = {"hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    CLIPVisionModel(CLIPVisionConfig(image_size=28, patch_size=14, **vision)).save_pretrained(
        folder / "image_encoder"
    )
    (folder / "feature_extractor").mkdir()
    (folder / "feature_extractor" / "preprocessor_config.json").write_text(json.dumps(CLIP_EXTRACTOR))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("imagedream"))


def test_a_sheet_of_four_views(folder: Path, wedge_sheet: ModelSheet) -> None:
    generator, seen = load(folder), []
    known = KnownParts.colors(ModelSheet((wedge_sheet["front"],)))
    sheet = generator.draw("a wedge", steps=2, known=known, on_step=lambda *step: seen.append(step[2]()))
    assert [view.camera for view in sheet] == list(view_cameras(64, 5.0).values())
    assert [len(one.views) for one in seen] == [4, 4]
    again = generator.draw("a wedge", steps=2, known=known)
    assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(sheet, again, strict=True))
    words = generator.draw("a tree", steps=2, known=known)
    other = KnownParts.colors(ModelSheet((wedge_sheet["right"],)))
    picture = generator.draw("a wedge", steps=2, known=other)
    for changed in (words, picture):
        assert not np.array_equal(sheet["front"].rgb, changed["front"].rgb)


def test_half_precision_serves(folder: Path, wedge_sheet: ModelSheet) -> None:
    known = KnownParts.colors(ModelSheet((wedge_sheet["front"],)))
    generator = ImageDreamPipeline.from_folder(folder, device="cpu", dtype=torch.bfloat16)
    half = generator.draw("a wedge", steps=2, known=known)
    full = load(folder).draw("a wedge", steps=2, known=known)
    assert np.abs(half["front"].rgb.astype(int) - full["front"].rgb).mean() < 8


def test_it_needs_a_picture(folder: Path) -> None:
    with pytest.raises(ModelsheetError, match="give one"):
        load(folder).draw("a wedge")


def test_the_picture_stands_on_white() -> None:
    rgba = np.array([[(10, 20, 30, 255), (10, 20, 30, 0)]], np.uint8)
    assert on_white(rgba).tolist() == [[[10, 20, 30], [255, 255, 255]]]


def test_the_spec() -> None:
    (spec,) = SPECS
    assert spec.needs == {"picture"}
    assert 3.9e9 < spec.size < 4.1e9
