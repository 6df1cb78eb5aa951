"""The adapter's file into the UNet and the condition encoder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import T2IAdapter

from ...hub.checkpoints import fill, quiet, read_tensors
from .attention import Exchange, install
from .cameras import AZIMUTHS


def load_adapter(path: Path, unet: Any, columns: bool = False) -> tuple[T2IAdapter, Exchange, bool]:
    """What a published adapter file adds to a UNet, on its device and in its precision.

    columns: whether it is one that paints a mesh, whose views look at each other by columns, too. Gives the
    condition encoder, what the self-attentions share, and whether they look at a picture. Raises
    ModelsheetError unless every tensor of the file has its place.
    """
    return add_adapter(unet, read_tensors(path), path, columns)


def add_adapter(
    unet: Any, tensors: Mapping[str, torch.Tensor], source: Path | str, columns: bool = False
) -> tuple[T2IAdapter, Exchange, bool]:
    """See `load_adapter`; source: where the tensors come from, for the error."""
    takes_picture = any(".to_q_ref." in name for name in tensors)
    names = (re.match(r"adapter\.body\.0\.resnets\.(\d+)\.", name) for name in tensors)
    blocks = 1 + max((int(name[1]) for name in names if name), default=0)
    encoder, exchange = make_room(unet, takes_picture, columns, blocks)
    added = {name: own for name, own in unet.state_dict().items() if ".attn1.processor." in name}
    fill(encoder.state_dict() | added, tensors, source)
    return encoder, exchange, takes_picture


def make_room(
    unet: Any, takes_picture: bool, columns: bool = False, blocks: int = 2
) -> tuple[T2IAdapter, Exchange]:
    """What an adapter adds to a UNet, on its device and in its precision, not filled yet.

    blocks: residual blocks a level of the condition encoder; the published ones have two.
    """
    return _condition_encoder(unet, blocks), install(unet, len(AZIMUTHS), takes_picture, columns)


def _condition_encoder(unet: Any, blocks: int) -> T2IAdapter:
    """The encoder of the control images that fits the UNet."""
    channels = list(unet.config.block_out_channels)
    options: dict[str, Any] = {"num_res_blocks": blocks}
    if is_sdxl(unet):
        channels.append(channels[-1])
        options |= {"downscale_factor": 16, "adapter_type": "full_adapter_xl"}
    else:
        options |= {"downscale_factor": 8, "adapter_type": "full_adapter"}
    with quiet(), unet.device:
        encoder = T2IAdapter(in_channels=6, channels=channels, **options).to(unet.dtype)
    return encoder.eval().requires_grad_(False)


def is_sdxl(unet: Any) -> bool:
    """Whether the UNet takes the picture's size beside the text, as SDXL's does."""
    return unet.config.addition_embed_type == "text_time"
