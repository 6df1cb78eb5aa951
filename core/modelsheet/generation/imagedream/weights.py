"""The published UNet of ImageDream into a stock UNet and the resampler of its picture tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DConditionModel

from ...hub.checkpoints import assemble
from ..mvdream.weights import stock_config, stock_unet
from .attention import read_pictures
from .resampler import Resampler

_RESAMPLER = "image_embed."


def load_unet(
    tensors: Mapping[str, torch.Tensor],
    original: Mapping[str, Any],
    side: int,
    dtype: torch.dtype,
    source: Path | str,
) -> tuple[UNet2DConditionModel, Resampler]:
    """original: the UNet's settings as its authors name them; side: of its latents; source: for the error.

    Raises ModelsheetError unless every tensor has its place.
    """

    def build() -> UNet2DConditionModel:
        unet = UNet2DConditionModel(side, **stock_config(original))
        read_pictures(unet)
        return unet

    own = {name: tensor for name, tensor in tensors.items() if not name.startswith(_RESAMPLER)}
    renamed = {
        re.sub(r"(to_[kv]_ip)", r"processor.\1", name): tensor
        for name, tensor in stock_unet(own, original["num_res_blocks"]).items()
    }
    embed = {name.removeprefix(_RESAMPLER): tensors[name] for name in tensors if name not in own}
    states_width = embed["proj_in.weight"].shape[1] if "proj_in.weight" in embed else 0
    return (
        assemble(build, renamed, dtype, source),
        assemble(lambda: Resampler(original["context_dim"], states_width), embed, dtype, source),
    )
