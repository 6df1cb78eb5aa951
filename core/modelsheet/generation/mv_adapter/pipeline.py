"""MV-Adapter on a Stable Diffusion pipeline: six views of the object from words or a picture, and of a mesh
that exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import DDPMScheduler, T2IAdapter

from ...cameras import Camera
from ...errors import ModelsheetError
from ...hub.checkpoints import load_pipeline, place
from ...hub.fit import Placement, placed
from ...sheet import View
from .. import KnownParts
from .._diffusion import (
    LatentGenerator,
    Sampling,
    decode_pictures,
    denoise,
    encode_pictures,
    noise,
    to_bytes,
    to_pixels,
)
from .._pictures import picture_of, refuse_picture, views_of
from .attention import Exchange
from .cameras import control_images, geometry_cameras, geometry_images, view_cameras
from .picture import reference_picture
from .schedule import shifted
from .weights import is_sdxl, load_adapter

NEGATIVE_PROMPT = "watermark, ugly, deformed, noisy, blurry, low contrast"
PICTURE_PROMPT = "high quality"  # where a picture comes without words


@dataclass(frozen=True)
class Text:
    """What the UNet reads: states (2, L, C) of the negative and the given prompt.

    added: what SDXL's UNet takes beside them, by name, 2 rows each; empty for other bases.
    """

    states: torch.Tensor
    added: dict[str, torch.Tensor]

    def rows(self, views: int) -> dict[str, Any]:
        """The UNet's arguments for that many views in each half."""
        added = {name: values.repeat_interleave(views, 0) for name, values in self.added.items()}
        return {"encoder_hidden_states": self.states.repeat_interleave(views, 0), "added_cond_kwargs": added}

    def given(self) -> dict[str, Any]:
        """The UNet's arguments for one picture, with the given prompt alone."""
        added = {name: values[1:] for name, values in self.added.items()}
        return {"encoder_hidden_states": self.states[1:], "added_cond_kwargs": added}


class MvAdapterPipeline(LatentGenerator):
    """A base pipeline of diffusers with the adapter's weights in its UNet.

    base: a StableDiffusionXLPipeline or StableDiffusionPipeline; LoRA weights and offloading work on it as
    ever. resolution: pixels a side of a view, a multiple of 64. With an exchange by columns it paints a mesh.
    """

    steps = 50

    def __init__(
        self,
        base: Any,
        encoder: T2IAdapter,
        exchange: Exchange,
        *,
        takes_picture: bool,
        resolution: int | None = None,
    ) -> None:
        self.base, self.encoder, self.exchange, self.takes_picture = base, encoder, exchange, takes_picture
        self.is_sdxl = is_sdxl(base.unet)
        self.resolution = resolution or (768 if self.is_sdxl else 512)
        self._usual = (self.resolution, exchange.views)
        self.guidance_scale = 3.0 if takes_picture else 7.0
        source, model = "picture" if takes_picture else "text", "sdxl" if self.is_sdxl else "sd21"
        self.name = f"mv-adapter-{'paint-' if exchange.columns else ''}{source}-{model}"
        # the authors found DDPM the better sampler on SD 2.1
        base.scheduler = shifted(base.scheduler, None if self.is_sdxl else DDPMScheduler)

    @classmethod
    def from_folders(
        cls,
        base: Path,
        adapter: Path,
        *,
        vae: Path | None = None,
        paints: bool = False,
        resolution: int | None = None,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> MvAdapterPipeline:
        """Load a base model's folder and one adapter file; vae: a folder with another decoder.

        paints: whether the file is one that paints a mesh, which its tensors don't tell. Raises
        ModelsheetError when a part is missing or damaged, or does not fit the others.
        """
        if not paints and ("tg2mv" in adapter.name or "ig2mv" in adapter.name):
            raise ModelsheetError("adapter-paints", name=adapter.name)
        where, precision = place(device, dtype)
        pipeline = load_pipeline(base, precision, vae=vae).to(where)
        encoder, exchange, takes_picture = load_adapter(adapter, pipeline.unet, paints)
        return cls(pipeline, encoder, exchange, takes_picture=takes_picture, resolution=resolution)

    @property
    def device(self) -> torch.device:
        """Where the networks run; with offloading, where they are taken to."""
        return self.base._execution_device

    @property
    def parts(self) -> list[torch.nn.Module]:
        """Its networks."""
        base = [part for part in self.base.components.values() if isinstance(part, torch.nn.Module)]
        return [*base, self.encoder]

    def settle(self, placement: Placement) -> None:
        """The base knows itself how its networks wait for their turn."""
        placed(self.base, placement)

    def arrange(self, pixels: int, views: int) -> None:
        """Draw smaller or fewer views."""
        self.resolution = pixels or self._usual[0]
        self.exchange.views = views or self._usual[1]

    def cameras(self) -> dict[str, Camera]:
        """Those of the views, by name."""
        if self.exchange.columns:
            return geometry_cameras(self.resolution)
        return view_cameras(self.resolution, self.exchange.views)

    def latents(self, prompt: str, known: KnownParts | None, sampling: Sampling) -> torch.Tensor:
        """Those of the views; the picture is taken for that of the front."""
        picture = None
        if self.takes_picture:
            picture = reference_picture(picture_of(known, self.name), self.resolution)
        else:
            refuse_picture(known, self.name)
        control = torch.from_numpy(self.control(known))
        side = self.resolution // self.base.vae_scale_factor
        shape = (len(control), self.base.unet.config.in_channels, side, side)
        start = noise(shape, sampling.generator, self.device)
        text = self.encode_text(prompt or PICTURE_PROMPT)
        if picture is None:
            return self.sample(start, control, text, sampling)
        reference = self.encode_reference(picture, sampling.generator)
        self.exchange.reference = self.reference_states(reference, text)
        try:
            return self.sample(start, control, text, sampling)
        finally:
            self.exchange.reference = None

    def control(self, known: KnownParts | None) -> np.ndarray:
        """(V, 6, H, W) float32, 0 to 1: the cameras, or what they see of the mesh that is painted."""
        if not self.exchange.columns:
            return control_images(self.cameras())
        if known is None or known.surface is None:
            raise ModelsheetError("mesh-needed", name=self.name)
        return geometry_images(known.surface, self.cameras())

    def views(self, latents: torch.Tensor) -> tuple[tuple[View, ...], str]:
        """Square views: level with the object, or of a mesh, whose outline is known, from all sides."""
        pictures = to_bytes(decode_pictures(self.base.vae, latents))
        if not self.exchange.columns:
            return views_of(pictures, self.cameras())
        alphas = np.full(pictures.shape[:3], 255, np.uint8)
        return views_of(pictures, self.cameras(), alphas)

    def encode_text(self, prompt: str) -> Text:
        """The prompt beside the negative one that the model was made with."""
        encoded = self.base.encode_prompt(
            prompt=prompt,
            negative_prompt=NEGATIVE_PROMPT,
            num_images_per_prompt=1,
            do_classifier_free_guidance=True,
            device=self.device,
        )
        states = torch.cat([encoded[1], encoded[0]])
        if not self.is_sdxl:
            return Text(states, {})
        sizes = [[self.resolution, self.resolution, 0, 0, self.resolution, self.resolution]] * 2
        time_ids = torch.tensor(sizes, device=self.device, dtype=states.dtype)
        return Text(states, {"text_embeds": torch.cat([encoded[3], encoded[2]]), "time_ids": time_ids})

    def encode_reference(self, picture: np.ndarray, generator: torch.Generator) -> torch.Tensor:
        """The scaled latents (1, 4, h, w) of a picture (H, W, 3) uint8."""
        latents = encode_pictures(self.base.vae, to_pixels(picture, self.device), generator)
        return latents * self.base.vae.config.scaling_factor

    def reference_states(self, latents: torch.Tensor, text: Text) -> dict[str, torch.Tensor]:
        """By path, what each self-attention of the base model sees of clean latents at timestep 0."""
        with self.exchange.recording() as states:
            self.base.unet(latents.to(self.base.unet.dtype), 0, **text.given())
        return states

    def control_features(self, control: torch.Tensor) -> list[torch.Tensor]:
        """The condition encoder's features of control images (V, 6, H, W), for both halves."""
        features = self.encoder.to(self.device)(control.to(self.device, self.encoder.dtype))
        return [torch.cat([feature, feature]) for feature in features]

    def sample(
        self, start: torch.Tensor, control: torch.Tensor, text: Text, sampling: Sampling
    ) -> torch.Tensor:
        """Unit noise (V, 4, h, w) and control images (V, 6, H, W) to clean latents."""
        unet, given, features = self.base.unet, text.rows(len(start)), self.control_features(control)

        def predict(both: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            fresh = [feature.clone() for feature in features]  # the UNet empties the list and adds in place
            given["down_intrablock_additional_residuals"] = fresh
            return unet(both.to(unet.dtype), timestep, **given).sample

        return denoise(self.base.scheduler, predict, start, sampling)
