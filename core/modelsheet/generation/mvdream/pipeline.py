"""MVDream: four views around the object from words."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from ...hub.checkpoints import (
    assemble,
    fill,
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
from .._diffusion import LatentGenerator, Sampling, decode_pictures, denoise, encode_text, noise, to_bytes
from .._pictures import refuse_picture, views_of
from .attention import join_views
from .cameras import AZIMUTHS, camera_numbers, view_cameras
from .weights import (
    PUBLISHED,
    SCHEDULE,
    TEXT_CONFIG,
    VAE_CONFIG,
    split_checkpoint,
    stock_config,
    stock_unet,
)

CHECKPOINT = "sd-v2.1-base-4view.pt"
_SUFFIX = ", 3d asset"  # the model was taught to read it
_RESOLUTION = 256  # pixels a side of a view


class MVDreamPipeline(LatentGenerator):
    """Stable Diffusion 2.1 whose self-attention joins the views, and whose UNet is told their cameras."""

    name = "mvdream"
    steps = 50
    guidance_scale = 7.0

    def __init__(
        self,
        unet: UNet2DConditionModel,
        vae: AutoencoderKL,
        text_encoder: CLIPTextModel,
        tokenizer: CLIPTokenizer,
        scheduler: DDIMScheduler,
    ) -> None:
        self.unet, self.vae, self.text_encoder = unet, vae, text_encoder
        self.tokenizer, self.scheduler = tokenizer, scheduler
        self.resolution = unet.config.sample_size * 8
        join_views(unet, len(AZIMUTHS))

    @classmethod
    def from_folder(
        cls, folder: Path, *, device: str | torch.device | None = None, dtype: torch.dtype | None = None
    ) -> MVDreamPipeline:
        """Load a folder in diffusers' layout, or one with the authors' file and a `tokenizer` folder.

        Raises ModelsheetError when a part is missing or damaged.
        """
        where, precision = place(device, dtype)
        load = _load_authors_file if (folder / CHECKPOINT).is_file() else _load_parts
        unet, vae, text, scheduler = load(folder, precision)
        tokenizer = load_tokenizer(folder / "tokenizer")
        return cls(unet.to(where), vae.to(where), text.to(where), tokenizer, scheduler)

    @property
    def parts(self) -> list[torch.nn.Module]:
        """Its networks."""
        return [self.unet, self.vae, self.text_encoder]

    def latents(self, prompt: str, known: KnownParts | None, sampling: Sampling) -> torch.Tensor:
        """Those of the four views."""
        refuse_picture(known, self.name)
        side = self.unet.config.sample_size
        start = noise((len(AZIMUTHS), 4, side, side), sampling.generator, device_of(self.unet))
        cameras = torch.from_numpy(camera_numbers())
        return self.sample(start, self.encode_text(["", prompt + _SUFFIX]), cameras, sampling)

    def views(self, latents: torch.Tensor) -> tuple[tuple[View, ...], str]:
        """Four square views, from a little above."""
        return views_of(to_bytes(decode_pictures(self.vae, latents)), view_cameras(self.resolution))

    def encode_text(self, prompts: list[str]) -> torch.Tensor:
        """The states (N, L, C) of the prompts."""
        return encode_text(self.tokenizer, self.text_encoder, prompts)

    def sample(
        self, start: torch.Tensor, states: torch.Tensor, cameras: torch.Tensor, sampling: Sampling
    ) -> torch.Tensor:
        """Unit noise (V, 4, h, w), text states (2, L, C) and cameras (V, 16) to clean latents."""
        context = states.repeat_interleave(len(start), 0)
        poses = torch.cat([cameras, cameras]).to(device_of(self.unet), self.unet.dtype)

        def predict(both: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            times = timestep.expand(len(both))
            return self.unet(both.to(self.unet.dtype), times, context, class_labels=poses).sample

        return denoise(self.scheduler, predict, start, sampling)


_Parts = tuple[UNet2DConditionModel, AutoencoderKL, CLIPTextModel, DDIMScheduler]


def _load_parts(folder: Path, dtype: torch.dtype) -> _Parts:
    """The networks of a folder in diffusers' layout, whose UNet keeps its authors' names."""
    settings = read_settings(folder / "unet" / "config.json")
    scheduler = DDIMScheduler.from_config(read_settings(folder / "scheduler" / "scheduler_config.json"))
    original = PUBLISHED | {name: settings[name] for name in PUBLISHED if name in settings}
    path = find_weights(folder / "unet")
    tensors = stock_unet(read_tensors(path), original["num_res_blocks"])
    side = settings.get("image_size", _RESOLUTION // 8)
    unet = assemble(lambda: UNet2DConditionModel(side, **stock_config(original)), tensors, dtype, path)
    vae = load_component(AutoencoderKL, folder / "vae", dtype)
    return unet, vae, load_component(CLIPTextModel, folder / "text_encoder", dtype), scheduler


def _load_authors_file(folder: Path, dtype: torch.dtype) -> _Parts:
    """The networks of the one file that the authors published."""
    path = folder / CHECKPOINT
    unet, vae, text = split_checkpoint(read_tensors(path), path)
    encoder = CLIPTextModel(CLIPTextConfig(**TEXT_CONFIG))
    fill(encoder.state_dict(), text, path)
    return (
        assemble(
            lambda: UNet2DConditionModel(_RESOLUTION // 8, **stock_config(PUBLISHED)), unet, dtype, path
        ),
        assemble(lambda: AutoencoderKL(**VAE_CONFIG), vae, dtype, path),
        encoder.to(dtype).eval().requires_grad_(False),
        DDIMScheduler(**SCHEDULE),
    )
