"""Weights that fit, and weights that do not."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tests.generation import tiny
from torch import nn

from modelsheet.errors import ModelsheetError
from modelsheet.hub.checkpoints import fill, load_component, load_pipeline, read_tensors


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.sd21(tmp_path_factory.mktemp("models") / "sd21")


def test_names_and_shapes_must_agree() -> None:
    layer = nn.Linear(2, 3)
    tensors = {"weight": torch.ones(3, 2), "bias": torch.ones(3)}
    fill(layer.state_dict(), tensors, "a file")
    assert (layer.weight == 1).all()
    with pytest.raises(ModelsheetError, match=r"a file .*tensors 1 missing \(bias\)"):
        fill(layer.state_dict(), {"weight": tensors["weight"]}, "a file")
    with pytest.raises(ModelsheetError, match=r"1 unknown \(scale\)"):
        fill(layer.state_dict(), tensors | {"scale": torch.ones(1)}, "a file")
    with pytest.raises(ModelsheetError, match=r"1 of another shape \(weight\)"):
        fill(layer.state_dict(), tensors | {"weight": torch.ones(2, 3)}, "a file")


def test_a_checkpoint_is_read_without_running_it(tmp_path: Path) -> None:
    torch.save({"state_dict": {"weight": torch.ones(2)}, "step": 3}, tmp_path / "a.ckpt")
    assert list(read_tensors(tmp_path / "a.ckpt")) == ["weight"]
    torch.save({"weight": Path("evil")}, tmp_path / "b.pt")  # any object but tensors and plain values
    with pytest.raises(ModelsheetError, match=r"b\.pt can't be loaded"):
        read_tensors(tmp_path / "b.pt")
    (tmp_path / "c.safetensors").write_bytes(b"damaged")
    with pytest.raises(ModelsheetError, match=r"c\.safetensors can't be loaded"):
        read_tensors(tmp_path / "c.safetensors")
    with pytest.raises(ModelsheetError, match="has no"):
        read_tensors(tmp_path / "d.safetensors")


@pytest.mark.parametrize(
    ("part", "library", "name"),
    [("unet", "diffusers", "UNet2DConditionModel"), ("text_encoder", "transformers", "CLIPTextModel")],
)
def test_half_precision_files_serve_as_well(
    folder: Path, tmp_path: Path, part: str, library: str, name: str
) -> None:
    kind = getattr(importlib.import_module(library), name)
    load_component(kind, folder / part, torch.float16).save_pretrained(tmp_path)
    (weights,) = tmp_path.glob("*.safetensors")
    weights.rename(tmp_path / f"{weights.stem}.fp16.safetensors")  # as they are published
    assert load_component(kind, tmp_path, torch.float32).dtype == torch.float32


def test_a_component_with_a_tensor_too_few_is_refused(folder: Path, tmp_path: Path) -> None:
    from diffusers import UNet2DConditionModel

    tensors = load_file(folder / "unet" / "diffusion_pytorch_model.safetensors")
    del tensors["conv_in.weight"]
    save_file(tensors, tmp_path / "diffusion_pytorch_model.safetensors", {"format": "pt"})
    (tmp_path / "config.json").write_text((folder / "unet" / "config.json").read_text())
    with pytest.raises(ModelsheetError, match=r"1 missing \(conv_in\.weight\)"):
        load_component(UNet2DConditionModel, tmp_path, torch.float32)


def test_a_pipeline_without_a_part_is_refused(folder: Path, tmp_path: Path) -> None:
    assert load_pipeline(folder, torch.float32).unet.dtype == torch.float32
    index = json.loads((folder / "model_index.json").read_text())
    empty = tiny.write_index(tmp_path, **index)
    with pytest.raises(ModelsheetError, match="no scheduler"):
        load_pipeline(empty, torch.float32)
