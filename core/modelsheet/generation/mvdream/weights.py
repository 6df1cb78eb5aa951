"""Published weights of MVDream into the stock networks of diffusers and transformers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

from ...errors import ModelsheetError

PUBLISHED: dict[str, Any] = {  # the UNet's settings as its authors name them
    "in_channels": 4,
    "out_channels": 4,
    "model_channels": 320,
    "attention_resolutions": [4, 2, 1],
    "num_res_blocks": 2,
    "channel_mult": [1, 2, 4, 4],
    "num_head_channels": 64,
    "context_dim": 1024,
    "camera_dim": 16,
}
VAE_CONFIG: dict[str, Any] = {  # that of Stable Diffusion
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
}
TEXT_CONFIG = {  # OpenCLIP ViT-H-14 without its last layer, as in Stable Diffusion 2.1
    "vocab_size": 49408,
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 23,
    "num_attention_heads": 16,
    "hidden_act": "gelu",
}
SCHEDULE = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
    "clip_sample": False,
    "set_alpha_to_one": False,
}
UNET, VAE, TEXT = "model.diffusion_model.", "first_stage_model.", "cond_stage_model.model."

# not needed to draw: the noise schedule, and of the text tower the last layer and what follows it
_UNUSED = re.compile(
    r"(sqrt_|log_)?(one_minus_)?(recip_|recipm1_)?(alphas_cumprod(_prev)?|betas)"
    r"|posterior_(variance|log_variance_clipped|mean_coef[12])"
    r"|cond_stage_model\.model\.(logit_scale|text_projection|transformer\.resblocks\.23\..*)"
)
_TOP = {
    "time_embed.0": "time_embedding.linear_1",
    "time_embed.2": "time_embedding.linear_2",
    "camera_embed.0": "class_embedding.linear_1",
    "camera_embed.2": "class_embedding.linear_2",
    "input_blocks.0.0": "conv_in",
    "middle_block.1": "mid_block.attentions.0",
    "out.0": "conv_norm_out",
    "out.2": "conv_out",
}
_RESNET = {
    "in_layers.0": "norm1",
    "in_layers.2": "conv1",
    "emb_layers.1": "time_emb_proj",
    "out_layers.0": "norm2",
    "out_layers.3": "conv2",
    "skip_connection": "conv_shortcut",
}


def stock_config(original: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of diffusers' UNet for those of the authors' UNet."""
    channels = [original["model_channels"] * factor for factor in original["channel_mult"]]
    attends = [2**level in original["attention_resolutions"] for level in range(len(channels))]
    return {
        "in_channels": original["in_channels"],
        "out_channels": original["out_channels"],
        "block_out_channels": channels,
        "layers_per_block": original["num_res_blocks"],
        "down_block_types": ["CrossAttnDownBlock2D" if has else "DownBlock2D" for has in attends],
        "up_block_types": ["CrossAttnUpBlock2D" if has else "UpBlock2D" for has in reversed(attends)],
        "attention_head_dim": [count // original["num_head_channels"] for count in channels],
        "cross_attention_dim": original["context_dim"],
        "use_linear_projection": True,
        "class_embed_type": "projection",
        "projection_class_embeddings_input_dim": original["camera_dim"],
    }


def stock_unet(tensors: Mapping[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """The UNet's tensors, their names without prefix, under diffusers' names; layers: resnets per level.

    A tensor that the map doesn't know keeps its name, so that `checkpoints.fill` complains of it.
    """
    return {_stock_name(name, layers): tensor for name, tensor in tensors.items()}


def split_checkpoint(
    tensors: Mapping[str, torch.Tensor], source: Path | str
) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """The authors' one file as tensors of the UNet (renamed), the VAE and the text encoder.

    Raises ModelsheetError when it holds anything else.
    """
    parts: dict[str, dict[str, torch.Tensor]] = {UNET: {}, VAE: {}, TEXT: {}}
    strange = []
    for name, tensor in tensors.items():
        prefix = next((prefix for prefix in parts if name.startswith(prefix)), None)
        if _UNUSED.fullmatch(name):
            continue
        if prefix:
            parts[prefix][name] = tensor
        else:
            strange.append(name)
    if strange:
        raise ModelsheetError("weights-other", source=source, tensors=f"unknown: {strange[0]}")
    unet = {name.removeprefix(UNET): tensor for name, tensor in parts[UNET].items()}
    unet = stock_unet(unet, PUBLISHED["num_res_blocks"])
    return unet, _stock_vae(parts[VAE], source), _stock_text(parts[TEXT])


def _stock_name(name: str, layers: int) -> str:
    module, _, kind = name.rpartition(".")
    if module in _TOP:
        return f"{_TOP[module]}.{kind}"
    if match := re.match(r"middle_block\.([012])\.(.*)", name):
        number, rest = int(match[1]), match[2]
        block = "attentions.0" if number == 1 else f"resnets.{number // 2}"
        return f"mid_block.{block}.{rest if number == 1 else _resnet_name(rest)}"
    match = re.match(r"(input|output)_blocks\.(\d+)\.(\d+)\.(.*)", name)
    if not match:
        return name
    where, index, part, rest = match[1], int(match[2]), int(match[3]), match[4]
    # input block 0 is conv_in; then, level by level, the resnets and one downsampler
    level, layer = divmod(index - (where == "input"), layers + 1)
    side = "down" if where == "input" else "up"
    if rest.startswith("op."):
        return f"down_blocks.{level}.downsamplers.0.conv.{rest[3:]}"
    if rest.startswith("conv."):
        return f"up_blocks.{level}.upsamplers.0.conv.{rest[5:]}"
    if part == 0:
        return f"{side}_blocks.{level}.resnets.{layer}.{_resnet_name(rest)}"
    return f"{side}_blocks.{level}.attentions.{layer}.{rest}"


def _resnet_name(rest: str) -> str:
    module, _, kind = rest.rpartition(".")
    return f"{_RESNET.get(module, module)}.{kind}"


def _stock_vae(tensors: Mapping[str, torch.Tensor], source: Path | str) -> dict[str, torch.Tensor]:
    from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint

    stock = convert_ldm_vae_checkpoint(dict(tensors), VAE_CONFIG)
    if len(stock) != len(tensors):
        unknown = f"{len(tensors) - len(stock)} unknown: {VAE}*"
        raise ModelsheetError("weights-other", source=source, tensors=unknown)
    return stock


def _stock_text(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    from diffusers.loaders.single_file_utils import convert_open_clip_checkpoint

    width = next((len(tensor) for name, tensor in tensors.items() if name.endswith("ln_final.weight")), 0)
    model = SimpleNamespace(config=SimpleNamespace(hidden_size=width))  # all that is asked of it
    stock = convert_open_clip_checkpoint(model, dict(tensors), prefix=TEXT)
    return {name.removeprefix("text_model."): tensor for name, tensor in stock.items()}
