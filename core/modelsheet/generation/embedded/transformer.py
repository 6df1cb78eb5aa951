"""The joint transformer: one sequence holds the text and every patch of every view."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ...prompts.minilm import TEXT_TOKENS, TEXT_WIDTH
from .codec import GROUP_SIZES, TOKEN_SIZE, TOKENS, spread_flags
from .network import Network, keep_config

_POSITION = 0.035  # the largest number of a position before it is learnt: 0.02 in standard deviation


def attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Full attention over (B, heads, N, d); written out for bf16 and where it is learnt on a CPU.

    On a CPU scaled_dot_product_attention takes 1.7 times as long in bf16; compiled, with its backward pass,
    which does not use the matrix units, 1.3 times.
    """
    if q.is_cuda or not (q.dtype == torch.bfloat16 or torch.is_grad_enabled()):
        return F.scaled_dot_product_attention(q, k, v)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return scores.softmax(-1).to(v.dtype) @ v


def _normalize(x: torch.Tensor) -> torch.Tensor:
    """RMSNorm without a weight, computed in float32, in the type of `x`."""
    return F.rms_norm(x.float(), x.shape[-1:], eps=1e-6).to(x.dtype)


class Block(nn.Module):
    """Pre-norm attention and SwiGLU, both modulated; qk-norm (Henry et al. 2020)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        hidden = int(width * 5 / 2 / 64 + 0.5) * 64
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.gate_up = nn.Linear(width, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)
        self.norm_q = nn.Parameter(torch.ones(width // heads))
        self.norm_k = nn.Parameter(torch.ones(width // heads))
        self.modulation = nn.Parameter(torch.zeros(6, width))

    def forward(self, x: torch.Tensor, modulation: torch.Tensor) -> torch.Tensor:
        """x: (B, N, W). modulation: (B, 6, W), shared by all blocks (AdaLN-single, PixArt-alpha)."""
        shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = (
            (modulation + self.modulation)[:, :, None].to(x.dtype).unbind(1)
        )
        batch, length, width = x.shape
        h = _normalize(x) * (1 + scale_a) + shift_a
        q, k, v = self.qkv(h).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = (
            _normalize(part) * weight.to(v.dtype) for part, weight in ((q, self.norm_q), (k, self.norm_k))
        )
        h = attention(q, k, v).transpose(1, 2).reshape(batch, length, width)
        x = x + gate_a * self.out(h)
        h = _normalize(x) * (1 + scale_m) + shift_m
        gate, up = self.gate_up(h).chunk(2, -1)
        return x + gate_m * self.down(F.silu(gate) * up)


def _positions(count: int, width: int) -> nn.Parameter:
    """(count, width) small random numbers. Not normal ones: those have PyTorch import its compiler, for a
    second, where a network is made only to be filled (see `Network.from_pretrained`).
    """
    return nn.Parameter(torch.empty(count, width).uniform_(-_POSITION, _POSITION))


class SheetTransformer(Network):
    """Predicts the clean sheet from a noisy one (x-prediction, "Back to Basics", JiT).

    A patch token holds the noisy coefficients, the known coefficients (zero where unknown) and one
    flag per group of channels that says which are known.
    """

    @keep_config
    def __init__(self, width: int = 512, depth: int = 8, heads: int = 8, noise_scale: float = 8.0) -> None:
        super().__init__()
        self.patch_in = nn.Linear(2 * TOKEN_SIZE + len(GROUP_SIZES), width)
        self.patch_position = _positions(TOKENS, width)
        self.text_in = nn.Linear(TEXT_WIDTH, width)
        self.text_position = _positions(TEXT_TOKENS, width)
        self.no_text = nn.Parameter(torch.zeros(TEXT_TOKENS, TEXT_WIDTH))
        self.pooled_in = nn.Linear(TEXT_WIDTH, width)
        self.time_in = nn.Sequential(nn.Linear(256, width), nn.SiLU(), nn.Linear(width, width))
        self.modulation = nn.Linear(width, 6 * width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.final = nn.Linear(width, 2 * width)
        self.patch_out = nn.Linear(width, TOKEN_SIZE)
        self.register_buffer("mean", torch.zeros(TOKEN_SIZE))
        self.register_buffer("std", torch.ones(TOKEN_SIZE))
        for layer in (self.modulation, self.final, self.patch_out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(
        self,
        noisy: torch.Tensor,
        t: torch.Tensor,
        text: torch.Tensor,
        known: torch.Tensor,
        flags: torch.Tensor,
        kept: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The clean tokens (B, 192, D), or (B, K, D) of those that are `kept`, (K,) int64, alone.

        noisy: (B, 192, D) = t * clean + (1 - t) * noise_scale * noise. t: (B,) in [0, 1].
        text: (B, 32, 384), the sentence first, then its tokens; zeros stand for no text.
        known: (B, 192, D) clean coefficients. flags: (B, 192, 5) bool, which groups are known.
        """
        t_ = t[:, None, None]
        z = (noisy - t_ * self.mean) * (
            (t_ * self.std) ** 2 + ((1 - t_) * self.config.noise_scale) ** 2
        ).rsqrt()
        known = (known - self.mean) / self.std * spread_flags(flags)
        patches = self.patch_in(torch.cat([z, known, flags.to(z.dtype)], -1)) + self.patch_position
        if kept is not None:
            patches = patches[:, kept]

        empty = (text == 0).all(-1, keepdim=True)
        text = torch.where(empty, self.no_text, text)
        words = self.text_in(text) + self.text_position
        condition = F.silu(self.time_in(_fourier(t)) + self.pooled_in(text[:, 0]))
        modulation = self.modulation(condition).unflatten(-1, (6, -1))

        x = torch.cat([words, patches], 1)
        if torch.is_autocast_enabled(x.device.type):  # half the memory traffic of a float32 stream
            x = x.to(torch.get_autocast_dtype(x.device.type))
        for block in self.blocks:
            x = block(x, modulation)
        shift, scale = self.final(condition)[:, None].chunk(2, -1)
        x = _normalize(x[:, TEXT_TOKENS:]) * (1 + scale) + shift
        return self.patch_out(x).float() * self.std + self.mean


def _fourier(t: torch.Tensor) -> torch.Tensor:
    """Timesteps (B,) in [0, 1] to (B, 256) sines and cosines."""
    frequencies = torch.exp(torch.arange(128, device=t.device) * (-9.21 / 127))
    angle = t[:, None] * 1000 * frequencies
    return torch.cat([angle.cos(), angle.sin()], -1)
