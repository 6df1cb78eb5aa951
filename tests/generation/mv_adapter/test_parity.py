"""Whole runs of MV-Adapter against the reference implementation, from its published layouts."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tests.generation.tiny import SIDE, apart, full_list

from modelsheet.errors import ModelsheetError
from modelsheet.generation._diffusion import Sampling, decode_pictures
from modelsheet.generation.mv_adapter.pipeline import MvAdapterPipeline
from modelsheet.generation.mv_adapter.weights import add_adapter

TOLERANCE = 1e-4
VIEWS = 6
RUNS = [(family, variant) for family in ("sdxl", "sd21") for variant in ("t2mv", "i2mv", "tg2mv", "ig2mv")]


class Run:
    """One run of the reference: its model, what went in and what came out."""

    def __init__(self, family: Path, variant: str) -> None:
        folder = family / variant
        self.given = load_file(folder / "inputs.safetensors")
        self.wanted = load_file(folder / "outputs.safetensors")
        self.takes_picture = variant.startswith("i")
        self.pipeline = MvAdapterPipeline.from_folders(
            family / "base",
            folder / "weights.safetensors",
            paints="g2" in variant,
            resolution=SIDE,
            device="cpu",
            dtype=torch.float32,
        )
        self.text = self.pipeline.encode_text("a small red robot")


@pytest.fixture(scope="module", params=RUNS, ids="-".join)
def run(request, parity: Path) -> Run:
    family, variant = request.param
    return Run(parity / "mv_adapter" / family, variant)


def reference(run: Run, generator: torch.Generator) -> dict[str, torch.Tensor] | None:
    """What the self-attentions keep of the golden picture; draws from the generator as the run did."""
    if not run.takes_picture:
        return None
    latents = run.pipeline.encode_reference(run.given["reference_image"].numpy(), generator)
    assert apart(latents, run.given["reference_latents"]) < TOLERANCE
    return run.pipeline.reference_states(run.given["reference_latents"], run.text)


@torch.inference_mode()
def test_text_is_encoded(run: Run) -> None:
    rows = run.text.rows(VIEWS)
    assert apart(rows["encoder_hidden_states"], run.given["unet.encoder_hidden_states"]) < TOLERANCE
    for name, values in rows["added_cond_kwargs"].items():
        assert apart(values, run.given[f"unet.{name}"]) < TOLERANCE


@torch.inference_mode()
def test_the_reference_pass_keeps_what_each_attention_saw(run: Run) -> None:
    states = reference(run, torch.Generator().manual_seed(0)) or {}
    wanted = {
        name.removeprefix("reference_states."): tensor
        for name, tensor in run.wanted.items()
        if name.startswith("reference_states.")
    }
    assert states.keys() == wanted.keys()
    assert all(apart(states[name], wanted[name]) < TOLERANCE for name in wanted)


@torch.inference_mode()
def test_one_call_of_the_unet(run: Run) -> None:
    pipeline = run.pipeline
    features = pipeline.control_features(run.given["control_image"])
    for number, feature in enumerate(features):
        assert apart(feature, run.wanted[f"adapter.feature{number}"]) < TOLERANCE
    pipeline.exchange.reference = reference(run, torch.Generator().manual_seed(0))
    call = (run.given["unet.sample"], run.given["unet.timestep"])
    rows = run.text.rows(VIEWS)
    without = pipeline.base.unet(*call, **rows).sample
    assert apart(without, run.wanted["unet.output_without_adapter_features"]) < TOLERANCE
    full = pipeline.base.unet(*call, down_intrablock_additional_residuals=features, **rows).sample
    assert apart(full, run.wanted["unet.output"]) < TOLERANCE


@torch.inference_mode()
def test_the_views_exchange_can_be_told_from_none(run: Run, monkeypatch) -> None:
    pipeline = run.pipeline
    processor = "modelsheet.generation.mv_adapter.attention.MultiViewAttention.across_views"
    monkeypatch.setattr(processor, lambda own, x, heads: torch.zeros_like(x))
    pipeline.exchange.reference = reference(run, torch.Generator().manual_seed(0))
    features = pipeline.control_features(run.given["control_image"])
    call = (run.given["unet.sample"], run.given["unet.timestep"])
    result = pipeline.base.unet(
        *call, down_intrablock_additional_residuals=features, **run.text.rows(VIEWS)
    ).sample
    assert apart(result, run.wanted["unet.output_mv_scale_0"]) < TOLERANCE


@torch.inference_mode()
def test_three_steps_and_the_pictures(run: Run, monkeypatch) -> None:
    pipeline, generator = run.pipeline, torch.Generator().manual_seed(0)
    pipeline.exchange.reference = reference(run, generator)
    scheduler, steps = pipeline.base.scheduler, []
    take = scheduler.step

    def step(*given, **named):
        steps.append(take(*given, **named))
        return steps[-1]

    monkeypatch.setattr(scheduler, "step", step)
    guidance = 3.0 if run.takes_picture else 7.0
    assert guidance == pipeline.guidance_scale
    sampling = Sampling(3, guidance, generator)
    latents = pipeline.sample(run.given["latents"], run.given["control_image"], run.text, sampling)
    for number, own in enumerate(steps):
        assert apart(own.prev_sample, run.wanted[f"step{number}.latents"]) < TOLERANCE
    assert apart(scheduler.timesteps.float(), run.wanted["scheduler.timesteps"]) < TOLERANCE
    images = (decode_pictures(pipeline.base.vae, latents) / 2 + 0.5).clamp(0, 1)
    assert apart(images, run.wanted["images"]) < TOLERANCE


@pytest.mark.parametrize(("family", "variant"), RUNS)
def test_every_tensor_of_the_published_file_has_its_place(parity: Path, family: str, variant: str) -> None:
    import json

    from diffusers import UNet2DConditionModel

    folder = parity / "mv_adapter" / family
    published = json.loads((folder / "config.json").read_text())["published"]["unet"]
    with torch.device("meta"):
        unet = UNet2DConditionModel(**published)
    tensors = full_list(folder / f"keys-full-{variant.replace('g2', '2')}.txt")
    encoder, _, takes_picture = add_adapter(unet, tensors, "the list")  # raises unless all fit
    assert takes_picture == variant.startswith("i")
    filled = {name for name in unet.state_dict() if ".processor." in name} | set(encoder.state_dict())
    assert filled == set(tensors)
    with pytest.raises(ModelsheetError, match="1 missing"):
        add_adapter(unet, dict(list(tensors.items())[1:]), "the list")
