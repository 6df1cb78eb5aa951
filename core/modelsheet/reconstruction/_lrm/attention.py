"""Multi-head attention, to oneself or to other tokens."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

HEAD = 64  # channels of an attention head in every published model


class Attention(nn.Module):
    """Tokens (B, N, width) read from themselves or from a context (B, M, context).

    The published models differ in which projections have biases: `biased` for query, key and value,
    `output_biased` for the last one.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        context: int | None = None,
        biased: bool = False,
        output_biased: bool = False,
    ) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width, biased)
        self.key = nn.Linear(context or width, width, biased)
        self.value = nn.Linear(context or width, width, biased)
        self.output = nn.Linear(width, width, output_biased)

    def forward(self, tokens: torch.Tensor, context: torch.Tensor | None = None) -> torch.Tensor:
        source = tokens if context is None else context
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in (self.query(tokens), self.key(source), self.value(source))
        )
        return self.output(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
