"""A run of ImageDream against the reference implementation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, DDIMScheduler
from safetensors.torch import load_file
from tests.generation.tiny import apart, full_list

from modelsheet.errors import ModelsheetError
from modelsheet.generation._diffusion import Sampling, decode_pictures
from modelsheet.generation.imagedream.pipeline import Condition, ImageDreamPipeline, Networks
from modelsheet.generation.imagedream.weights import load_unet
from modelsheet.generation.mvdream.cameras import camera_numbers
from modelsheet.generation.mvdream.weights import PUBLISHED, UNET
from modelsheet.hub.checkpoints import fill

TOLERANCE = 1e-4


class Run:
    """The reference's model, what went in and what came out."""

    def __init__(self, parity: Path) -> None:
        folder = parity / "imagedream"
        self.given, self.wanted = (load_file(folder / f"{kind}puts.safetensors") for kind in ("in", "out"))
        config = json.loads((folder / "config.json").read_text())
        published = load_file(folder / "weights.safetensors")
        tensors = {name.removeprefix(UNET): tensor for name, tensor in published.items()}
        unet, resampler = load_unet(tensors, config["original_style"], 8, torch.float32, "weights")
        vae = AutoencoderKL(**config["vae"])
        fill(vae.state_dict(), load_file(folder / "vae.safetensors"), "vae")
        schedule = {k: v for k, v in config["scheduler"].items() if k != "class_name"}
        self.pipeline = ImageDreamPipeline(
            Networks(unet, resampler, vae.eval(), None, None, None, {}, DDIMScheduler(**schedule))
        )
        self.guidance = config["run"]["guidance_scale"]

    def condition(self) -> Condition:
        """The recorded one."""
        tokens = self.pipeline.picture_tokens(self.given["image_states"])
        tokens = torch.cat([self.given["unet.context"][[0, -1]], tokens], 1)
        return Condition(tokens, self.given["image_latents"], self.given["unet.camera"][:4])


@pytest.fixture(scope="module")
def run(parity: Path) -> Run:
    return Run(parity)


def test_the_cameras(run: Run) -> None:
    np.testing.assert_allclose(camera_numbers(5.0), run.wanted["camera.imagedream"][:4], atol=1e-6)


@torch.inference_mode()
def test_the_tokens_of_a_picture_and_of_none(run: Run) -> None:
    none, tokens = run.pipeline.picture_tokens(run.given["image_states"])
    assert apart(tokens[None], run.wanted["image_tokens"]) < TOLERANCE
    assert apart(none[None], run.wanted["image_tokens_of_zeros"]) < TOLERANCE


@torch.inference_mode()
def test_one_call_of_the_unet(run: Run) -> None:
    tokens = torch.cat([run.given["unet.context"], run.pipeline.networks.resampler(run.given["unet.ip"])], 1)
    sample = run.given["unet.x"].clone()
    sample[[4, 9]] = run.given["unet.ip_img"]
    call = (sample, run.given["unet.timesteps"], tokens)
    result = run.pipeline.networks.unet(*call, class_labels=run.given["unet.camera"]).sample
    assert apart(result, run.wanted["unet.output"]) < TOLERANCE


@torch.inference_mode()
def test_four_steps_and_the_pictures(run: Run, monkeypatch) -> None:
    scheduler, steps = run.pipeline.networks.scheduler, []
    take = scheduler.step

    def step(*given, **named):
        steps.append(take(*given, **named))
        return steps[-1]

    monkeypatch.setattr(scheduler, "step", step)
    sampling = Sampling(4, run.guidance, torch.Generator())
    latents = run.pipeline.sample(run.given["latents"], run.condition(), sampling)
    for number, own in enumerate(steps):
        assert apart(own.prev_sample, run.wanted[f"step{number}.latents"]) < TOLERANCE
    images = (decode_pictures(run.pipeline.networks.vae, latents) / 2 + 0.5).clamp(0, 1)
    assert apart(images[:4], run.wanted["images"][:4]) < TOLERANCE


def test_every_tensor_of_the_published_unet_has_its_place(parity: Path) -> None:
    tensors = full_list(parity / "imagedream" / "keys-full-diffusers-port.txt")
    unet, resampler = load_unet(tensors, PUBLISHED, 32, torch.float32, "the list")
    assert len(unet.state_dict()) + len(resampler.state_dict()) == len(tensors)
    with pytest.raises(ModelsheetError, match="1 missing"):
        load_unet(dict(list(tensors.items())[1:]), PUBLISHED, 32, torch.float32, "the list")
