"""Zero123++: six views around the object from one picture, and their normals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    EulerAncestralDiscreteScheduler,
    UNet2DConditionModel,
)
from transformers import CLIPTextModel, CLIPTokenizer, CLIPVisionModelWithProjection

from ...errors import ModelsheetError
from ...hub.checkpoints import load_component, load_tokenizer, place, read_settings
from ...hub.fit import device_of
from ...sheet import ModelSheet, View
from .. import KnownParts, StepCallback
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
from .attention import install
from .cameras import COLUMNS, ROWS, VERSIONS, view_cameras
from .normals import alphas, world_normals
from .picture import on_grey

_RESOLUTION = 320  # pixels a side of a view
_SHARE = 0.85  # of the picture that the object's longer side takes
# the network was taught on darker pixels and shifted latents: what it draws is taken back
_LATENT_SCALE, _LATENT_SHIFT, _PIXEL_SCALE = 0.75, 0.22, 1.6


@dataclass(frozen=True)
class Condition:
    """What a drawing is guided by; of two rows the first is without the picture.

    latents: (2, 4, h, w) of the picture, not scaled: the network was taught so. states: (2, L, C) of the
    empty prompt, the second with the picture's embedding. control: (1, 3, H, W), -1 to 1, for a ControlNet.
    """

    latents: torch.Tensor
    states: torch.Tensor
    control: torch.Tensor | None = None


@dataclass
class Networks:
    """The parts of a published folder, and the settings that its files hold."""

    unet: UNet2DConditionModel
    vae: AutoencoderKL
    text_encoder: CLIPTextModel
    tokenizer: CLIPTokenizer
    vision_encoder: CLIPVisionModelWithProjection
    scheduler: EulerAncestralDiscreteScheduler
    ramp: list[float]
    vae_extractor: dict[str, Any]
    clip_extractor: dict[str, Any]
    controlnet: ControlNetModel | None = None


class Zero123PlusPipeline(LatentGenerator):
    """Stable Diffusion 2 that draws six views as one picture, beside the picture that it is given.

    With a ControlNet for normals the views get these, and their outline from them. resolution: pixels a
    side of a view.
    """

    steps = 28
    guidance_scale = 4.0
    control_scale = 1.0  # of what the ControlNet for normals adds

    def __init__(self, networks: Networks, *, version: str = "1.2", resolution: int = _RESOLUTION) -> None:
        self.networks, self.version, self.resolution = networks, version, resolution
        self.name = f"zero123plus-{version}{'-normals' if networks.controlnet else ''}"
        self.cameras = view_cameras(resolution, version)
        self.memory = install(networks.unet)
        self.scheduler = EulerAncestralDiscreteScheduler.from_config(
            networks.scheduler.config, timestep_spacing="trailing"
        )

    @classmethod
    def from_folder(
        cls,
        folder: Path,
        *,
        controlnet: Path | None = None,
        version: str = "1.2",
        resolution: int = _RESOLUTION,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> Zero123PlusPipeline:
        """Load a published folder; controlnet: the folder of the one that draws normals (version 1.2).

        Raises ModelsheetError when a part is missing or damaged.
        """
        if version not in VERSIONS:
            raise ModelsheetError("not-a-choice", value=version, known=", ".join(VERSIONS))
        networks = load_networks(folder, controlnet, *place(device, dtype))
        return cls(networks, version=version, resolution=resolution)

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
        """Six views of what the picture shows, without depth; the prompt is not read.

        The picture is taken for that of the front. With a ControlNet, normals are drawn after the colours.
        """
        chosen: dict[str, Any] = {"steps": steps, "guidance_scale": guidance_scale}
        sheet = super().draw(prompt, seed=seed, known=known, on_step=on_step, **chosen)
        if self.networks.controlnet is None:
            return sheet

        def seen(step: int, clean: torch.Tensor) -> None:
            if on_step:
                on_step(sheet.settings["steps"], sheet.settings["steps"], lambda: sheet)

        settings = (sheet.settings["steps"], sheet.settings["guidance_scale"])
        return self.with_normals(sheet, known, Sampling(*settings, torch.Generator().manual_seed(seed), seen))

    @property
    def parts(self) -> list[torch.nn.Module]:
        """Its networks."""
        return [part for part in vars(self.networks).values() if isinstance(part, torch.nn.Module)]

    def latents(self, prompt: str, known: KnownParts | None, sampling: Sampling) -> torch.Tensor:
        """Those of the one picture that holds the views."""
        side = self.resolution // 8
        device = device_of(self.networks.unet)
        start = noise((1, 4, ROWS * side, COLUMNS * side), sampling.generator, device)
        return self.sample(start, self.condition(known, sampling.generator), sampling)

    def views(self, latents: torch.Tensor) -> tuple[tuple[View, ...], str]:
        """Six square views, from above and below in turn."""
        return views_of(split(to_bytes(self.decode(latents))[0]), self.cameras)

    def with_normals(self, sheet: ModelSheet, known: KnownParts | None, sampling: Sampling) -> ModelSheet:
        """The sheet with normals, drawn beside its colours, and with the outline that they give."""
        control = to_pixels(join(np.stack([view.rgb for view in sheet])), device_of(self.networks.unet))
        condition = replace(self.condition(known, sampling.generator), control=control)
        side = self.resolution // 8
        start = noise((1, 4, ROWS * side, COLUMNS * side), sampling.generator, control.device)
        pictures = split(to_bytes(self.decode(self.sample(start, condition, sampling)))[0])
        alpha = alphas(pictures)
        normals = world_normals(pictures, alpha, self.cameras.values())
        views = tuple(
            View(view.name, view.camera, view.rgb, own_alpha, normals=own)
            for view, own_alpha, own in zip(sheet, alpha, normals, strict=True)
        )
        settings = {name: value for name, value in sheet.settings.items() if name != "notice"}
        return replace(sheet, views=views, settings=settings)

    def condition(self, known: KnownParts | None, generator: torch.Generator) -> Condition:
        """What the picture gives."""
        rgb = on_grey(squared(picture_of(known, self.name), _SHARE))
        parts = self.networks
        pixels = extract(rgb, parts.vae_extractor).to(device_of(parts.vae))
        both = torch.cat([torch.zeros_like(pixels), pixels])
        latents = encode_pictures(parts.vae, both, generator)
        return Condition(latents, self.states(extract(rgb, parts.clip_extractor)))

    def states(self, pixels: torch.Tensor) -> torch.Tensor:
        """The text states (2, L, C) of the empty prompt, to the second of which the picture is added."""
        parts = self.networks
        encoder = parts.vision_encoder
        embedding = encoder(pixels.to(device_of(encoder), encoder.dtype)).image_embeds
        empty = encode_text(parts.tokenizer, parts.text_encoder, [""])
        ramp = torch.tensor(parts.ramp, device=empty.device, dtype=empty.dtype)[:, None]
        return torch.cat([empty, empty + ramp * embedding[:, None]])

    def sample(
        self,
        start: torch.Tensor,
        condition: Condition,
        sampling: Sampling,
        reference_noise: Iterator[torch.Tensor] | None = None,
    ) -> torch.Tensor:
        """Unit noise (1, 4, h, w) to clean latents.

        reference_noise: by step that of the picture's latents; drawn from the generator where it is None.
        """
        unet, shape = self.networks.unet, tuple(condition.latents.shape)

        def predict(both: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            own = next(reference_noise) if reference_noise else noise(shape, sampling.generator, both.device)
            noised = self.scheduler.add_noise(condition.latents, own, timestep[None])
            noised = self.scheduler.scale_model_input(noised, timestep)
            with self.memory.writing():
                unet(noised.to(unet.dtype), timestep, condition.states)
            both = both.to(unet.dtype)
            residuals = self.control_residuals(both, timestep, condition)
            return unet(both, timestep, condition.states, **residuals).sample

        return denoise(self.scheduler, predict, start, sampling)

    def control_residuals(
        self, both: torch.Tensor, timestep: torch.Tensor, condition: Condition
    ) -> dict[str, Any]:
        """What the ControlNet adds inside the UNet, as its arguments; nothing without a control picture."""
        if condition.control is None or self.networks.controlnet is None:
            return {}
        down, mid = self.networks.controlnet(
            both,
            timestep,
            condition.states,
            condition.control.to(both.dtype),
            conditioning_scale=self.control_scale,
            return_dict=False,
        )
        return {"down_block_additional_residuals": down, "mid_block_additional_residual": mid}

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (1, 4, h, w) as the network has them to pixels (1, 3, H, W), about -1 to 1."""
        return decode_pictures(self.networks.vae, latents / _LATENT_SCALE + _LATENT_SHIFT) * _PIXEL_SCALE


def split(tiles: np.ndarray) -> np.ndarray:
    """The one picture (3 H, 2 W, 3) as its views (6, H, W, 3), row by row."""
    height, width = tiles.shape[0] // ROWS, tiles.shape[1] // COLUMNS
    rows = tiles.reshape(ROWS, height, COLUMNS, width, 3).swapaxes(1, 2)
    return np.ascontiguousarray(rows.reshape(-1, height, width, 3))


def join(views: np.ndarray) -> np.ndarray:
    """The inverse of `split`."""
    height, width = views.shape[1:3]
    rows = views.reshape(ROWS, COLUMNS, height, width, 3).swapaxes(1, 2)
    return np.ascontiguousarray(rows.reshape(ROWS * height, COLUMNS * width, 3))


def load_networks(
    folder: Path, controlnet: Path | None, device: torch.device, dtype: torch.dtype
) -> Networks:
    """The parts of a published folder; raises ModelsheetError when one is missing or damaged."""
    ramp = read_settings(folder / "model_index.json").get("ramping_coefficients")
    if not ramp:
        raise ModelsheetError(
            "part-missing",
            folder=folder / "model_index.json",
            name="ramping_coefficients",
        )

    def extractor(kind: str) -> dict[str, Any]:
        return read_settings(folder / f"feature_extractor_{kind}" / "preprocessor_config.json")

    schedule = read_settings(folder / "scheduler" / "scheduler_config.json")
    vision = load_component(CLIPVisionModelWithProjection, folder / "vision_encoder", dtype)
    return Networks(
        unet=load_component(UNet2DConditionModel, folder / "unet", dtype).to(device),
        vae=load_component(AutoencoderKL, folder / "vae", dtype).to(device),
        text_encoder=load_component(CLIPTextModel, folder / "text_encoder", dtype).to(device),
        tokenizer=load_tokenizer(folder / "tokenizer"),
        vision_encoder=vision.to(device),
        scheduler=EulerAncestralDiscreteScheduler.from_config(schedule),
        ramp=ramp,
        vae_extractor=extractor("vae"),
        clip_extractor=extractor("clip"),
        controlnet=load_component(ControlNetModel, controlnet, dtype).to(device) if controlnet else None,
    )
