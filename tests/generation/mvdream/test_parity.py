"""A run of MVDream against the reference implementation."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from safetensors.torch import load_file
from tests.generation.tiny import apart
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from modelsheet.generation._diffusion import Sampling, decode_pictures
from modelsheet.generation.mvdream.attention import join_views
from modelsheet.generation.mvdream.pipeline import MVDreamPipeline
from modelsheet.generation.mvdream.weights import UNET, stock_config, stock_unet
from modelsheet.hub.checkpoints import assemble, fill

TOLERANCE = 1e-4


class Run:
    """The reference's model, what went in and what came out."""

    def __init__(self, parity: Path) -> None:
        folder = parity / "mvdream"
        self.given, self.wanted = (load_file(folder / f"{kind}puts.safetensors") for kind in ("in", "out"))
        config = json.loads((folder / "config.json").read_text())
        original, single = config["original_style"], torch.float32
        published = load_file(folder / "weights.safetensors")
        tensors = {name.removeprefix(UNET): tensor for name, tensor in published.items()}
        tensors = stock_unet(tensors, original["num_res_blocks"])
        unet = assemble(lambda: UNet2DConditionModel(8, **stock_config(original)), tensors, single, "unet")
        vae = AutoencoderKL(**config["vae"])
        fill(vae.state_dict(), load_file(folder / "vae.safetensors"), "vae")
        text = CLIPTextModel(CLIPTextConfig(**config["text_encoder"]))
        named = load_file(folder / "text_encoder.safetensors")
        fill(text.state_dict(), {k.removeprefix("text_model."): v for k, v in named.items()}, "text")
        tokenizer = CLIPTokenizer.from_pretrained(parity / "mv_adapter" / "sd21" / "base" / "tokenizer")
        schedule = {k: v for k, v in config["scheduler"].items() if k != "class_name"}
        self.pipeline = MVDreamPipeline(unet, vae.eval(), text.eval(), tokenizer, DDIMScheduler(**schedule))
        self.settings = config["run"]


@pytest.fixture(scope="module")
def run(parity: Path) -> Run:
    return Run(parity)


@torch.inference_mode()
def test_text_is_encoded(run: Run) -> None:
    states = run.pipeline.encode_text([run.settings["negative_prompt"], run.settings["prompt"]])
    assert apart(states.repeat_interleave(4, 0), run.given["unet.context"]) < TOLERANCE


@torch.inference_mode()
def test_one_call_of_the_unet(run: Run) -> None:
    call = (run.given[f"unet.{name}"] for name in ("x", "timesteps", "context"))
    result = run.pipeline.unet(*call, class_labels=run.given["unet.camera"]).sample
    assert apart(result, run.wanted["unet.output"]) < TOLERANCE


@torch.inference_mode()
def test_one_view_without_a_camera_is_plain_stable_diffusion(run: Run) -> None:
    unet = copy.deepcopy(run.pipeline.unet)
    join_views(unet, 1)
    unet.class_embedding.linear_2.weight.zero_()
    unet.class_embedding.linear_2.bias.zero_()
    call = (run.given[f"unet.{name}"] for name in ("x", "timesteps", "context"))
    result = unet(*call, class_labels=run.given["unet.camera"]).sample
    assert apart(result, run.wanted["unet.output_one_frame_no_camera"]) < TOLERANCE


@torch.inference_mode()
def test_four_steps_and_the_pictures(run: Run, monkeypatch) -> None:
    scheduler, steps = run.pipeline.scheduler, []
    take = scheduler.step

    def step(*given, **named):
        steps.append(take(*given, **named))
        return steps[-1]

    monkeypatch.setattr(scheduler, "step", step)
    sampling = Sampling(4, run.settings["guidance_scale"], torch.Generator())
    states = run.given["unet.context"][[0, -1]]
    cameras = run.given["unet.camera"][:4]
    latents = run.pipeline.sample(run.given["latents"], states, cameras, sampling)
    for number, own in enumerate(steps):
        assert apart(own.prev_sample, run.wanted[f"step{number}.latents"]) < TOLERANCE
    images = (decode_pictures(run.pipeline.vae, latents) / 2 + 0.5).clamp(0, 1)
    assert apart(images, run.wanted["images"]) < TOLERANCE
