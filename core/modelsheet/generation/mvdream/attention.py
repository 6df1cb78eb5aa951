"""Self-attention over all views at once.

Shi et al., "MVDream: Multi-view Diffusion for 3D Generation" (2023): the weights are those of the base
model's self-attention, only the tokens of all views stand in one sequence.
"""

from __future__ import annotations

from typing import Any

import torch

from .._diffusion import attend


class JointViews:
    """The processor of a self-attention; `views` lie side by side in the batch."""

    def __init__(self, views: int) -> None:
        self.views = views

    def __call__(self, attention: Any, hidden_states: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
        """(n·V, L, C) to (n·V, L, C)."""
        joined = hidden_states.unflatten(0, (-1, self.views)).flatten(1, 2)
        query, key, value = attention.to_q(joined), attention.to_k(joined), attention.to_v(joined)
        result = attention.to_out[0](attend(query, key, value, attention.heads))
        return result.unflatten(1, (self.views, -1)).flatten(0, 1)


def join_views(unet: Any, views: int) -> None:
    """Let every self-attention of a UNet see all views."""
    for path, module in unet.named_modules():
        if path.endswith(".attn1"):
            module.set_processor(JointViews(views))
