"""What the networks compute in: bfloat16 where the machine multiplies it in hardware, float32 elsewhere, and
8-bit integers in the transformer's blocks on a PC's processor.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import nn

_Model = TypeVar("_Model", bound=nn.Module)

_LEVELS = 127  # of an 8-bit integer, on either side of zero
_LEAST = 1e-8  # a row of zeros is divided by it


def fast(device: torch.device) -> torch.autocast:
    """The context in which a network runs."""
    return torch.autocast(device.type, torch.bfloat16, enabled=multiplies_bfloat16(device))


def for_drawing(model: _Model) -> _Model:
    """On the GPU if there is one; weights that autocast would convert at every call are converted once."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = model.to(device, memory_format=torch.channels_last)  # a tenth faster in convolutions
    if multiplies_int8(device):
        model = with_int8(model)
    half = multiplies_bfloat16(device)
    for layer in model.modules():
        dtype = torch.bfloat16 if half and isinstance(layer, nn.Linear | nn.Conv2d) else torch.float32
        for values in (*layer.parameters(recurse=False), *layer.buffers(recurse=False)):
            if values.is_floating_point():
                values.data = values.data.to(dtype)
    return model


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is faster than float32 there: without hardware for it, it is far slower."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()


class Int8Linear(nn.Module):
    """A linear layer without a bias in 8-bit integers: each row of the weight and each token has a scale of
    its own, so that a token's values do not depend on what else is drawn. Products and sums are exact.

    It takes 0.6 of bfloat16's time on processors that have both, and 0.6 of float32's on others (AVX2): see
    docs/measurements.md.
    """

    weight: torch.Tensor
    scale: torch.Tensor

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight = linear.weight.detach().float()
        low, high = weight.aminmax(dim=1)
        scale = torch.maximum(high, -low).clamp_min(_LEAST) / _LEVELS
        self.register_buffer("weight", (weight / scale[:, None]).round_().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(..., in) to (..., out), in the type of `x`."""
        rows = x.reshape(-1, x.shape[-1]).float()
        scale = rows.abs().amax(-1, keepdim=True).clamp_min_(_LEAST).div_(_LEVELS)
        product = torch._int_mm((rows / scale).round_().to(torch.int8), self.weight.T)
        return product.float().mul_(scale).mul_(self.scale).to(x.dtype).view(*x.shape[:-1], -1)

    def linear(self) -> nn.Linear:
        """The layer that this one stands for, as far as its weights are still known."""
        out, into = self.weight.shape
        linear = nn.Linear(into, out, bias=False)
        linear.weight.data = self.weight.float() * self.scale[:, None]
        return linear


def multiplies_int8(device: torch.device) -> bool:
    """Whether `Int8Linear` is fast there: PyTorch has such kernels for 64-bit x86 processors alone."""
    return device.type == "cpu" and platform.machine().lower() in ("x86_64", "amd64")


def with_int8(model: _Model) -> _Model:
    """Its linear layers without a bias replaced, in place, by `Int8Linear`."""
    return _replaced(model, lambda layer: isinstance(layer, nn.Linear) and layer.bias is None, Int8Linear)


def without_int8(model: _Model) -> _Model:
    """What `with_int8` has replaced put back, in place."""
    return _replaced(model, lambda layer: isinstance(layer, Int8Linear), Int8Linear.linear)


def _replaced(
    model: _Model, chosen: Callable[[nn.Module], bool], other: Callable[[Any], nn.Module]
) -> _Model:
    for part in list(model.modules()):
        for name, layer in list(part.named_children()):
            if chosen(layer):
                setattr(part, name, other(layer))
    return model
