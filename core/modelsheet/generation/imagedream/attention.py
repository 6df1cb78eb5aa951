"""Cross-attention to the tokens of a text and, beside it, to those of a picture."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from .._diffusion import attend
from .resampler import TOKENS


class PictureCrossAttention(nn.Module):
    """The processor of a cross-attention; the last 16 tokens that it is given are those of the picture."""

    def __init__(self, attention: Any) -> None:
        super().__init__()
        own = attention.to_k
        self.to_k_ip = nn.Linear(own.in_features, own.out_features, bias=False)
        self.to_v_ip = nn.Linear(own.in_features, own.out_features, bias=False)

    def forward(
        self,
        attention: Any,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        *_: Any,
        **__: Any,
    ) -> torch.Tensor:
        """(B, L, C) and tokens (B, N, D) to (B, L, C)."""
        text, picture = encoder_hidden_states[:, :-TOKENS], encoder_hidden_states[:, -TOKENS:]
        query, heads = attention.to_q(hidden_states), attention.heads
        to_text = attend(query, attention.to_k(text), attention.to_v(text), heads)
        to_picture = attend(query, self.to_k_ip(picture), self.to_v_ip(picture), heads)
        return attention.to_out[0](to_text + to_picture)


def read_pictures(unet: Any) -> None:
    """Let every cross-attention of a UNet see a picture's tokens; the new weights are still to be filled."""
    for path, module in list(unet.named_modules()):
        if path.endswith(".attn2"):
            module.set_processor(PictureCrossAttention(module))
