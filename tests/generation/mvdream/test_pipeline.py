"""From words to a sheet, with tiny random weights in the published layout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tests.generation import tiny

from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts
from modelsheet.generation.mvdream import load
from modelsheet.generation.mvdream.cameras import view_cameras
from modelsheet.generation.mvdream.pipeline import MVDreamPipeline
from modelsheet.generation.mvdream.spec import SPECS
from modelsheet.generation.mvdream.weights import stock_config, stock_unet

SETTINGS = {
    "image_size": 8,
    "model_channels": 32,
    "attention_resolutions": [2, 1],
    "num_res_blocks": 1,
    "channel_mult": [1, 2, 2],
    "num_head_channels": 16,
    "context_dim": 32,
}


def authors_names(layers: int) -> dict[str, str]:
    """The authors' names by those of diffusers: all that could be are put through the map."""
    blocks = range(3 * (layers + 1))
    modules = ["time_embed.0", "time_embed.2", "camera_embed.0", "camera_embed.2", "out.0", "out.2"]
    inside = ["in_layers.0", "in_layers.2", "emb_layers.1", "out_layers.0", "out_layers.3", "skip_connection"]
    attention = ["norm", "proj_in", "proj_out", *(f"transformer_blocks.0.norm{i}" for i in (1, 2, 3))]
    for one in ("attn1", "attn2"):
        attention += [f"transformer_blocks.0.{one}.{part}" for part in ("to_q", "to_k", "to_v", "to_out.0")]
    attention += ["transformer_blocks.0.ff.net.0.proj", "transformer_blocks.0.ff.net.2"]
    places = [f"{side}put_blocks.{block}" for side in ("in", "out") for block in blocks]
    modules += [f"{place}.0.{part}" for place in [*places, "middle_block"] for part in inside]
    modules += [f"{place}.1.{part}" for place in [*places, "middle_block"] for part in attention]
    modules += [f"middle_block.2.{part}" for part in inside]
    modules += [f"input_blocks.{block}.0.op" for block in blocks]
    modules += [f"output_blocks.{block}.{part}.conv" for block in blocks for part in (1, 2)]
    modules.append("input_blocks.0.0")
    names = [f"{module}.{kind}" for module in modules for kind in ("weight", "bias")]
    return {next(iter(stock_unet({name: torch.empty(0)}, layers))): name for name in names}


def save(folder: Path) -> Path:
    """Save a MVDream in this folder."""
    from diffusers import DDIMScheduler, UNet2DConditionModel

    from modelsheet.generation.mvdream.weights import PUBLISHED, SCHEDULE

    tiny.write_index(folder)
    torch.manual_seed(5)
    unet = UNet2DConditionModel(8, **stock_config(PUBLISHED | SETTINGS))
    names = authors_names(SETTINGS["num_res_blocks"])
    (folder / "unet").mkdir()
    (folder / "unet" / "config.json").write_text(json.dumps(SETTINGS))
    tensors = {names[name]: tensor.contiguous() for name, tensor in unet.state_dict().items()}
    save_file(tensors, folder / "unet" / "diffusion_pytorch_model.safetensors")
    tiny.vae().save_pretrained(folder / "vae")
    tiny.text_encoder().save_pretrained(folder / "text_encoder")
    tiny.tokenizer().save_pretrained(folder / "tokenizer")
    DDIMScheduler(**SCHEDULE).save_pretrained(folder / "scheduler")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("mvdream"))


def test_a_sheet_of_four_views(folder: Path) -> None:
    generator, seen = load(folder), []
    sheet = generator.draw("a barrel", steps=2, on_step=lambda step, count, make: seen.append(make()))
    assert [view.name for view in sheet] == ["front", "right", "back", "left"]
    assert [view.camera for view in sheet] == list(view_cameras(64).values())
    assert not sheet.has_depth
    assert len(seen) == 2
    same = generator.draw("a barrel", steps=2)
    assert all(np.array_equal(a.rgb, b.rgb) for a, b in zip(sheet, same, strict=True))
    for changed in ({"seed": 1}, {"guidance_scale": 1.0}):
        other = generator.draw("a barrel", steps=2, **changed)
        assert not np.array_equal(sheet["front"].rgb, other["front"].rgb)
    assert not np.array_equal(sheet["front"].rgb, generator.draw("a tree", steps=2)["front"].rgb)


def test_half_precision_serves(folder: Path) -> None:
    half = MVDreamPipeline.from_folder(folder, device="cpu", dtype=torch.bfloat16).draw("a barrel", steps=2)
    full = load(folder).draw("a barrel", steps=2)
    assert np.abs(half["front"].rgb.astype(int) - full["front"].rgb).mean() < 8


def test_a_picture_is_refused(folder: Path, wedge_sheet) -> None:
    with pytest.raises(ModelsheetError, match="words alone"):
        load(folder).draw("a barrel", known=KnownParts.colors(wedge_sheet))


def test_a_missing_part_is_told(folder: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(copy / "vae")
    with pytest.raises(ModelsheetError, match="no vae: download"):
        load(copy)


def test_the_spec_counts_what_is_downloaded() -> None:
    (spec,) = SPECS
    assert 2.5e9 < spec.size < 2.7e9
    assert spec.commercial == "conditions"
