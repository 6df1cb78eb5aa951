"""Train the refiner on what the transformer leaves undone."""

from __future__ import annotations

import torch
from tqdm import tqdm

from ..generation.embedded import codec
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.transformer import SheetTransformer
from .dataset import SheetCache
from .tokens import TokenSet, sheet_pixels


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

    The transformer predicts from noisy training sheets at timesteps of the last third of the
    schedule, so its blur and patch borders are those of real samples.
    """
    device = transformer.device
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(refiner.parameters(), lr=2e-3, weight_decay=0.0)
    decline = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    refiner.train()
    bar = tqdm(range(steps), desc="refine", unit="step", mininterval=5)
    for _ in bar:
        batch = tokens.batch(batch_size, generator, known_share=0.0, drop_text=0.0, mirror=False)
        t = torch.empty(batch_size).uniform_(0.6, 0.98, generator=generator)
        noise = torch.randn(batch.clean.shape, generator=generator) * transformer.config.noise_scale
        noisy = t[:, None, None] * batch.clean + (1 - t[:, None, None]) * noise
        parts = (part.to(device) for part in (noisy, t, batch.text, batch.clean, batch.flags))
        rows = batch.rows.numpy()
        target = codec.stack_pairs(sheet_pixels(cache.rgba[rows], cache.depth[rows])).to(device)
        with torch.autocast(device.type, torch.bfloat16):
            with torch.no_grad():
                coarse = codec.decode(transformer(*parts).float().cpu()).to(device)
            loss = _loss(refiner(coarse), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decline.step()
        bar.set_postfix_str(f"loss {loss.item():.4f}", refresh=False)
    refiner.eval()


def _loss(refined: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Absolute error of alpha everywhere, and of colour and height where the object is."""
    error = (refined - target).abs()
    cover = codec.alpha_of(target)
    return error[:, :, 0].mean() + (error[:, :, 1:].mean(2) * cover).sum() / cover.sum().clamp(min=1)
