"""bfloat16 for the networks, where the machine multiplies it in hardware; all else stays float32."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

_Model = TypeVar("_Model", bound=nn.Module)


def fast(device: torch.device) -> torch.autocast:
    """The context in which a network runs."""
    return torch.autocast(device.type, torch.bfloat16, enabled=multiplies_bfloat16(device))


def for_drawing(model: _Model) -> _Model:
    """On the GPU if there is one; weights that autocast would convert at every call are converted once."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = model.float().to(device)
    if multiplies_bfloat16(device):
        for layer in model.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                layer.to(torch.bfloat16)
    return model


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is faster than float32 there: without hardware for it, it is far slower."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
