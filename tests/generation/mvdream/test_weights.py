"""Published layouts of MVDream into stock networks."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from tests.generation.tiny import full_list

from modelsheet.errors import ModelsheetError
from modelsheet.generation.mvdream.weights import (
    PUBLISHED,
    TEXT_CONFIG,
    VAE_CONFIG,
    split_checkpoint,
    stock_config,
    stock_unet,
)
from modelsheet.hub.checkpoints import assemble, fill


def unet() -> UNet2DConditionModel:
    with torch.device("meta"):
        return UNet2DConditionModel(32, **stock_config(PUBLISHED))


def test_every_tensor_of_the_diffusers_folder_has_its_place(parity: Path) -> None:
    tensors = full_list(parity / "mvdream" / "keys-full-diffusers-port.txt")
    stock = stock_unet(tensors, PUBLISHED["num_res_blocks"])
    assert len(stock) == len(tensors)
    fill(unet().state_dict(), stock, "the list")
    with pytest.raises(ModelsheetError, match="1 missing"):
        fill(unet().state_dict(), dict(list(stock.items())[1:]), "the list")


def test_every_tensor_of_the_authors_file_has_its_place(parity: Path) -> None:
    from transformers import CLIPTextConfig, CLIPTextModel

    tensors = full_list(parity / "mvdream" / "keys-full.txt")
    own, vae, text = split_checkpoint(tensors, "the list")
    fill(unet().state_dict(), own, "the list")
    with torch.device("meta"):
        fill(AutoencoderKL(**VAE_CONFIG).state_dict(), vae, "the list")
        fill(CLIPTextModel(CLIPTextConfig(**TEXT_CONFIG)).state_dict(), text, "the list")


def test_a_tensor_of_something_else_is_refused() -> None:
    with pytest.raises(ModelsheetError, match="unknown: control_model"):
        split_checkpoint({"control_model.weight": torch.ones(1)}, "a file")


def test_an_unknown_tensor_of_the_unet_is_refused() -> None:
    tensors = stock_unet({"input_blocks.0.0.weight": torch.ones(1), "extra.weight": torch.ones(1)}, 2)
    with pytest.raises(ModelsheetError, match=r"unknown \(extra\.weight\)"):
        assemble(unet, tensors, torch.float32, "a file")
