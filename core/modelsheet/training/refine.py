"""Train the refiner on what the transformer leaves undone."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from ..generation.embedded import codec
from ..generation.embedded.precision import fast
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.transformer import SheetTransformer
from .tokens import TokenSet

_SEAMS = 2.0  # of the lowest coefficients: about 0.03 of a colour, an alpha or the cube's side
_RATE = 2e-3


def train_refiner(
    refiner: SheetRefiner,
    transformer: SheetTransformer,
    tokens: TokenSet,
    progress: Iterable[float],
    seed: int = 0,
    batch_size: int = 8,
) -> float:
    """Teach `refiner`, in place, to turn the transformer's late predictions into the rendered sheets.

    `progress` gives a share of the lesson, 0 to 1, for each step; the learning rate falls with it. The
    transformer predicts from noisy training sheets; its patches are then moved and tilted a little, for
    when it draws on its own they fit less well than when it is led by a true sheet. Returns the mean loss
    of the last steps.
    """
    device = transformer.device
    generator = torch.Generator(device).manual_seed(seed)
    optimizer = torch.optim.AdamW(refiner.parameters(), lr=_RATE, weight_decay=0.0)
    refiner.train()
    losses: list[torch.Tensor] = []
    for share in progress:
        for group in optimizer.param_groups:
            group["lr"] = _RATE * (1 - share)
        batch, target = tokens.target_batch(batch_size, generator)
        t = 0.4 + 0.58 * torch.rand(batch_size, generator=generator, device=device)
        noise = torch.randn(batch.clean.shape, generator=generator, device=device)
        t_ = t[:, None, None]
        noisy = t_ * batch.clean + (1 - t_) * noise * transformer.config.noise_scale
        with torch.no_grad(), fast(device):
            drawn = transformer(noisy, t, batch.text, batch.clean, batch.flags)
            coarse = codec.decode(_with_seams(drawn.float(), generator))
        with fast(device):
            refined = refiner(coarse)
        loss = _loss(refined, target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses = [*losses[-99:], loss.detach()]
    refiner.eval()
    return float(torch.stack(losses).mean()) if losses else 0.0


def _with_seams(tokens: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Tokens (B, 192, D) with noise that falls with the frequency, of another strength in each sheet."""
    falls = [2.0 ** -_degrees(codec.FREQUENCIES[channel]) for channel in codec.CHANNELS]
    falls[0] = falls[0] / 2  # alpha
    noise = torch.randn(tokens.shape, generator=generator, device=tokens.device)
    strength = torch.rand(len(tokens), 1, 1, generator=generator, device=tokens.device) * _SEAMS
    return tokens + strength * noise * torch.cat(falls).to(tokens.device)


def _degrees(count: int) -> torch.Tensor:
    """Of the first `count` cosines, u + v: one has degree 0, two have 1, three have 2 ..."""
    return ((torch.arange(count) * 8 + 1).sqrt().sub(1) / 2).floor()


def _loss(refined: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Absolute error of alpha everywhere, of colour and height where the object is; and of their steps from
    pixel to pixel, which keeps edges crisp and flat colours flat."""
    cover = codec.alpha_of(target)
    total = _error(refined, target, cover)
    for axis in (-1, -2):
        both = cover.narrow(axis, 1, cover.shape[axis] - 1) * cover.narrow(axis, 0, cover.shape[axis] - 1)
        total = total + _error(refined.diff(dim=axis), target.diff(dim=axis), both)
    return total


def _error(refined: torch.Tensor, target: torch.Tensor, cover: torch.Tensor) -> torch.Tensor:
    error = (refined - target).abs()
    return error[:, :, 0].mean() + (error[:, :, 1:].mean(2) * cover).sum() / cover.sum().clamp(min=1)
