"""The published versions of Zero123++, and that with normals."""

from __future__ import annotations

from functools import partial

from ...hub.spec import APACHE, NONCOMMERCIAL, Download, ModelSpec
from .cameras import view_cameras

_GB = 10**9
_HALF = 2  # bytes of a number in float16
_NUMBERS = 865_910_724 + 83_653_863 + 340_387_840 + 632_076_800  # UNet, VAE, text and vision encoder
_FILES = (
    "model_index.json",
    "feature_extractor_clip/*",
    "feature_extractor_vae/*",
    "scheduler/*",
    "text_encoder/*",
    "tokenizer/*",
    "unet/*",
    "vae/*",
    "vision_encoder/*",
)
_NORMALS = Download(
    "sudo-ai/controlnet-zp12-normal-gen-v1",
    ("config.json", "diffusion_pytorch_model.safetensors"),
    364_228_240 * _HALF,
    NONCOMMERCIAL,
    folder="controlnet",
)


def _spec(version: str, with_normals: bool, memory: int) -> ModelSpec:
    base = Download(f"sudo-ai/zero123plus-v{version}", _FILES, _NUMBERS * _HALF, NONCOMMERCIAL)
    index = {"version": version} | ({"controlnet": _NORMALS.folder} if with_normals else {})
    return ModelSpec(
        name=f"zero123plus-{version}{'-normals' if with_normals else ''}",
        title=f"Zero123++ {version}{' with normals' if with_normals else ''}",
        needs=frozenset({"picture"}),
        reads=frozenset({"picture"}),
        cameras=partial(view_cameras, version=version),
        resolution=320,
        languages=(),
        code=APACHE,
        downloads=(base, _NORMALS) if with_normals else (base,),
        memory=memory,
        index=index,
    )


SPECS = (  # memory as `bench routes` saw it on an H200; the authors state 5 GB, and 5.7 with a ControlNet
    _spec("1.1", False, int(5.6 * _GB)),
    _spec("1.2", False, int(5.6 * _GB)),
    _spec("1.2", True, int(6.3 * _GB)),
)
