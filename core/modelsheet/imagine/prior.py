"""A text-to-image model's opinion of each view of a sheet, for refining: see `registry.Prior`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from ..errors import ModelsheetError
from ..sheet import ModelSheet, View
from .model import PictureModel
from .templates import NEGATIVE_PROMPT

_STEPS = 20  # of the whole way from noise, of which redrawing goes a part
_GUIDANCE = 7.5  # as these models are used
_WHITE = 1.0  # behind the object


class PicturePrior:
    """Of one prompt; each view is told which side it shows, as in DreamFusion.

    Takes models of Stable Diffusion's kind: a UNet in the latents of a VAE, one text encoder. Raises
    ModelsheetError for others.
    """

    def __init__(self, model: PictureModel, prompt: str) -> None:
        self.name, self.pipeline, self.prompt = model.name, model.pipeline, prompt
        parts = ("unet", "vae", "scheduler", "text_encoder")
        if not all(hasattr(self.pipeline, part) for part in parts) or hasattr(
            self.pipeline, "text_encoder_2"
        ):
            raise ModelsheetError("refine-model-kind", name=self.name)
        self._told: dict[str, torch.Tensor] = {}

    @torch.no_grad()
    def redraw(self, sheet: ModelSheet, strength: float, seed: int) -> ModelSheet:
        """The views' colours drawn anew after `strength`, 0 to 1, of the noise was put on them."""
        generator = torch.Generator().manual_seed(seed)
        return replace(sheet, views=tuple(self._redrawn(view, strength, generator) for view in sheet))

    def pull(
        self, colors: torch.Tensor, sheet: ModelSheet, level: float, generator: torch.Generator
    ) -> torch.Tensor:
        """A number whose gradient with respect to the colours (V, 3, H, W) is that of score distillation."""
        total = torch.zeros(())
        for view, color in zip(sheet, colors, strict=True):
            alpha = torch.from_numpy(view.alpha / np.float32(255))
            latents = self._encode((color * alpha + _WHITE * (1 - alpha))[None])
            t = self._timestep(level)
            noise = torch.randn(latents.shape, generator=generator).to(latents)
            with torch.no_grad():
                noisy = self.pipeline.scheduler.add_noise(latents, noise, t[None])
                wrong = self._noise(noisy, t, view.name) - self._true_noise(latents, noise, t)
            total = total + (latents * wrong * level).sum().cpu()
        return total

    def _redrawn(self, view: View, strength: float, generator: torch.Generator) -> View:
        scheduler = self.pipeline.scheduler
        rgb = torch.from_numpy(view.rgb / np.float32(255)).movedim(-1, 0)
        alpha = torch.from_numpy(view.alpha / np.float32(255))
        latents = self._encode((rgb * alpha + _WHITE * (1 - alpha))[None])
        scheduler.set_timesteps(_STEPS, device=latents.device)
        left = scheduler.timesteps[_STEPS - max(1, round(_STEPS * strength)) :]
        noise = torch.randn(latents.shape, generator=generator).to(latents)
        latents = scheduler.add_noise(latents, noise, left[:1])
        for t in left:
            guess = self._noise(scheduler.scale_model_input(latents, t), t, view.name)
            latents = scheduler.step(guess, t, latents).prev_sample
        vae = self.pipeline.vae
        picture = vae.decode(latents / vae.config.scaling_factor).sample.float().cpu() / 2 + 0.5
        small = F.interpolate(picture, view.alpha.shape, mode="area")[0].clamp(0, 1)
        return replace(view, rgb=np.rint(small.movedim(0, -1).numpy() * 255).astype(np.uint8))

    def _encode(self, picture: torch.Tensor) -> torch.Tensor:
        """Latents of pictures (B, 3, H, W), 0 to 1, at the size that the model was made for."""
        vae = self.pipeline.vae
        side = self.pipeline.unet.config.sample_size * 2 ** (len(vae.config.block_out_channels) - 1)
        large = F.interpolate(picture, (side, side), mode="bilinear", align_corners=False)
        given = (large * 2 - 1).to(vae.device, vae.dtype)
        return vae.encode(given).latent_dist.mode() * vae.config.scaling_factor

    def _timestep(self, level: float) -> torch.Tensor:
        count = self.pipeline.scheduler.config.num_train_timesteps
        return torch.tensor(min(int(level * count), count - 1), device=self.pipeline.unet.device)

    def _noise(self, noisy: torch.Tensor, t: torch.Tensor, view: str) -> torch.Tensor:
        """What the model takes for the noise, or for its velocity, guided by the words."""
        both = self.pipeline.unet(noisy.repeat(2, 1, 1, 1), t, encoder_hidden_states=self._words(view)).sample
        untold, told = both.chunk(2)
        return untold + _GUIDANCE * (told - untold)

    def _true_noise(self, latents: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        if self.pipeline.scheduler.config.prediction_type == "v_prediction":
            return self.pipeline.scheduler.get_velocity(latents, noise, t[None])
        return noise

    def _words(self, view: str) -> Any:
        if view not in self._told:
            text, device = f"{self.prompt}, {view} view", self.pipeline.unet.device
            with torch.no_grad():
                told, untold = self.pipeline.encode_prompt(text, device, 1, True, NEGATIVE_PROMPT)
            self._told[view] = torch.cat([untold, told])
        return self._told[view]
