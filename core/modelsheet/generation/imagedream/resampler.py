"""The tokens of a picture that ImageDream reads beside those of the text.

Wang and Shi, "ImageDream: Image-Prompt Multi-view Diffusion for 3D Generation" (2023): learned queries look
at the states of a vision encoder. The modules are named as in the published files.
"""

from __future__ import annotations

import torch
from torch import nn

from .._diffusion import attend

_HEADS, _HEAD_WIDTH, _DEPTH, _QUERIES = 12, 64, 4, 16


class _Attention(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        inner = _HEADS * _HEAD_WIDTH
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.to_q = nn.Linear(width, inner, bias=False)
        self.to_kv = nn.Linear(width, 2 * inner, bias=False)
        self.to_out = nn.Linear(inner, width, bias=False)

    def forward(self, states: torch.Tensor, latents: torch.Tensor) -> torch.Tensor:
        latents = self.norm2(latents)
        key, value = self.to_kv(torch.cat([self.norm1(states), latents], 1)).chunk(2, -1)
        return self.to_out(attend(self.to_q(latents), key, value, _HEADS))


class Resampler(nn.Module):
    """States (B, N, states_width) of a picture to tokens (B, 16, width)."""

    def __init__(self, width: int, states_width: int) -> None:
        super().__init__()
        self.latents = nn.Parameter(torch.randn(1, _QUERIES, width) / width**0.5)
        self.proj_in = nn.Linear(states_width, width)
        self.proj_out = nn.Linear(width, width)
        self.norm_out = nn.LayerNorm(width)
        self.layers = nn.ModuleList(
            nn.ModuleList(
                [
                    _Attention(width),
                    nn.Sequential(
                        nn.LayerNorm(width),
                        nn.Linear(width, 4 * width, bias=False),
                        nn.GELU(),
                        nn.Linear(4 * width, width, bias=False),
                    ),
                ]
            )
            for _ in range(_DEPTH)
        )

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """The tokens."""
        states = self.proj_in(states)
        latents = self.latents.expand(len(states), -1, -1)
        for attention, mix in self.layers:
            latents = attention(states, latents) + latents
            latents = mix(latents) + latents
        return self.norm_out(self.proj_out(latents))


TOKENS = _QUERIES
