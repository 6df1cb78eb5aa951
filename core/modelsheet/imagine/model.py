"""A text-to-image pipeline of diffusers, with LoRA weights, that draws pictures of objects."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Message, ModelsheetError
from .picture import Picture
from .spec import SPECS, PictureSpec
from .templates import NEGATIVE_PROMPT, put_into

if TYPE_CHECKING:
    import torch

OnStep = Callable[[int, int], None]
"""Called after each step with its number (from 1) and their count; what it raises ends the drawing."""


@dataclass(frozen=True)
class Lora:
    """Low-rank weights that change a model's style: a safetensors file or a folder with one.

    scale: how much of the change, usually 0 to 1.
    """

    path: Path
    scale: float = 1.0


class PictureModel:
    """Draws pictures from words.

    pipeline: any text-to-image pipeline of diffusers. spec: of a model that is known; else the pipeline's
    own defaults are taken. notice: how it was made to fit the machine.
    """

    def __init__(
        self, pipeline: Any, name: str, spec: PictureSpec | None = None, notice: Message | None = None
    ) -> None:
        self.pipeline, self.name, self.spec, self.notice = pipeline, name, spec, notice
        self._takes = inspect.signature(pipeline.__call__).parameters

    @classmethod
    def load(
        cls,
        name_or_folder: str | Path,
        *,
        loras: Sequence[Lora] = (),
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> PictureModel:
        """Load a model by the name of a spec, which must be installed, by its id on the Hub, or its folder.

        device, dtype: where and in which precision; by default the best way that fits this machine. Raises
        ModelsheetError when it is not there, is damaged, or is no text-to-image model, and when LoRA weights
        don't fit it.
        """
        from ..hub.checkpoints import place
        from ..hub.fit import Placement, fit, placed
        from ..hub.store import model_folder

        spec = _find_spec(name_or_folder)
        source = str(name_or_folder)
        if spec and source == spec.model.name and not Path(source).is_dir():
            source = str(model_folder(spec.model.name, size=spec.model.size))
        where, precision = place(device, dtype)
        placement = Placement(str(where), half=precision.itemsize == 2)
        if spec and device is None and dtype is None:
            placement = fit(spec.model, folder=Path(source) if Path(source).is_dir() else None)
            precision = placement.dtype
        pipeline = _load_pipeline(source, precision)
        _add_loras(pipeline, loras)
        return cls(placed(pipeline, placement), Path(name_or_folder).name, spec, placement.message)

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        size: int | None = None,
        template: str = "object",
        on_step: OnStep | None = None,
    ) -> Picture:
        """A square picture, its background still there (see `Picture.without_background`).

        size: pixels a side, a multiple of 8 (of 16 with FLUX). template: see `templates.put_into`. None takes
        the model's own default. Raises ModelsheetError for a size or template that can't be used.
        """
        import torch

        if size is not None and (size < 64 or size % self._block):
            near = max(64, round(size / self._block) * self._block)
            raise ModelsheetError("picture-size-odd", size=size, block=self._block, near=near)
        text = put_into(template, prompt)
        steps = self._default("num_inference_steps", steps)
        guidance_scale = self._default("guidance_scale", guidance_scale)
        size = size or (self.spec.model.resolution if self.spec else None)

        def step_done(pipeline: Any, index: int, _: Any, values: dict[str, Any]) -> dict[str, Any]:
            if on_step:
                on_step(index + 1, pipeline.num_timesteps)  # some schedulers take more steps than asked for
            return values

        wanted = {
            "prompt": text,
            "negative_prompt": NEGATIVE_PROMPT if guidance_scale > 1 else None,
            "num_inference_steps": steps,
            "guidance_scale": guidance_scale,
            "height": size,
            "width": size,
            "max_sequence_length": self.spec.words if self.spec else None,
            "generator": torch.Generator().manual_seed(seed),
            "callback_on_step_end": step_done,
            "output_type": "np",
        }
        given = {name: value for name, value in wanted.items() if name in self._takes and value is not None}
        image = self.pipeline(**given).images[0]
        rgb = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
        rgba = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
        settings = {"steps": steps, "guidance_scale": guidance_scale, "template": template}
        return Picture(rgba, prompt, seed, self.name, settings)

    @property
    def _block(self) -> int:
        """Pixels a side of what the networks draw as one."""
        processor = getattr(self.pipeline, "image_processor", None)
        return getattr(getattr(processor, "config", None), "vae_scale_factor", 8)

    def _default(self, name: str, value: Any) -> Any:
        """The value, else that of the known model, else the pipeline's own."""
        if value is None and self.spec:
            value = self.spec.steps if name == "num_inference_steps" else self.spec.guidance_scale
        return self._takes[name].default if value is None and name in self._takes else value


def _find_spec(name_or_folder: str | Path) -> PictureSpec | None:
    """The spec of a model by its name, its repository, or a folder named after either."""
    last = Path(name_or_folder).name.lower()
    for spec in SPECS:
        repository = spec.model.downloads[0].repository
        if last in (spec.model.name, repository.split("/")[1].lower()):
            return spec
    return None


def _load_pipeline(source: str, dtype: torch.dtype) -> Any:
    from diffusers import AutoPipelineForText2Image

    from ..hub.checkpoints import quiet

    folder = Path(source)
    half = folder.is_dir() and any(folder.glob("*/*.fp16.safetensors"))
    options: dict[str, Any] = {"torch_dtype": dtype, "variant": "fp16" if half else None}
    try:
        with quiet():
            return AutoPipelineForText2Image.from_pretrained(source, **options)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        first = (str(error).splitlines() or [""])[0] or type(error).__name__
        known = ", ".join(spec.model.name for spec in SPECS)
        raise ModelsheetError("no-picture-model", source=source, reason=first, known=known) from error


def _add_loras(pipeline: Any, loras: Sequence[Lora]) -> None:
    if not loras:
        return
    from importlib.util import find_spec

    from ..hub.checkpoints import quiet

    if find_spec("peft") is None:
        raise ModelsheetError("extra-missing", what="LoRA", extra="hub")
    names = [f"lora_{number}" for number in range(len(loras))]
    for name, lora in zip(names, loras, strict=True):
        file = _lora_file(lora.path)
        try:
            with quiet():
                pipeline.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=name)
        except (AttributeError, KeyError, OSError, RuntimeError, ValueError) as error:
            raise ModelsheetError("lora-other", path=file) from error
    pipeline.set_adapters(names, [lora.scale for lora in loras])


def _lora_file(path: Path) -> Path:
    files = sorted(path.glob("*.safetensors")) if path.is_dir() else [path]
    if len(files) != 1 or not files[0].is_file():
        raise ModelsheetError("lora-missing", path=path)
    return files[0]
