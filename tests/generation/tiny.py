"""Diffusion models of the usual layout with tiny random weights, and the published goldens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

SIDE = 64  # pixels a side of what they draw
_LEVELS = (16, 32, 32, 32)
_TEXT_WIDTH = 32
_FLUX_LATENTS = 16


def golden(name: str) -> dict[str, torch.Tensor]:
    """The small goldens that lie beside the tests; `golden/README.md` says where they come from."""
    from safetensors.torch import load_file

    return load_file(Path(__file__).parent / "golden" / f"{name}.safetensors")


def full_list(path: Path, prefix: str = "") -> dict[str, torch.Tensor]:
    """A list of published tensors, as tensors without contents; those under the prefix, named without it."""
    tensors = {}
    for line in path.read_text().splitlines():
        if not line.startswith("#"):
            name, shape = line.split("\t")
            sizes = [] if shape == "scalar" else [int(size) for size in shape.split("x")]
            if name.startswith(prefix):
                tensors[name.removeprefix(prefix)] = torch.empty(sizes, device="meta")
    return tensors


def apart(a: torch.Tensor, b: torch.Tensor) -> float:
    """The largest difference."""
    assert a.shape == b.shape
    return float((a.double() - b.double()).abs().max())


def tokenizer() -> Any:
    """A tokenizer of single bytes."""
    from transformers import CLIPTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    letters = list(bytes_to_unicode().values())
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={word: number for number, word in enumerate(words)}, merges=[], model_max_length=77
    )


def text_encoder(width: int = _TEXT_WIDTH, projected: bool = False) -> Any:
    """A text encoder of two layers."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=514,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=width,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    torch.manual_seed(1)
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def vae() -> Any:
    """Eight pixels to a latent."""
    from diffusers import AutoencoderKL

    torch.manual_seed(2)
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        norm_num_groups=4,
    )


def unet(**options: Any) -> Any:
    """The UNet of Stable Diffusion 2.1, narrow."""
    from diffusers import UNet2DConditionModel

    usual = {
        "sample_size": SIDE // 8,
        "block_out_channels": _LEVELS,
        "layers_per_block": 1,
        "norm_num_groups": 8,
        "cross_attention_dim": _TEXT_WIDTH,
        "attention_head_dim": (2, 4, 4, 4),
        "use_linear_projection": True,
    }
    torch.manual_seed(3)
    return UNet2DConditionModel(**(usual | options))


def sd21(folder: Path) -> Path:
    """Save a Stable Diffusion 2.1 in this folder."""
    from diffusers import PNDMScheduler, StableDiffusionPipeline

    scheduler = PNDMScheduler(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, skip_prk_steps=True, steps_offset=1
    )
    StableDiffusionPipeline(
        vae=vae(),
        text_encoder=text_encoder(),
        tokenizer=tokenizer(),
        unet=unet(),
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)
    return folder


def sdxl(folder: Path) -> Path:
    """Save a Stable Diffusion XL in this folder."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    net = unet(
        block_out_channels=_LEVELS[:3],
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 4, 4),
        transformer_layers_per_block=(1, 1, 2),
        cross_attention_dim=2 * _TEXT_WIDTH,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=_TEXT_WIDTH + 6 * 8,
    )
    StableDiffusionXLPipeline(
        vae=vae(),
        text_encoder=text_encoder(),
        text_encoder_2=text_encoder(projected=True),
        tokenizer=tokenizer(),
        tokenizer_2=tokenizer(),
        unet=net,
        scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012),
    ).save_pretrained(folder)
    return folder


def flux(folder: Path) -> Path:
    """Save a FLUX in this folder."""
    from diffusers import (
        AutoencoderKL,
        FlowMatchEulerDiscreteScheduler,
        FluxPipeline,
        FluxTransformer2DModel,
    )
    from transformers import T5Config, T5EncoderModel, T5Tokenizer

    torch.manual_seed(4)
    transformer = FluxTransformer2DModel(
        in_channels=4 * _FLUX_LATENTS,  # squares of two latents a side
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_TEXT_WIDTH,
        pooled_projection_dim=_TEXT_WIDTH,
        axes_dims_rope=(4, 6, 6),
    )
    letters = [(chr(code), -2.0) for code in range(33, 127)]
    words = T5Tokenizer(
        vocab=[("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), *letters], extra_ids=0
    )
    config = T5Config(
        vocab_size=128, d_model=_TEXT_WIDTH, d_kv=16, d_ff=2 * _TEXT_WIDTH, num_layers=2, num_heads=2
    )
    decoder = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        norm_num_groups=4,
        latent_channels=_FLUX_LATENTS,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )
    FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=decoder,
        text_encoder=text_encoder(),
        tokenizer=tokenizer(),
        text_encoder_2=T5EncoderModel(config),
        tokenizer_2=words,
        transformer=transformer,
    ).save_pretrained(folder)
    return folder


def write_index(folder: Path, **entries: Any) -> Path:
    """Write `model_index.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps(entries))
    return folder
