"""The models of the Hub with random weights: what they cost can be measured without downloading one.

Every network has its published size (`sizes`), the precision and the place that the engine would choose, and
random weights as torch, diffusers and transformers begin training with. They are wired into the objects that
the engine's own loaders make.

What such a model draws is noise. So each picture and each view, once drawn, is put aside, and one of a known
object (`figure`) goes on in its place. Of a reconstruction network the field is computed at every node of the
grid, but the surface is that of a ball. The tokenizers know single letters, and fill up to the published
lengths.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..context import Context
from ..generation._hub import HubGenerator
from ..generation.embedded.generator import EmbeddedGenerator
from ..hub.catalogue import catalogue, known_models, model_spec
from ..hub.fit import Placement, fit, placed, release
from ..hub.store import HOME_VARIABLE, model_folder
from ..imagine.model import PictureModel
from ..imagine.picture import Picture
from ..imagine.spec import SPECS as PICTURES
from ..pipeline import Models, Pipeline
from ..reconstruction.instantmesh.network import InstantMesh
from ..reconstruction.triposr.network import LEVEL, TripoSR
from ..registry import Generator
from ..request import Request
from ..sheet import ModelSheet
from ..weights import HASHES
from .figure import picture_of, view_of
from .sizes import Settings, Sizes

_BALL = 0.6  # its radius in the reconstruction networks' own box
_RAMP = 77  # text tokens, to each of which Zero123++ adds the picture's embedding


class UntaughtModels(Models):
    """`pipeline.Models` that makes models instead of loading them.

    ways: how models run, by name; the others as `fit` chooses. parameters: of each network, by model.
    """

    def __init__(self, sizes: Sizes, ways: Mapping[str, Placement] | None = None) -> None:
        super().__init__()
        self.sizes, self.ways = sizes, ways or {}
        self.parameters: dict[str, dict[str, int]] = {}

    def _get(self, kind: str, name: str, load: Callable[[], Any]) -> Any:
        def make() -> Any:
            release()
            made = self._made(kind, name) or load()
            release()  # what making it took is not what it needs
            return made

        return super()._get(kind, name, make)

    def _made(self, kind: str, name: str) -> Any:
        """The model; None for a stage that has no networks."""
        if name == "embedded":
            pipeline = _embedded(self.sizes)
            self._count(name, {"transformer": pipeline.transformer, "refiner": pipeline.refiner})
            return Pipeline(EmbeddedGenerator(pipeline))
        if not known_models([name]):
            return None
        spec = model_spec(name)
        way = self.ways.get(name) or fit(spec, folder=model_folder(name))
        maker = Maker(self.sizes, way)
        if kind == "method":
            network = maker.reconstructor(name)
            self._count(name, {name: network})
            return network
        if kind == "picture":
            pipeline = maker.picture(name)
            self._count(name, pipeline.components)
            known = next(each for each in PICTURES if each.model.name == name)
            return _Pictures(PictureModel(placed(pipeline, way), name, known, way.message))
        pipeline = maker.generator(name)
        self._count(name, {type(part).__name__: part for part in pipeline.parts})
        pipeline.settle(way)
        return Pipeline(_Views(HubGenerator(spec, pipeline, way)))

    def _count(self, name: str, parts: Mapping[str, Any]) -> None:
        networks = {part: found for part, found in parts.items() if isinstance(found, nn.Module)}
        self.parameters[name] = {
            part: sum(each.numel() for each in network.parameters()) for part, network in networks.items()
        }


@contextmanager
def installed(sizes: Sizes) -> Iterator[None]:
    """Models count as installed while it lasts: each has a folder with one empty file of the size of its
    weights, by which the engine judges what memory they need. It takes no room on most file systems.
    """
    before = os.environ.get(HOME_VARIABLE)
    with tempfile.TemporaryDirectory() as home:
        for spec in catalogue().values():
            folder = Path(home) / spec.name
            folder.mkdir()
            with (folder / "weights.safetensors").open("wb") as file:
                file.truncate(spec.size if sizes.bytes is None else sizes.bytes)
            (folder / HASHES).write_text(json.dumps({}), "utf-8")
        os.environ[HOME_VARIABLE] = home
        try:
            yield
        finally:
            del os.environ[HOME_VARIABLE]
            if before is not None:
                os.environ[HOME_VARIABLE] = before


@dataclass(frozen=True)
class Maker:
    """Makes networks of some sizes for one way to run them."""

    sizes: Sizes
    way: Placement

    def network(self, make: Callable[[], Any]) -> Any:
        """A network with the random weights that its makers give it, on the device, ready to draw with."""
        with torch.device(self.way.device):
            network = make()
        network = nn.Module.to(network, self.way.dtype)
        single = getattr(network, "_keep_in_fp32_modules", None) or ()  # as `from_pretrained` keeps them
        for name, parameter in network.named_parameters():
            if any(f".{part}." in name for part in single):
                parameter.data = parameter.data.float()
        return network.eval().requires_grad_(False)

    def picture(self, name: str) -> Any:
        """The pipeline of a model that draws pictures."""
        from diffusers import EulerDiscreteScheduler

        if name == "flux-schnell":
            return self.flux()
        scheduler = EulerDiscreteScheduler(**_SCHEDULE, timestep_spacing="trailing")
        if name.startswith("sdxl"):
            return self.sdxl(scheduler, self.vae(scaling_factor=0.13025, force_upcast=True))
        return self.stable_diffusion(scheduler)

    def generator(self, name: str) -> Any:
        """The pipeline of a model that draws views."""
        family = name.partition("-")[0]
        return {
            "mv": self.mv_adapter,
            "mvdream": self.mvdream,
            "imagedream": self.imagedream,
            "zero123plus": self.zero123plus,
        }[family](name)

    def reconstructor(self, name: str) -> Any:
        """The network of a reconstruction method; what computes the field is in single precision."""
        if name == "triposr":
            triposr = self.network(lambda: _BallTripoSR(self.sizes.triposr))
            triposr.decoder.float()
            return triposr
        instantmesh = self.network(lambda: _BallInstantMesh(self.sizes.instantmesh))
        instantmesh.heads.float()
        return instantmesh

    def vae(self, **changes: Any) -> Any:
        """Pictures to latents and back."""
        from diffusers import AutoencoderKL

        return self.network(lambda: AutoencoderKL(**self.sizes.vae | changes))

    def text_encoder(self, settings: Settings, projected: bool = False) -> Any:
        """A text encoder of CLIP."""
        from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

        kind = CLIPTextModelWithProjection if projected else CLIPTextModel
        return self.network(lambda: kind(CLIPTextConfig(**settings)))

    def vision_encoder(self) -> Any:
        """The vision encoder of CLIP ViT-H."""
        from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

        return self.network(lambda: CLIPVisionModelWithProjection(CLIPVisionConfig(**self.sizes.vision)))

    def unet(self, settings: Settings) -> Any:
        """A stock UNet."""
        from diffusers import UNet2DConditionModel

        return self.network(lambda: UNet2DConditionModel(**settings))

    def stable_diffusion(self, scheduler: Any) -> Any:
        """Stable Diffusion 2.1."""
        from diffusers import StableDiffusionPipeline

        return StableDiffusionPipeline(
            vae=self.vae(),
            text_encoder=self.text_encoder(self.sizes.clip_h),
            tokenizer=tokenizer(),
            unet=self.unet(self.sizes.sd21_unet),
            scheduler=scheduler,
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )

    def sdxl(self, scheduler: Any, vae: Any) -> Any:
        """Stable Diffusion XL."""
        from diffusers import StableDiffusionXLPipeline

        return StableDiffusionXLPipeline(
            vae=vae,
            text_encoder=self.text_encoder(self.sizes.clip_l),
            text_encoder_2=self.text_encoder(self.sizes.clip_g, projected=True),
            tokenizer=tokenizer(),
            tokenizer_2=tokenizer(),
            unet=self.unet(self.sizes.sdxl_unet),
            scheduler=scheduler,
            add_watermarker=False,
        )

    def flux(self) -> Any:
        """FLUX.1 schnell."""
        from diffusers import (
            AutoencoderKL,
            FlowMatchEulerDiscreteScheduler,
            FluxPipeline,
            FluxTransformer2DModel,
        )
        from transformers import T5Config, T5EncoderModel

        return FluxPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(),
            vae=self.network(lambda: AutoencoderKL(**self.sizes.flux_vae)),
            text_encoder=self.text_encoder(self.sizes.clip_l),
            tokenizer=tokenizer(),
            text_encoder_2=self.network(lambda: T5EncoderModel(T5Config(**self.sizes.t5))),
            tokenizer_2=_t5_tokenizer(),
            transformer=self.network(lambda: FluxTransformer2DModel(**self.sizes.flux)),
        )

    def mv_adapter(self, name: str) -> Any:
        """MV-Adapter on SDXL, whose VAE can be used in half precision, or on Stable Diffusion 2.1."""
        from diffusers import EulerDiscreteScheduler, PNDMScheduler

        from ..generation.mv_adapter.pipeline import MvAdapterPipeline
        from ..generation.mv_adapter.weights import make_room

        if name.endswith("sdxl"):
            pixels, vae = self.sizes.sdxl_pixels, self.vae(scaling_factor=0.13025, force_upcast=False)
            base = self.sdxl(EulerDiscreteScheduler(**_SCHEDULE, timestep_spacing="leading"), vae)
        else:
            pixels = self.sizes.sd21_pixels
            base = self.stable_diffusion(PNDMScheduler(**_SCHEDULE, skip_prk_steps=True))
        takes_picture, columns = "picture" in name, "paint" in name
        encoder, exchange = make_room(base.unet, takes_picture, columns)
        for path, module in base.unet.named_modules():
            if path.endswith(".attn1.processor"):
                _fill(module)
        return MvAdapterPipeline(base, encoder, exchange, takes_picture=takes_picture, resolution=pixels)

    def mvdream(self, _: str) -> Any:
        """MVDream."""
        from diffusers import DDIMScheduler

        from ..generation.mvdream.pipeline import MVDreamPipeline
        from ..generation.mvdream.weights import SCHEDULE

        return MVDreamPipeline(
            self._dream_unet(lambda unet: None),
            self.vae(),
            self.text_encoder(self.sizes.clip_h),
            tokenizer(),
            DDIMScheduler(**SCHEDULE),
        )

    def imagedream(self, _: str) -> Any:
        """ImageDream."""
        from diffusers import DDIMScheduler

        from ..generation.imagedream.attention import read_pictures
        from ..generation.imagedream.pipeline import ImageDreamPipeline, Networks
        from ..generation.imagedream.resampler import Resampler
        from ..generation.mvdream.weights import SCHEDULE

        widths = self.sizes.dream["context_dim"], self.sizes.vision["hidden_size"]
        return ImageDreamPipeline(
            Networks(
                unet=self._dream_unet(read_pictures),
                resampler=self.network(lambda: Resampler(*widths)),
                vae=self.vae(),
                text_encoder=self.text_encoder(self.sizes.clip_h),
                tokenizer=tokenizer(),
                vision_encoder=self.vision_encoder(),
                extractor=self._extractor(self.sizes.clip_pixels, *_CLIP_COLOURS),
                scheduler=DDIMScheduler(**SCHEDULE),
            )
        )

    def zero123plus(self, name: str) -> Any:
        """Zero123++, with the ControlNet for normals where its name says so."""
        from diffusers import ControlNetModel, EulerAncestralDiscreteScheduler

        from ..generation.zero123plus.pipeline import Networks, Zero123PlusPipeline

        unet = self.unet(self.sizes.sd21_unet)
        normals = name.endswith("normals")
        schedule = {"beta_start": 0.00085, "beta_end": 0.012, "prediction_type": "v_prediction"}
        networks = Networks(
            unet=unet,
            vae=self.vae(),
            text_encoder=self.text_encoder(self.sizes.clip_h),
            tokenizer=tokenizer(),
            vision_encoder=self.vision_encoder(),
            scheduler=EulerAncestralDiscreteScheduler(**schedule, steps_offset=1),
            ramp=np.linspace(0, 1, _RAMP).tolist(),
            vae_extractor=self._extractor(self.sizes.vae_pixels, [0.5] * 3, [0.8] * 3, resample=2),
            clip_extractor=self._extractor(self.sizes.clip_pixels, *_CLIP_COLOURS),
            controlnet=self.network(lambda: ControlNetModel.from_unet(unet)) if normals else None,
        )
        version = name.split("-")[1]
        return Zero123PlusPipeline(networks, version=version, resolution=self.sizes.zero123plus_pixels)

    def _dream_unet(self, change: Callable[[Any], None]) -> Any:
        from diffusers import UNet2DConditionModel

        from ..generation.mvdream.weights import stock_config

        def make() -> Any:
            unet = UNet2DConditionModel(self.sizes.dream_pixels // 8, **stock_config(self.sizes.dream))
            change(unet)
            return unet

        return self.network(make)

    def _extractor(self, side: int, mean: list[float], std: list[float], resample: int = 3) -> Settings:
        told = {"size": side, "crop_size": side, "resample": resample, "rescale_factor": 1 / 255}
        return told | {"image_mean": mean, "image_std": std}


_CLIP_COLOURS = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
_SCHEDULE = {  # of Stable Diffusion
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "steps_offset": 1,
}


class _BallInstantMesh(InstantMesh):
    """Computes its field, and gives that of a ball."""

    def inside(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        super().inside(planes, points)
        return self.level + _BALL - points.norm(dim=1)


class _BallTripoSR(TripoSR):
    """Computes its field, and gives that of a ball."""

    def density(self, planes: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
        super().density(planes, points)
        return LEVEL + _BALL - points.norm(dim=1)


class _Pictures:
    """A `PictureModel` whose pictures show the known object."""

    def __init__(self, model: PictureModel) -> None:
        self.model, self.notice = model, model.notice

    def draw(self, prompt: str, **options: Any) -> Picture:
        """See `PictureModel.draw`."""
        picture = self.model.draw(prompt, **options)
        return replace(picture, rgba=picture_of(len(picture.rgba)))


class _Views:
    """A generator whose views show the known object."""

    def __init__(self, generator: Generator) -> None:
        self.generator, self.name = generator, generator.name

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """See `registry.Generator`. What the views don't know they are not told."""
        sheet = self.generator.draw(request, context)
        known = [(view, view_of(view.camera, view.name)) for view in sheet]
        views = tuple(
            replace(seen, depth=None, normals=None if drawn.normals is None else seen.normals)
            for drawn, seen in known
        )
        return replace(sheet, views=views)


class _OneSentence:
    """A text encoder that says the same of every text, for the embedded model: its own is a package."""

    def states(self, texts: list[str]) -> torch.Tensor:
        """(N, tokens, width)."""
        from ..prompts.minilm import TEXT_TOKENS, TEXT_WIDTH

        return torch.ones(len(texts), TEXT_TOKENS, TEXT_WIDTH)

    def sentences(self, texts: list[str]) -> np.ndarray:
        """(N, width)."""
        return self.states(texts)[:, 0].numpy()


def _embedded(sizes: Sizes) -> Any:
    """The embedded model. It draws once: only what falls apart is drawn again, and noise always does."""
    from ..generation.embedded.network import NoiseSchedule
    from ..generation.embedded.pipeline import EmbeddedPipeline
    from ..generation.embedded.precision import for_drawing
    from ..generation.embedded.refiner import SheetRefiner
    from ..generation.embedded.sampler import SHIFT
    from ..generation.embedded.transformer import SheetTransformer
    from ..generation.embedded.vocabulary import Vocabulary

    encoder: Any = _OneSentence()
    pipeline = EmbeddedPipeline(
        for_drawing(SheetTransformer(**sizes.sheet)),
        for_drawing(SheetRefiner()),
        NoiseSchedule(SHIFT),
        Vocabulary(("thing",), encoder.sentences([""])),
        encoder,
    )
    pipeline.attempts = 1
    return pipeline


def _fill(module: nn.Module) -> None:
    """Give linear layers that were not filled the random weights that torch begins with."""
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()


def tokenizer() -> Any:
    """CLIP's tokenizer with single bytes for words."""
    from transformers import CLIPTokenizer
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    letters = list(bytes_to_unicode().values())
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: number for number, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=_RAMP)


def _t5_tokenizer() -> Any:
    from transformers import T5Tokenizer

    letters = [(chr(code), -2.0) for code in range(33, 127)]
    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), *letters]
    return T5Tokenizer(vocab=words, extra_ids=0)
