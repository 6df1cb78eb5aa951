"""What the view generators that stand on a latent diffusion model share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ..hub.fit import Placement, device_of, settle
from ..sheet import ModelSheet, View
from . import KnownParts, StepCallback

Predict = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""(2N, C, H, W) scaled latents and the timestep to the model's answer; the first half is to be answered
without the condition, the second with it."""


@dataclass(frozen=True)
class Sampling:
    """How the steps of one drawing are taken.

    seen: called after each with its number (from 1) and the clean latents that the model now expects.
    """

    steps: int
    guidance_scale: float
    generator: torch.Generator
    seen: Callable[[int, torch.Tensor], None] | None = None


class LatentGenerator(ABC):
    """A view generator whose pictures come from one tensor of latents.

    A subclass sets its name and defaults, and says how the latents are sampled and what they show.
    """

    name: str
    steps: int
    guidance_scale: float

    @property
    @abstractmethod
    def parts(self) -> list[nn.Module]:
        """Its networks."""

    def settle(self, placement: Placement) -> None:
        """Have the networks run where and how a placement says."""
        for network in self.parts:
            settle(network, placement)

    def arrange(self, pixels: int, views: int) -> None:  # noqa: B027 - a choice, not a duty
        """Draw views of so many pixels a side, and so many of them; 0 for the model's own.

        Most models draw only what they were made for: here nothing changes.
        """

    @torch.inference_mode()
    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: StepCallback | None = None,
    ) -> ModelSheet:
        """A sheet without depth; raises ModelsheetError where a picture is missing, or is not wanted.

        `settings["notice"]` names the views whose outline can't be trusted.
        """
        steps = self.steps if steps is None else steps
        guidance_scale = self.guidance_scale if guidance_scale is None else guidance_scale
        settings: dict[str, Any] = {"steps": steps, "guidance_scale": guidance_scale}

        def sheet(latents: torch.Tensor) -> ModelSheet:
            views, notice = self.views(latents)
            told = {"notice": notice} if notice else {}
            return ModelSheet(views, prompt, seed, self.name, settings | told)

        def seen(step: int, clean: torch.Tensor) -> None:
            if on_step:
                on_step(step, steps, lambda: sheet(clean))

        generator = torch.Generator().manual_seed(seed)
        return sheet(self.latents(prompt, known, Sampling(steps, guidance_scale, generator, seen)))

    @abstractmethod
    def latents(self, prompt: str, known: KnownParts | None, sampling: Sampling) -> torch.Tensor:
        """Sample what shows the object."""

    @abstractmethod
    def views(self, latents: torch.Tensor) -> tuple[tuple[View, ...], str]:
        """Clean latents as views, and a notice for the user."""


def attend(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int) -> torch.Tensor:
    """Multi-head attention: (B, L, C) to (B, M, C) gives (B, L, C)."""
    split = (part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in (query, key, value))
    return functional.scaled_dot_product_attention(*split).transpose(1, 2).flatten(2)


def noise(shape: tuple[int, ...], generator: torch.Generator, device: torch.device) -> torch.Tensor:
    """Unit normal float32, drawn where the generator lives: a seed gives the same numbers on every device."""
    return torch.randn(shape, generator=generator, device=generator.device).to(device)


def denoise(scheduler: Any, predict: Predict, start: torch.Tensor, sampling: Sampling) -> torch.Tensor:
    """Unit noise (N, C, H, W) to clean latents, float32 whatever the networks use."""
    scheduler.set_timesteps(sampling.steps, device=start.device)
    latents = start * scheduler.init_noise_sigma
    for index, timestep in enumerate(scheduler.timesteps):
        both = scheduler.scale_model_input(torch.cat([latents, latents]), timestep)
        without, given = predict(both, timestep).float().chunk(2)
        guided = without + sampling.guidance_scale * (given - without)
        step = scheduler.step(guided, timestep, latents, generator=sampling.generator)
        latents = step.prev_sample
        if sampling.seen:
            sampling.seen(index + 1, step.pred_original_sample)
    return latents


def encode_text(tokenizer: Any, text_encoder: Any, prompts: list[str]) -> torch.Tensor:
    """The states (N, L, C) of prompts, each cut or filled up to the encoder's length."""
    tokens = tokenizer(
        prompts,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    return text_encoder(tokens.input_ids.to(device_of(text_encoder)))[0]


def encode_pictures(vae: Any, pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A sample of the latents (N, 4, h, w) float32 of pixels (N, 3, H, W), not scaled yet."""
    posterior = vae.encode(pixels.to(vae.dtype)).latent_dist
    mean = posterior.mean.float()
    return mean + posterior.std.float() * noise(tuple(mean.shape), generator, mean.device)


def decode_pictures(vae: Any, latents: torch.Tensor) -> torch.Tensor:
    """Scaled latents (N, 4, h, w) to pixels (N, 3, H, W) float32, about -1 to 1.

    One by one: the decoder's memory is what limits the resolution.
    """
    unscaled = (latents / vae.config.scaling_factor).to(vae.dtype)
    return torch.cat([vae.decode(one[None]).sample.float() for one in unscaled])


def to_pixels(rgb: np.ndarray, device: torch.device) -> torch.Tensor:
    """(H, W, 3) uint8 as pixels (1, 3, H, W) float32 from -1 to 1."""
    return torch.from_numpy(rgb.astype(np.float32)).to(device).permute(2, 0, 1)[None] / 127.5 - 1


def to_bytes(pixels: torch.Tensor) -> np.ndarray:
    """Pixels (N, 3, H, W) from -1 to 1 as (N, H, W, 3) uint8."""
    scaled = (pixels / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1) * 255
    return scaled.round().to(torch.uint8).cpu().numpy()
