"""The sizes of the networks of the models of the Hub, as they are published; and tiny ones for tests.

They are what the published `config.json` files say, where these differ from the defaults of diffusers and
transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..generation.mvdream.weights import PUBLISHED as DREAM
from ..generation.mvdream.weights import TEXT_CONFIG, VAE_CONFIG
from ..reconstruction._lrm.vit import ViTConfig
from ..reconstruction.instantmesh.network import InstantMeshConfig
from ..reconstruction.triposr.network import TripoSRConfig

Settings = dict[str, Any]


@dataclass(frozen=True)
class Sizes:
    """Settings of the networks, by what diffusers and transformers call them.

    sd21_unet is that of Stable Diffusion 2.1, SD-Turbo and Zero123++; vae that of all models but FLUX. clip_h
    is the text encoder of Stable Diffusion 2.1, MVDream, ImageDream and Zero123++, clip_l and clip_g those of
    SDXL, clip_l and t5 those of FLUX. vision: of Zero123++ and ImageDream. dream: the UNet of MVDream and
    ImageDream, as its authors name its settings. sheet: the embedded model's transformer. *_pixels: a side of
    a view, by family; clip_pixels and vae_pixels, of the picture that Zero123++'s encoders take. bytes: of a
    model's weights on disk, None for as many as are published.
    """

    sd21_unet: Settings
    sdxl_unet: Settings
    vae: Settings
    flux_vae: Settings
    clip_l: Settings
    clip_g: Settings
    clip_h: Settings
    vision: Settings
    t5: Settings
    flux: Settings
    dream: Settings
    triposr: TripoSRConfig
    instantmesh: InstantMeshConfig
    sheet: Settings
    sd21_pixels: int
    sdxl_pixels: int
    dream_pixels: int
    zero123plus_pixels: int
    clip_pixels: int
    vae_pixels: int
    bytes: int | None = None


_SDXL_BLOCKS: Settings = {
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "addition_embed_type": "text_time",
    "use_linear_projection": True,
}
_FLUX_VAE: Settings = {
    "latent_channels": 16,
    "scaling_factor": 0.3611,
    "shift_factor": 0.1159,
    "use_quant_conv": False,
    "use_post_quant_conv": False,
}

PUBLISHED = Sizes(
    sd21_unet={
        "sample_size": 64,
        "block_out_channels": (320, 640, 1280, 1280),
        "attention_head_dim": (5, 10, 20, 20),
        "cross_attention_dim": 1024,
        "use_linear_projection": True,
    },
    sdxl_unet=_SDXL_BLOCKS
    | {
        "sample_size": 128,
        "block_out_channels": (320, 640, 1280),
        "attention_head_dim": (5, 10, 20),
        "transformer_layers_per_block": (1, 2, 10),
        "cross_attention_dim": 2048,
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    },
    vae=VAE_CONFIG,
    flux_vae=VAE_CONFIG | _FLUX_VAE,
    clip_l={
        "vocab_size": 49408,
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "hidden_act": "quick_gelu",
        "projection_dim": 768,
    },
    clip_g={
        "vocab_size": 49408,
        "hidden_size": 1280,
        "intermediate_size": 5120,
        "num_hidden_layers": 32,
        "num_attention_heads": 20,
        "hidden_act": "gelu",
        "projection_dim": 1280,
    },
    clip_h=TEXT_CONFIG,
    vision={
        "hidden_size": 1280,
        "intermediate_size": 5120,
        "num_hidden_layers": 32,
        "num_attention_heads": 16,
        "image_size": 224,
        "patch_size": 14,
        "projection_dim": 1024,
        "hidden_act": "gelu",
    },
    t5={
        "vocab_size": 32128,
        "d_model": 4096,
        "d_kv": 64,
        "d_ff": 10240,
        "num_layers": 24,
        "num_heads": 64,
        "feed_forward_proj": "gated-gelu",
    },
    flux={
        "in_channels": 64,
        "num_layers": 19,
        "num_single_layers": 38,
        "attention_head_dim": 128,
        "num_attention_heads": 24,
        "joint_attention_dim": 4096,
        "pooled_projection_dim": 768,
        "axes_dims_rope": (16, 56, 56),
    },
    dream=DREAM,
    triposr=TripoSRConfig(),
    instantmesh=InstantMeshConfig(),
    sheet={},
    sd21_pixels=512,
    sdxl_pixels=768,
    dream_pixels=256,
    zero123plus_pixels=320,
    clip_pixels=224,
    vae_pixels=512,
)

_TINY_VAE = VAE_CONFIG | {
    "block_out_channels": (8, 8, 16, 16),
    "layers_per_block": 1,
    "norm_num_groups": 4,
}
_TINY_UNET: Settings = {
    "sample_size": 8,
    "layers_per_block": 1,
    "norm_num_groups": 8,
    "cross_attention_dim": 32,
    "use_linear_projection": True,
}
_TINY_CLIP: Settings = {
    "vocab_size": 514,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "projection_dim": 32,
    "bos_token_id": 512,
    "eos_token_id": 513,
    "pad_token_id": 513,
}

TINY = Sizes(
    sd21_unet=_TINY_UNET | {"block_out_channels": (16, 32, 32, 32), "attention_head_dim": (2, 4, 4, 4)},
    sdxl_unet=_SDXL_BLOCKS
    | _TINY_UNET
    | {
        "block_out_channels": (16, 32, 32),
        "attention_head_dim": (2, 4, 4),
        "transformer_layers_per_block": (1, 1, 2),
        "cross_attention_dim": 64,
        "addition_time_embed_dim": 8,
        "projection_class_embeddings_input_dim": 32 + 6 * 8,
    },
    vae=_TINY_VAE,
    flux_vae=_TINY_VAE | _FLUX_VAE,
    clip_l=_TINY_CLIP,
    clip_g=_TINY_CLIP,
    clip_h=_TINY_CLIP,
    vision={
        "hidden_size": 48,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
        "projection_dim": 32,
    },
    t5={"vocab_size": 128, "d_model": 32, "d_kv": 16, "d_ff": 64, "num_layers": 2, "num_heads": 2},
    flux={
        "in_channels": 64,
        "num_layers": 1,
        "num_single_layers": 1,
        "attention_head_dim": 16,
        "num_attention_heads": 2,
        "joint_attention_dim": 32,
        "pooled_projection_dim": 32,
        "axes_dims_rope": (4, 6, 6),
    },
    dream=DREAM
    | {
        "model_channels": 32,
        "attention_resolutions": [2, 1],
        "num_res_blocks": 1,
        "channel_mult": [1, 2, 2],
        "num_head_channels": 16,
        "context_dim": 32,
    },
    triposr=TripoSRConfig(ViTConfig(64, 1, 1, 96, 16, 4), 64, 64, 1, 1, 8, 8, 32, 2),
    instantmesh=InstantMeshConfig(ViTConfig(64, 1, 1, 96, 16, 4, True), 64, 1, 1, 8, 8),
    sheet={"width": 64, "depth": 1, "heads": 2},
    sd21_pixels=64,
    sdxl_pixels=64,
    dream_pixels=64,
    zero123plus_pixels=64,
    clip_pixels=28,
    vae_pixels=64,
    bytes=1 << 20,
)
