"""Train the refiner on what the transformer leaves undone."""

from __future__ import annotations

import torch
from tqdm import tqdm

from ..generation.embedded import codec
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.transformer import SheetTransformer
from .dataset import SheetCache
from .tokens import TokenSet, sheet_pixels

_SEAMS = 2.0  # of the lowest coefficients: about 0.03 of a colour, an alpha or the cube's side


def train_refiner(
    refiner: SheetRefiner,
    transformer: SheetTransformer,
    tokens: TokenSet,
    cache: SheetCache,
    steps: int,
    seed: int = 0,
    batch_size: int = 8,
) -> None:
    """Teach `refiner`, in place, to turn the transformer's late predictions into the rendered sheets.

    The transformer predicts from noisy training sheets; its patches are then moved and tilted a
    little, for when it draws on its own they fit less well than when it is led by a true sheet.
    """
    device = transformer.device
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(refiner.parameters(), lr=2e-3, weight_decay=0.0)
    decline = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    refiner.train()
    bar = tqdm(range(steps), desc="refine", unit="step", mininterval=5)
    for _ in bar:
        batch = tokens.batch(batch_size, generator, known_share=0.0, drop_text=0.0, augment=False)
        t = torch.empty(batch_size).uniform_(0.4, 0.98, generator=generator)
        noise = torch.randn(batch.clean.shape, generator=generator) * transformer.config.noise_scale
        noisy = t[:, None, None] * batch.clean + (1 - t[:, None, None]) * noise
        parts = (part.to(device) for part in (noisy, t, batch.text, batch.clean, batch.flags))
        rows = batch.rows.numpy()
        target = codec.stack_pairs(sheet_pixels(cache.rgba[rows], cache.depth[rows])).to(device)
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            drawn = transformer(*parts)
        coarse = codec.decode(_with_seams(drawn.float().cpu(), generator)).to(device)
        with torch.autocast(device.type, torch.bfloat16):
            refined = refiner(coarse)
        loss = _loss(refined, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decline.step()
        bar.set_postfix_str(f"loss {loss.item():.4f}", refresh=False)
    refiner.eval()


def _with_seams(tokens: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Tokens (B, 192, D) with noise that falls with the frequency, of another strength in each sheet."""
    falls = [2.0 ** -_degrees(codec.FREQUENCIES[channel]) for channel in codec.CHANNELS]
    falls[0] = falls[0] / 2  # alpha
    noise = torch.randn(tokens.shape, generator=generator)
    strength = torch.rand(len(tokens), 1, 1, generator=generator) * _SEAMS
    return tokens + strength * noise * torch.cat(falls)


def _degrees(count: int) -> torch.Tensor:
    """Of the first `count` cosines, u + v: one has degree 0, two have 1, three have 2 ..."""
    return ((torch.arange(count) * 8 + 1).sqrt().sub(1) / 2).floor()


def _loss(refined: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Absolute error of alpha everywhere, and of colour and height where the object is."""
    error = (refined - target).abs()
    cover = codec.alpha_of(target)
    return error[:, :, 0].mean() + (error[:, :, 1:].mean(2) * cover).sum() / cover.sum().clamp(min=1)
