"""Views of a mesh by inpainting with depth, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ...cameras import sheet_cameras
from ...context import Context
from ...errors import ModelsheetError
from ...generation import KnownParts
from ...hub.checkpoints import load_component, load_pipeline, place, quiet
from ...prompts.chinese import is_chinese, translate
from ...request import Request
from ...sheet import ModelSheet, View
from .._carry import carried

STEPS = 30
GUIDANCE_SCALE = 7.5
NEGATIVE_PROMPT = "watermark, text, frame, shadow, blurry, low contrast, deformed"
_GREY = 128  # of 255, behind the object
_FARTHEST = 0.2  # how bright the farthest place of the object is where the nearest is 1 and the background 0
_BLOCK = 8  # pixels a side that one latent stands for: what is kept must fill it


class ControlNetPainter:
    """See `registry.Generator`; draws the six sides of `context.known.surface`.

    pipeline: a StableDiffusionControlNetInpaintPipeline or its SDXL twin. resolution: pixels a side of a
    view, a multiple of 64.
    """

    name = "controlnet-depth"

    def __init__(self, pipeline: Any, resolution: int) -> None:
        self.pipeline, self.resolution = pipeline, resolution

    @classmethod
    def from_folders(
        cls,
        base: Path,
        controlnet: Path,
        *,
        resolution: int | None = None,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> ControlNetPainter:
        """From a base model's folder and that of a ControlNet for depth.

        Raises ModelsheetError when a part is missing or damaged.
        """
        import diffusers

        where, precision = place(device, dtype)
        parts = load_pipeline(base, precision)
        control = load_component(diffusers.ControlNetModel, controlnet, precision)
        sdxl = "text_encoder_2" in parts.components
        kind = f"StableDiffusion{'XL' if sdxl else ''}ControlNetInpaintPipeline"
        with quiet():
            pipeline = getattr(diffusers, kind).from_pipe(parts, controlnet=control, torch_dtype=precision)
        pipeline.set_progress_bar_config(disable=True)
        return cls(pipeline.to(where), resolution or (1024 if sdxl else 512))

    @torch.inference_mode()
    def draw(self, request: Request, context: Context) -> ModelSheet:
        """The six sides, those that are given first; a Chinese prompt is read in English."""
        if context.known is None or context.known.surface is None:
            raise ModelsheetError("mesh-needed", name=self.name)
        cameras = sheet_cameras(self.resolution)
        known = KnownParts.of_mesh(context.known.surface, request, cameras)
        text, told = _english(request.prompt)
        settings = {
            "steps": request.steps or STEPS,
            "guidance_scale": GUIDANCE_SCALE if request.guidance is None else request.guidance,
        }
        generator = torch.Generator().manual_seed(request.seed)
        order = sorted(cameras, key=lambda name: name not in known.color)
        painted: dict[str, View] = {}

        def sheet() -> ModelSheet:
            views = tuple(painted.get(view.name, view) for view in known.sheet)
            return ModelSheet(views, request.prompt, request.seed, self.name, settings | told)

        for number, name in enumerate(order):
            view, given = known.sheet[name], known.color.get(name)
            rgb, kept = carried(tuple(painted.values()), view)
            if given is not None:
                rgb, kept = np.where(given[..., None], view.rgb, rgb), kept | given
            kept = kept & view.mask

            def progress(part: float, number: int = number) -> None:
                context.progress((number + part) / len(order))

            if (view.mask & ~kept).any():
                words = f"{text}, {name} view, plain grey background"
                rgb = self._inpainted(words, replace(view, rgb=rgb), kept, settings, generator, progress)
            painted[name] = replace(view, rgb=rgb)
            context.forming(number + 1, len(order), sheet)
        return sheet()

    def _inpainted(
        self,
        words: str,
        view: View,
        kept: np.ndarray,
        settings: dict[str, Any],
        generator: torch.Generator,
        progress: Callable[[float], None],
    ) -> np.ndarray:
        """(H, W, 3) uint8: the view's colours where they are kept, and new ones around them."""
        from PIL import Image

        start = np.where(kept[..., None], view.rgb, np.uint8(_GREY))
        whole = _whole_blocks(kept)
        steps = settings["steps"]

        def told(pipeline: Any, step: int, timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
            progress((step + 1) / steps)
            return values

        made = self.pipeline(
            prompt=words,
            negative_prompt=NEGATIVE_PROMPT,
            image=Image.fromarray(start),
            mask_image=Image.fromarray(np.where(whole, np.uint8(0), np.uint8(255))),
            control_image=Image.fromarray(depth_picture(view)),
            height=self.resolution,
            width=self.resolution,
            strength=1.0,
            num_inference_steps=steps,
            guidance_scale=settings["guidance_scale"],
            controlnet_conditioning_scale=1.0,
            generator=generator,
            output_type="np",
            callback_on_step_end=told,
        ).images[0]
        drawn = np.rint(np.asarray(made) * 255).clip(0, 255).astype(np.uint8)
        return np.where(kept[..., None], view.rgb, drawn)


def depth_picture(view: View) -> np.ndarray:
    """(H, W, 3) uint8 as ControlNets for depth were taught: the nearest white, the background black."""
    assert view.depth is not None
    inside = view.mask & np.isfinite(view.depth)
    picture = np.zeros(inside.shape, np.float32)
    if inside.any():
        depth = view.depth[inside]
        near, far = depth.min(), depth.max()
        share = (far - depth) / max(far - near, 1e-6)
        picture[inside] = _FARTHEST + (1 - _FARTHEST) * share
    return np.repeat(np.rint(picture * 255).astype(np.uint8)[..., None], 3, 2)


def _whole_blocks(kept: np.ndarray) -> np.ndarray:
    """The latents' blocks of (H, W) bool that are kept as a whole."""
    height, width = kept.shape
    blocks = kept.reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK).all((1, 3))
    return np.kron(blocks, np.ones((_BLOCK, _BLOCK), bool))


def _english(prompt: str) -> tuple[str, dict[str, Any]]:
    """The prompt in English, and what the sheet's settings say of that."""
    if not is_chinese(prompt):
        return prompt, {}
    english, unknown = translate(prompt)
    told: dict[str, Any] = {"understood": english} if english else {}
    return english or prompt, told | ({"unknown": list(unknown)} if unknown else {})
