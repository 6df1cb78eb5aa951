"""The embedded model's opinion of a sheet, for refining: see `registry.Prior`."""

from __future__ import annotations

import torch

from ...sheet import ModelSheet
from . import codec, pixels
from .agreement import agree
from .codec import SheetPixels
from .network import NoiseSchedule
from .pipeline import GUIDANCE_SCALE, STEPS, EmbeddedPipeline, computing_on
from .precision import fast
from .sampler import sample

_COLORS = (1, 3)  # which groups of a token's values are colours


class EmbeddedPrior:
    """Of one prompt, in the words of the training captions."""

    name = "embedded"

    def __init__(self, pipeline: EmbeddedPipeline, prompt: str) -> None:
        self.pipeline = pipeline
        self.text = pipeline.text_encoder.states([prompt])
        if not prompt:
            self.text = torch.zeros_like(self.text)

    @computing_on(1)
    @torch.inference_mode()
    def redraw(self, sheet: ModelSheet, strength: float, seed: int) -> ModelSheet:
        """The sheet drawn anew after `strength`, 0 to 1, of the noise was put on it."""
        tokens = codec.encode(codec.stack_pairs(pixels.from_views({view.name: view for view in sheet})))
        first = min(round(STEPS * (1 - strength)), STEPS - 1)
        schedule = NoiseSchedule(self.pipeline.scheduler.shift)
        drawn = sample(
            self.pipeline.transformer,
            schedule,
            self.text,
            steps=STEPS,
            guidance_scale=GUIDANCE_SCALE,
            generators=[torch.Generator().manual_seed(seed)],
            begin=(first, tokens),
        )
        return ModelSheet(
            self.pipeline.views(drawn), sheet.prompt, sheet.seed, sheet.generator, sheet.settings
        )

    @computing_on(1)
    def pull(
        self, colors: torch.Tensor, sheet: ModelSheet, level: float, generator: torch.Generator
    ) -> torch.Tensor:
        """Half of the squared difference between the sheet in these colours and what the model sees in it."""
        given = pixels.from_views({view.name: view for view in sheet})
        cover = (given.alpha[0] > 0.5).float()[:, None]
        filled = codec.fill_outside(colors, cover)[None]
        tokens = codec.encode(codec.stack_pairs(SheetPixels(given.alpha, filled, given.height)))
        noise = torch.randn(tokens.shape, generator=generator) * self.pipeline.transformer.config.noise_scale
        with torch.no_grad():
            clean = self._clean((1 - level) * tokens + level * noise, level, tokens)
        parts = zip(tokens.split(codec.GROUP_SIZES, -1), clean.split(codec.GROUP_SIZES, -1), strict=True)
        errors = [((one - other) ** 2).sum() for i, (one, other) in enumerate(parts) if i in _COLORS]
        return sum(errors, torch.zeros(())) / 2

    def _clean(self, noisy: torch.Tensor, level: float, known: torch.Tensor) -> torch.Tensor:
        """What the model takes for the clean tokens, guided, where it is told the shape of `known`."""
        t, model = torch.tensor([1 - level]), self.pipeline.transformer
        flags = pixels.SHAPE.expand(1, codec.TOKENS, -1)
        with fast(model.device):
            told, untold = (
                model(noisy, t, text, known, flags).float()
                for text in (self.text, torch.zeros_like(self.text))
            )
        return agree(untold.lerp(told, GUIDANCE_SCALE))
