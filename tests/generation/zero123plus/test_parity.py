"""Runs of Zero123++ against the reference implementation, without and with a ControlNet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    EulerAncestralDiscreteScheduler,
    UNet2DConditionModel,
)
from safetensors.torch import load_file
from tests.generation.tiny import apart
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

from modelsheet.generation._diffusion import Sampling
from modelsheet.generation.zero123plus.pipeline import Condition, Networks, Zero123PlusPipeline
from modelsheet.hub.checkpoints import fill

TOLERANCE = 1e-4


class Run:
    """The reference's model, what went in and what came out."""

    def __init__(self, parity: Path, prefix: str) -> None:
        folder = parity / "zero123plus"
        self.given = load_file(folder / f"{prefix}inputs.safetensors")
        self.wanted = load_file(folder / f"{prefix}outputs.safetensors")
        config = json.loads((folder / "config.json").read_text())
        self.guidance = config["run"]["guidance_scale"]

        def filled(module: torch.nn.Module, name: str, prefix: str = "") -> torch.nn.Module:
            tensors = load_file(folder / f"{name}.safetensors")
            fill(module.state_dict(), {k.removeprefix(prefix): v for k, v in tensors.items()}, name)
            return module.eval().requires_grad_(False)

        text = CLIPTextModel(CLIPTextConfig(**config["text_encoder"]))
        vision = CLIPVisionModelWithProjection(CLIPVisionConfig(**config["vision_encoder"]))
        schedule = {k: v for k, v in config["scheduler"].items() if k != "class_name"}
        controlnet = filled(ControlNetModel(**config["controlnet"]), "controlnet") if prefix else None
        networks = Networks(
            unet=filled(UNet2DConditionModel(**config["unet"]), "weights"),
            vae=filled(AutoencoderKL(**config["vae"]), "vae"),
            text_encoder=filled(text, "text_encoder", "text_model."),
            tokenizer=CLIPTokenizer.from_pretrained(parity / "mv_adapter" / "sd21" / "base" / "tokenizer"),
            vision_encoder=filled(vision, "vision_encoder"),
            scheduler=EulerAncestralDiscreteScheduler(**schedule | {"timestep_spacing": "linspace"}),
            ramp=config["ramping_coefficients"],
            vae_extractor={},
            clip_extractor={},
            controlnet=controlnet,
        )
        self.pipeline = Zero123PlusPipeline(networks, resolution=64)
        self.pipeline.control_scale = config["run"]["controlnet_scale"]

    def condition(self) -> Condition:
        """The recorded one."""
        control = self.given.get("control_image")
        if control is not None:
            control = control.permute(2, 0, 1)[None] / 127.5 - 1
        return Condition(self.given["condition.latents"], self.given["encoder_hidden_states"], control)


@pytest.fixture(scope="module", params=["", "controlnet_"], ids=["plain", "controlnet"])
def run(request, parity: Path) -> Run:
    return Run(parity, request.param)


@torch.inference_mode()
def test_the_picture_is_encoded(run: Run) -> None:
    vae = run.pipeline.networks.vae
    for name, pixels in (("", run.given["condition.vae_input"]), ("negative_", torch.zeros(1, 3, 64, 64))):
        posterior = vae.encode(pixels).latent_dist
        assert apart(posterior.mean, run.wanted[f"condition.{name}latent_mean"]) < TOLERANCE
        assert apart(posterior.std, run.wanted[f"condition.{name}latent_std"]) < TOLERANCE
    states = run.pipeline.states(run.given["condition.clip_input"])
    assert apart(states, run.given["encoder_hidden_states"]) < TOLERANCE


@torch.inference_mode()
def test_both_passes_of_the_unet(run: Run) -> None:
    pipeline, condition = run.pipeline, run.condition()
    unet, timestep = pipeline.networks.unet, run.given["unet.timestep"]
    with pipeline.memory.writing():
        unet(run.given["reference_pass.sample"], timestep, condition.states)
    kept = {f"reference_pass.states.{path}": states for path, states in pipeline.memory.states.items()}
    assert kept.keys() == {name for name in run.wanted if name.startswith("reference_pass.states.")}
    assert all(apart(states, run.wanted[name]) < TOLERANCE for name, states in kept.items())
    sample = run.given["unet.sample"]
    residuals = pipeline.control_residuals(sample, timestep, condition)
    for number, residual in enumerate(residuals.get("down_block_additional_residuals", ())):
        assert apart(residual, run.wanted[f"controlnet.down{number}"]) < TOLERANCE
    if residuals:
        assert apart(residuals["mid_block_additional_residual"], run.wanted["controlnet.mid"]) < TOLERANCE
    result = unet(sample, timestep, condition.states, **residuals).sample
    assert apart(result, run.wanted["unet.output"]) < TOLERANCE


@torch.inference_mode()
def test_three_steps_and_the_pictures(run: Run, monkeypatch) -> None:
    scheduler, steps = run.pipeline.scheduler, []
    take = scheduler.step

    def step(*given, **named):
        steps.append(take(*given, **named))
        return steps[-1]

    monkeypatch.setattr(scheduler, "step", step)
    recorded = iter([run.given[f"step{number}.reference_noise"] for number in range(3)])
    sampling = Sampling(3, run.guidance, torch.Generator().manual_seed(5))
    latents = run.pipeline.sample(run.given["latents"], run.condition(), sampling, recorded)
    assert apart(scheduler.timesteps.float(), run.wanted["scheduler.timesteps"]) < TOLERANCE
    assert apart(scheduler.sigmas, run.wanted["scheduler.sigmas"]) < TOLERANCE
    for number, own in enumerate(steps):
        assert apart(own.prev_sample, run.wanted[f"step{number}.latents"]) < TOLERANCE
    images = (run.pipeline.decode(latents) / 2 + 0.5).clamp(0, 1)
    assert apart(images, run.wanted["images"]) < TOLERANCE
