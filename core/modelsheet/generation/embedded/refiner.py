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

_CELL = 4
"""Pixels a side that are channels of one place: the network works on 64 x 64 places of a 256-pixel view."""


class SheetRefiner(Network):
    """Adds a correction to axis pairs (B, 3, 9, H, W); starts as the identity."""

    @keep_config
    def __init__(self, width: int = 96, depth: int = 6) -> None:
        super().__init__()
        channels = _CELL**2 * len(CHANNELS)
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
        x = F.pixel_unshuffle(pairs.flatten(0, 1), _CELL)
        x = F.silu(self.first(x) + self.axis.repeat(batch, 1, 1, 1))
        for block in self.blocks:
            x = x + block(x)
        return pairs + F.pixel_shuffle(self.last(F.silu(x)), _CELL).float().view_as(pairs)
