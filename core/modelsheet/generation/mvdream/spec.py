"""MVDream as it is published for diffusers."""

from __future__ import annotations

from ...hub.spec import MIT, OPENRAIL, Download, ModelSpec
from .cameras import view_cameras

_NUMBERS = 867_572_164 + 83_653_863 + 340_387_840  # parameters of UNet, VAE and text encoder, in float16

SPECS = (
    ModelSpec(
        name="mvdream",
        title="MVDream",
        needs=frozenset({"text"}),
        reads=frozenset({"text"}),
        cameras=view_cameras,
        resolution=256,
        languages=("en",),
        code=MIT,
        downloads=(
            Download(
                "ashawkey/mvdream-sd2.1-diffusers",
                ("model_index.json", "scheduler/*", "tokenizer/*", "text_encoder/*", "unet/*", "vae/*"),
                2 * _NUMBERS,
                OPENRAIL,
            ),
        ),
        memory=6 * 10**9,
    ),
)
