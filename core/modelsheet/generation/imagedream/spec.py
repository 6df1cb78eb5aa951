"""ImageDream as it is published for diffusers."""

from __future__ import annotations

from functools import partial

from ...hub.spec import MIT, OPENRAIL, Download, ModelSpec
from ..mvdream.cameras import IMAGEDREAM_ELEVATION, view_cameras

# parameters of UNet, VAE, text and vision encoder, in float16
_NUMBERS = 941_672_900 + 83_653_863 + 340_387_840 + 632_076_800

SPECS = (
    ModelSpec(
        name="imagedream",
        title="ImageDream",
        needs=frozenset({"picture"}),
        reads=frozenset({"picture", "text"}),
        cameras=partial(view_cameras, elevation=IMAGEDREAM_ELEVATION),
        resolution=256,
        languages=("en",),
        code=MIT,
        downloads=(
            Download(
                "ashawkey/imagedream-ipmv-diffusers",
                (
                    "model_index.json",
                    "feature_extractor/*",
                    "image_encoder/*",
                    "scheduler/*",
                    "text_encoder/*",
                    "tokenizer/*",
                    "unet/*",
                    "vae/*",
                ),
                2 * _NUMBERS,
                OPENRAIL,  # MVDream's; none is stated for these weights alone
            ),
        ),
        memory=6 * 10**9,
    ),
)
