"""Text-to-image models that are known to serve; any other of diffusers can be named by id or folder."""

from __future__ import annotations

from dataclasses import dataclass

from ..hub.spec import APACHE, OPENRAIL, OPENRAIL_M, STABILITY, Download, Licence, ModelSpec

_HALF = 2  # bytes of a number in float16 or bfloat16
_SDXL = 2_567_463_684 + 123_060_480 + 694_659_840 + 83_653_863  # UNet, two text encoders, VAE
_SD21 = 865_910_724 + 340_387_840 + 83_653_863
_SD15 = 859_520_964 + 123_060_480 + 83_653_863
_FLUX = 11_891_178_560 + 4_762_310_656 + 123_060_480 + 83_819_683  # transformer, two text encoders, VAE
_HALF_PRECISION = (
    "model_index.json",
    "scheduler/*",
    "tokenizer*/*",
    "*/config.json",
    "*/*.fp16.safetensors",
)
_AS_PUBLISHED = (
    "model_index.json",
    "scheduler/*",
    "tokenizer*/*",
    "*/config.json",
    "*/*.json",
    "*/*.safetensors",
)


@dataclass(frozen=True)
class PictureSpec:
    """A text-to-image model, with the steps and the guidance that its authors give for it.

    words: tokens of the prompt that it was taught to read, where diffusers' pipeline would take more.
    """

    model: ModelSpec
    steps: int
    guidance_scale: float
    words: int | None = None


def _spec(
    name: str,
    title: str,
    repository: str,
    licence: Licence,
    numbers: int,
    resolution: int,
    steps: int,
    guidance_scale: float,
    files: tuple[str, ...] = _HALF_PRECISION,
    words: int | None = None,
) -> PictureSpec:
    """numbers: parameters of all its networks."""
    model = ModelSpec(
        name=name,
        title=title,
        needs=frozenset({"text"}),
        reads=frozenset({"text"}),
        cameras=None,
        resolution=resolution,
        languages=("en",),
        code=APACHE,
        downloads=(Download(repository, files, numbers * _HALF, licence),),
        memory=0,
    )
    return PictureSpec(model, steps, guidance_scale, words)


SPECS = (
    _spec(
        "sdxl",
        "Stable Diffusion XL",
        "stabilityai/stable-diffusion-xl-base-1.0",
        OPENRAIL,
        _SDXL,
        1024,
        30,
        6.0,
    ),
    _spec("sdxl-turbo", "SDXL-Turbo", "stabilityai/sdxl-turbo", STABILITY, _SDXL, 512, 4, 0.0),
    _spec("sd-turbo", "SD-Turbo", "stabilityai/sd-turbo", STABILITY, _SD21, 512, 4, 0.0),
    _spec(
        "sd15",
        "Stable Diffusion 1.5",
        "stable-diffusion-v1-5/stable-diffusion-v1-5",
        OPENRAIL_M,
        _SD15,
        512,
        30,
        7.5,
    ),
    _spec(
        "flux-schnell",
        "FLUX.1 schnell",
        "black-forest-labs/FLUX.1-schnell",
        APACHE,
        _FLUX,
        1024,
        4,
        0.0,
        _AS_PUBLISHED,
        words=256,
    ),
)
MODELS = tuple(spec.model for spec in SPECS)
