"""ImageDream: four views around the object from a picture and words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModel, CLIPVisionModel, CLIPVisionModelWithProjection

from ...hub.checkpoints import (
    find_weights,
    load_component,
    load_tokenizer,
    place,
    read_settings,
    read_tensors,
)
from ...hub.fit import device_of
from ...sheet import View
from .. import KnownParts
from .._diffusion import (
    LatentGenerator,
    Sampling,
    decode_pictures,
    denoise,
    encode_pictures,
    encode_text,
    noise,
    to_bytes,
    to_pixels,
)
from .._pictures import extract, picture_of, squared, views_of
from ..mvdream.attention import join_views
from ..mvdream.cameras import AZIMUTHS, IMAGEDREAM_ELEVATION, camera_numbers, view_cameras
from ..mvdream.weights import PUBLISHED
from .resampler import Resampler
from .weights import load_unet

NEGATIVE_PROMPT = (
    "uniform low no texture ugly, boring, bad anatomy, blurry, pixelated,  obscure, unnatural colors, poor"
    " lighting, dull, and unclear."
)
_SUFFIX = ", 3d asset"  # the model was taught to read it
_SHARE = 0.8  # of the picture that the object's longer side takes
_VIEWS = len(AZIMUTHS)


@dataclass(frozen=True)
class Condition:
    """What a drawing is guided by; of two rows the first is without prompt and picture.

    tokens: (2, L, C) of text and, after it, picture. latents: (1, 4, h, w) of the picture, scaled.
    cameras: (4, 16), see `mvdream.cameras.camera_numbers`.
    """

    tokens: torch.Tensor
    latents: torch.Tensor
    cameras: torch.Tensor


@dataclass
class Networks:
    """The parts of a published folder, and how its vision encoder wants pictures."""

    unet: UNet2DConditionModel
    resampler: Resampler
    vae: AutoencoderKL
    text_encoder: CLIPTextModel
    tokenizer: Any
    vision_encoder: CLIPVisionModel | CLIPVisionModelWithProjection
    extractor: dict[str, Any]
    scheduler: DDIMScheduler


class ImageDreamPipeline(LatentGenerator):
    """MVDream that also sees a picture: as tokens beside the text's, and as a fifth view that stays."""

    name = "imagedream"
    steps = 50
    guidance_scale = 5.0

    def __init__(self, networks: Networks) -> None:
        self.networks = networks
        self.resolution = networks.unet.config.sample_size * 8
        join_views(networks.unet, _VIEWS + 1)

    @classmethod
    def from_folder(
        cls, folder: Path, *, device: str | torch.device | None = None, dtype: torch.dtype | None = None
    ) -> ImageDreamPipeline:
        """Load a folder in diffusers' layout; raises ModelsheetError when a part is missing or damaged."""
        return cls(load_networks(folder, *place(device, dtype)))

    @property
    def parts(self) -> list[torch.nn.Module]:
        """Its networks."""
        return [part for part in vars(self.networks).values() if isinstance(part, torch.nn.Module)]

    def latents(self, prompt: str, known: KnownParts | None, sampling: Sampling) -> torch.Tensor:
        """Those of the four views; the picture is taken for that of the front."""
        rgb = on_white(squared(picture_of(known, self.name), _SHARE))
        side = self.networks.unet.config.sample_size
        start = noise((_VIEWS + 1, 4, side, side), sampling.generator, device_of(self.networks.unet))
        condition = self.condition(prompt, rgb, sampling.generator)
        return self.sample(start, condition, sampling)[:_VIEWS]

    def views(self, latents: torch.Tensor) -> tuple[tuple[View, ...], str]:
        """Four square views, from a little above."""
        pictures = to_bytes(decode_pictures(self.networks.vae, latents[:_VIEWS]))
        return views_of(pictures, view_cameras(self.resolution, IMAGEDREAM_ELEVATION))

    def condition(self, prompt: str, rgb: np.ndarray, generator: torch.Generator) -> Condition:
        """What words and a picture (S, S, 3) uint8 on white give."""
        parts = self.networks
        text = encode_text(parts.tokenizer, parts.text_encoder, [NEGATIVE_PROMPT, prompt + _SUFFIX])
        encoder = parts.vision_encoder
        pixels = extract(rgb, parts.extractor).to(device_of(encoder), encoder.dtype)
        states = encoder(pixels, output_hidden_states=True).hidden_states[-2]
        small = np.asarray(Image.fromarray(rgb).resize((self.resolution, self.resolution)))
        latents = encode_pictures(parts.vae, to_pixels(small, device_of(parts.vae)), generator)
        cameras = torch.from_numpy(camera_numbers(IMAGEDREAM_ELEVATION))
        tokens = torch.cat([text, self.picture_tokens(states)], 1)
        return Condition(tokens, latents * parts.vae.config.scaling_factor, cameras)

    def picture_tokens(self, states: torch.Tensor) -> torch.Tensor:
        """(2, 16, C) from the vision encoder's states (1, N, D): without the picture, and with it."""
        return self.networks.resampler(torch.cat([torch.zeros_like(states), states]))

    def sample(self, start: torch.Tensor, condition: Condition, sampling: Sampling) -> torch.Tensor:
        """Unit noise (5, 4, h, w), the last row for the picture's own place, to latents; the last is void."""
        unet, frames = self.networks.unet, len(start)
        tokens = condition.tokens.repeat_interleave(frames, 0)
        own = torch.cat([condition.cameras, torch.zeros(1, condition.cameras.shape[1])])
        cameras = torch.cat([own, own]).to(device_of(unet), unet.dtype)

        def predict(both: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            both = both.to(unet.dtype)
            both[frames - 1], both[-1] = 0, condition.latents[0].to(unet.dtype)
            return unet(both, timestep.expand(len(both)), tokens, class_labels=cameras).sample

        return denoise(self.networks.scheduler, predict, start, sampling)


def on_white(rgba: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8 over white: (H, W, 3) uint8."""
    picture = Image.fromarray(rgba)
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB"))


def load_networks(folder: Path, device: torch.device, dtype: torch.dtype) -> Networks:
    """The parts of a published folder; raises ModelsheetError when one is missing or damaged."""
    settings = read_settings(folder / "unet" / "config.json")
    original = PUBLISHED | {name: settings[name] for name in PUBLISHED if name in settings}
    path = find_weights(folder / "unet")
    unet, resampler = load_unet(read_tensors(path), original, settings.get("image_size", 32), dtype, path)
    made = read_settings(folder / "image_encoder" / "config.json").get("architectures") or []
    projected = "CLIPVisionModelWithProjection" in made
    vision = CLIPVisionModelWithProjection if projected else CLIPVisionModel
    schedule = read_settings(folder / "scheduler" / "scheduler_config.json")
    return Networks(
        unet=unet.to(device),
        resampler=resampler.to(device),
        vae=load_component(AutoencoderKL, folder / "vae", dtype).to(device),
        text_encoder=load_component(CLIPTextModel, folder / "text_encoder", dtype).to(device),
        tokenizer=load_tokenizer(folder / "tokenizer"),
        vision_encoder=load_component(vision, folder / "image_encoder", dtype).to(device),
        extractor=read_settings(folder / "feature_extractor" / "preprocessor_config.json"),
        scheduler=DDIMScheduler.from_config(schedule),
    )
