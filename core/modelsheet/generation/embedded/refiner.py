"""The last pixel: a small convolutional network over the decoded sheet.

Tokens hold low frequencies patch by patch, so decoded edges ring a little and patch borders may
show. The refiner sees whole pictures and adds what the tokens can't say.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .codec import CHANNELS
from .network import Network, keep_config


class SheetRefiner(Network):
    """Adds a correction to axis pairs (B, 3, 9, H, W); starts as the identity."""

    @keep_config
    def __init__(self, width: int = 64, depth: int = 4) -> None:
        super().__init__()
        channels = 4 * len(CHANNELS)
        self.axis = nn.Parameter(torch.zeros(3, width, 1, 1))
        self.first = nn.Conv2d(channels, width, 3, padding=1)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1)
            )
            for _ in range(depth)
        )
        self.last = nn.Conv2d(width, channels, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, pairs: torch.Tensor) -> torch.Tensor:
        """(B, 3, 9, H, W) in the units of the codec, to the same."""
        batch = pairs.shape[0]
        x = F.pixel_unshuffle(pairs.flatten(0, 1), 2)
        x = F.silu(self.first(x) + self.axis.repeat(batch, 1, 1, 1))
        for block in self.blocks:
            x = x + block(x)
        return pairs + F.pixel_shuffle(self.last(F.silu(x)), 2).float().view_as(pairs)
