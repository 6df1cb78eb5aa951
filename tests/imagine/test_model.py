"""From words to a picture, with tiny random weights in the layout of diffusers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tests.generation import tiny

from modelsheet.errors import ModelsheetError
from modelsheet.imagine.model import Lora, PictureModel
from modelsheet.imagine.spec import SPECS

SIZE = 64


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("pictures")
    return {
        "sd-turbo": tiny.sd21(root / "sd-turbo"),
        "sdxl": tiny.sdxl(root / "my-sdxl"),
        "flux": tiny.flux(root / "flux-schnell"),
    }


@pytest.fixture(scope="module")
def model(folders: dict[str, Path]) -> PictureModel:
    return PictureModel.load(folders["sd-turbo"])


def test_the_seed_and_the_words_decide(model: PictureModel) -> None:
    first = model.draw("a barrel", seed=3, size=SIZE)
    assert first.rgba.shape == (SIZE, SIZE, 4)
    assert (first.rgba[..., 3] == 255).all()
    assert (first.prompt, first.seed, first.model) == ("a barrel", 3, "sd-turbo")
    assert np.array_equal(first.rgba, model.draw("a barrel", seed=3, size=SIZE).rgba)
    assert not np.array_equal(first.rgba, model.draw("a barrel", seed=4, size=SIZE).rgba)
    assert not np.array_equal(first.rgba, model.draw("a tree", seed=3, size=SIZE).rgba)
    plain = model.draw("a barrel", seed=3, size=SIZE, template="plain")
    assert not np.array_equal(first.rgba, plain.rgba)


def test_a_known_model_has_its_own_steps_and_guidance(model: PictureModel) -> None:
    assert model.draw("a barrel", size=SIZE).settings == {
        "steps": 4,
        "guidance_scale": 0.0,
        "template": "object",
    }


def test_any_other_model_has_those_of_its_pipeline(folders: dict[str, Path]) -> None:
    model = PictureModel.load(folders["sdxl"])
    made = model.draw("a barrel", steps=1, size=SIZE)
    assert made.settings["guidance_scale"] == 5.0
    assert made.model == "my-sdxl"
    weaker = model.draw("a barrel", steps=1, size=SIZE, guidance_scale=1.0)
    assert not np.array_equal(made.rgba, weaker.rgba)


def test_flux_draws_too(folders: dict[str, Path]) -> None:
    model = PictureModel.load(folders["flux"])
    made = model.draw("a barrel", seed=3, size=SIZE)
    assert (made.settings["steps"], made.settings["guidance_scale"]) == (4, 0.0)
    assert np.array_equal(made.rgba, model.draw("a barrel", seed=3, size=SIZE).rgba)
    assert not np.array_equal(made.rgba, model.draw("a tree", seed=3, size=SIZE).rgba)
    with pytest.raises(ModelsheetError, match="try 64"):
        model.draw("a barrel", size=72)  # it draws squares of 16 pixels


def test_each_step_is_told_and_may_end_the_drawing(model: PictureModel) -> None:
    steps: list[tuple[int, int]] = []
    model.draw("a barrel", steps=3, size=SIZE, on_step=lambda *step: steps.append(step))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]  # PNDM takes the second of three steps twice

    def stop(step: int, count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.draw("a barrel", steps=3, size=SIZE, on_step=stop)


@pytest.mark.parametrize(("size", "near"), [(67, "64"), (12, "64"), (513, "512")])
def test_a_size_that_does_not_fit_is_told(model: PictureModel, size: int, near: str) -> None:
    with pytest.raises(ModelsheetError, match=f"try {near}"):
        model.draw("a barrel", size=size)


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match="no text-to-image model can be loaded"):
        PictureModel.load(tmp_path)


def lora(folder: Path, folders: dict[str, Path]) -> Path:
    """Save LoRA weights for one attention of the tiny model."""
    from diffusers import UNet2DConditionModel

    unet = UNet2DConditionModel.from_pretrained(folders["sd-turbo"] / "unet", low_cpu_mem_usage=False)
    path = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_v"
    width = unet.get_submodule(path).in_features
    torch.manual_seed(7)
    tensors = {
        f"unet.{path}.lora_A.weight": torch.randn(4, width),
        f"unet.{path}.lora_B.weight": torch.randn(width, 4),
    }
    folder.mkdir()
    save_file(tensors, folder / "style.safetensors")
    return folder


def test_lora_weights_change_the_picture(folders: dict[str, Path], tmp_path: Path, model) -> None:
    pytest.importorskip("peft")
    folder = lora(tmp_path / "style", folders)
    plain = model.draw("a barrel", steps=1, size=SIZE).rgba
    pictures = [
        PictureModel.load(folders["sd-turbo"], loras=[Lora(path, scale)]).draw("a barrel", steps=1, size=SIZE)
        for path, scale in ((folder, 1.0), (folder / "style.safetensors", 0.5), (folder, 0.0))
    ]
    full, half, none = (np.abs(picture.rgba.astype(int) - plain).mean() for picture in pictures)
    assert full > half > none == 0


def test_lora_weights_for_another_model_are_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    pytest.importorskip("peft")
    folder = lora(tmp_path / "style", folders)
    with pytest.raises(ModelsheetError, match="fit this model"):
        PictureModel.load(folders["sdxl"], loras=[Lora(folder)])


def test_lora_weights_that_are_not_there_are_told(
    folders: dict[str, Path], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelsheetError, match="hub"):
        PictureModel.load(folders["sd-turbo"], loras=[Lora(tmp_path)])
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    with pytest.raises(ModelsheetError, match="with just one"):
        PictureModel.load(folders["sd-turbo"], loras=[Lora(tmp_path)])


def test_the_specs_say_what_they_cost() -> None:
    by_name = {spec.model.name: spec for spec in SPECS}
    assert by_name["flux-schnell"].model.commercial == "yes"
    assert by_name["sdxl"].model.commercial == "conditions"
    assert 6.9e9 < by_name["sdxl"].model.size < 7.0e9
    assert by_name["sdxl-turbo"].guidance_scale == 0
