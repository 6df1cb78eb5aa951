"""Self-attention that also sees the tokens of a reference picture.

Shi et al., "Zero123++: a Single Image to Consistent Multi-view Diffusion Base Model" (2023): the same UNet
first runs on the noised reference, and its self-attentions' inputs are kept for the second run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from .._diffusion import attend


class Memory:
    """What the self-attentions of one UNet keep of the reference, by path, (B, M, C)."""

    def __init__(self) -> None:
        self.states: dict[str, torch.Tensor] = {}
        self.keeps = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While it lasts the UNet sees the reference itself, and its self-attentions' inputs are kept."""
        self.keeps = True
        try:
            yield
        finally:
            self.keeps = False


class ReferenceAttention:
    """The processor of the self-attention at `path`."""

    def __init__(self, path: str, memory: Memory) -> None:
        self.path, self.memory = path, memory

    def __call__(self, attention: Any, hidden_states: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
        """(B, L, C) to (B, L, C)."""
        if self.memory.keeps:
            self.memory.states[self.path] = seen = hidden_states
        else:
            seen = torch.cat([hidden_states, self.memory.states[self.path]], 1)
        query, key, value = attention.to_q(hidden_states), attention.to_k(seen), attention.to_v(seen)
        return attention.to_out[0](attend(query, key, value, attention.heads))


def install(unet: Any) -> Memory:
    """Give every self-attention of the UNet its processor."""
    memory = Memory()
    for path, module in unet.named_modules():
        if path.endswith(".attn1"):
            module.set_processor(ReferenceAttention(path, memory))
    return memory
