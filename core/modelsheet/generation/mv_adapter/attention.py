"""Self-attention that also looks at the other views and at a reference picture.

Huang et al., "MV-Adapter: Multi-view Consistent Image Generation Made Easy" (2024): both attentions run
beside that of the base model, on the same input, and are added to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from .._diffusion import attend

_AROUND, _OVER = [0, 1, 2, 3], [0, 2, 4, 5]  # of front, right, back, left, top, bottom


@dataclass
class Exchange:
    """What the self-attentions of one UNet share during a call.

    views: how many there are; they lie side by side in the batch. columns: whether views look at each other
    by columns, too, as the models do that paint a mesh; they are `cameras.GEOMETRY` then. reference: by the
    path of a self-attention its input (1, L, C) for the reference picture; None draws without one.
    """

    views: int
    columns: bool = False
    reference: dict[str, torch.Tensor] | None = None
    _recorded: dict[str, torch.Tensor] | None = field(default=None, repr=False)

    @contextmanager
    def recording(self) -> Iterator[dict[str, torch.Tensor]]:
        """While it lasts the UNet is that of the base model, and its self-attentions' inputs are kept."""
        self._recorded = {}
        try:
            yield self._recorded
        finally:
            self._recorded = None

    def keep(self, path: str, states: torch.Tensor) -> bool:
        """Keep the input of a self-attention, if that is what the call is for."""
        if self._recorded is None:
            return False
        self._recorded[path] = states
        return True


class MultiViewAttention(nn.Module):
    """The processor of one self-attention of the UNet; its tensors are named as in the published files.

    path: of that self-attention in the UNet. takes_reference: whether it looks at a reference picture.
    """

    def __init__(self, attention: Any, path: str, exchange: Exchange, takes_reference: bool) -> None:
        super().__init__()
        self.path, self.exchange, self.takes_reference = path, exchange, takes_reference
        for kind in ("mv", "ref") if takes_reference else ("mv",):
            for part in "qkv":
                self.add_module(
                    f"to_{part}_{kind}", _empty_like(getattr(attention, f"to_{part}"), bias=False)
                )
            self.add_module(f"to_out_{kind}", nn.ModuleList([_empty_like(attention.to_out[0], bias=True)]))

    def forward(self, attention: Any, hidden_states: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
        """(B, L, C) to (B, L, C); B is views for each half of the guidance, the unconditional one first."""
        x = hidden_states
        query, key, value = attention.to_q(x), attention.to_k(x), attention.to_v(x)
        result = attention.to_out[0](attend(query, key, value, attention.heads))
        if self.exchange.keep(self.path, x):
            return result
        result = result + self.across_views(x, attention.heads)
        if not self.takes_reference:
            return result
        if self.exchange.reference is None:
            raise ValueError("this UNet draws beside a reference picture: set Exchange.reference")
        half = len(x) // 2
        states = self.exchange.reference[self.path]
        given = self.to_reference(x[half:], states, attention.heads)
        # the reference of the unconditional half is all zero: only the bias is left of the attention to it
        without = self.to_out_ref[0].bias.expand_as(given)
        return result + torch.cat([without, given])

    def across_views(self, x: torch.Tensor, heads: int) -> torch.Tensor:
        """What the views tell each other; x is (n·V, h·w, C), h = w."""
        views, side = self.exchange.views, math.isqrt(x.shape[1])
        if side * side != x.shape[1]:
            raise ValueError(f"the views must be square, got {x.shape[1]} tokens")
        parts = [
            layer(x).unflatten(1, (side, side)).unflatten(0, (-1, views))  # n, V, h, w, C
            for layer in (self.to_q_mv, self.to_k_mv, self.to_v_mv)
        ]
        joined = _rows_and_columns(parts, heads) if self.exchange.columns else _rows(parts, heads)
        return self.to_out_mv[0](joined.flatten(0, 1).flatten(1, 2))

    def to_reference(self, x: torch.Tensor, states: torch.Tensor, heads: int) -> torch.Tensor:
        """x (B, L, C) attends to the reference states (1 or B, M, C)."""
        key, value = self.to_k_ref(states), self.to_v_ref(states)
        rows = (len(x), -1, -1)
        out = attend(self.to_q_ref(x), key.expand(rows), value.expand(rows), heads)
        return self.to_out_ref[0](out)


def install(unet: Any, views: int, takes_reference: bool, columns: bool = False) -> Exchange:
    """Give every self-attention of the UNet its processor, whose weights are still to be filled."""
    exchange = Exchange(views, columns)
    for path, module in list(unet.named_modules()):
        if path.endswith(".attn1"):
            module.set_processor(MultiViewAttention(module, path, exchange, takes_reference))
    return exchange


def _rows(parts: list[torch.Tensor], heads: int) -> torch.Tensor:
    """Each row of tokens attends to the same row of all views; query, key and value are (n, V, h, w, C)."""
    count, views, side = parts[0].shape[:3]
    query, key, value = (part.transpose(1, 2).flatten(2, 3).flatten(0, 1) for part in parts)  # n·h, V·w, C
    joined = attend(query, key, value, heads)
    return joined.unflatten(0, (count, side)).unflatten(2, (views, -1)).transpose(1, 2)


def _rows_and_columns(parts: list[torch.Tensor], heads: int) -> torch.Tensor:
    """The views around the object attend to each other by rows, those around its x axis by columns.

    Front and back are of both, and take the mean. Top, bottom and back run against the front's x, so the
    front is mirrored among them.
    """
    around = _rows([part[:, _AROUND] for part in parts], heads)
    over = []
    for part in parts:
        front, others = part[:, :1].flip(3), part[:, _OVER[1:]]
        over.append(torch.cat([front, others], 1).transpose(2, 3))
    columns = _rows(over, heads).transpose(2, 3)
    front = (around[:, 0] + columns[:, 0].flip(2)) / 2
    back = (around[:, 2] + columns[:, 1]) / 2
    return torch.stack([front, around[:, 1], back, around[:, 3], columns[:, 2], columns[:, 3]], 1)


def _empty_like(linear: nn.Linear, bias: bool) -> nn.Linear:
    """A linear of the same widths, device and precision, not filled."""
    weight = linear.weight
    sizes = (linear.in_features, linear.out_features)
    made = nn.utils.skip_init(nn.Linear, *sizes, bias=bias, device=weight.device, dtype=weight.dtype)
    return made.requires_grad_(False)
