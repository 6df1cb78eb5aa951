"""InstantMesh's published checkpoints, tensor for tensor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .._lrm.checkpoint import VIT_NAMES, assemble, find_checkpoint, read_tensors, rename, sizes

if TYPE_CHECKING:
    import torch

    from .network import InstantMesh, InstantMeshConfig

_VARIANTS = ("instant_mesh_large", "instant_mesh_base", "instant_nerf_large", "instant_nerf_base")
FILES = tuple(variant + suffix for variant in _VARIANTS for suffix in (".safetensors", ".ckpt"))
"""What may lie in the model's folder, the best first; one is enough."""

_PREFIX = "lrm_generator."  # what is not below it was of use in training only
_PACKED = ".self_attn.in_proj_weight"  # query, key and value in one
_LAYER = r"transformer\.layers\.(\d+)\."
_NAMES = {
    r"encoder\.camera_embedder\.([02])": r"camera_embedder.\1",
    **{rf"encoder\.model\.{theirs}": f"encoder.{ours}" for theirs, ours in VIT_NAMES.items()},
    r"transformer\.pos_embed": "tokens",
    rf"{_LAYER}(norm[123])": r"blocks.\1.\2",
    rf"{_LAYER}cross_attn\.q_proj_weight": r"blocks.\1.cross_attention.query.weight",
    rf"{_LAYER}cross_attn\.k_proj_weight": r"blocks.\1.cross_attention.key.weight",
    rf"{_LAYER}cross_attn\.v_proj_weight": r"blocks.\1.cross_attention.value.weight",
    rf"{_LAYER}(cross|self)_attn\.out_proj": r"blocks.\1.\2_attention.output",
    rf"{_LAYER}self_attn\.(query|key|value)": r"blocks.\1.self_attention.\2",
    rf"{_LAYER}mlp\.0": r"blocks.\1.mlp.0",
    rf"{_LAYER}mlp\.3": r"blocks.\1.mlp.2",
    r"transformer\.norm": "norm",
    r"transformer\.deconv": "upsample",
    r"synthesizer\.decoder\.net\.(\d)": r"heads.density_color.\1",
    r"synthesizer\.decoder\.net_sdf\.(\d)": r"heads.distance.\1",
    r"synthesizer\.decoder\.net_rgb\.(\d)": r"heads.color.\1",
    r"synthesizer\.decoder\.net_deformation\.(\d)": r"heads.deformation.\1",
    r"synthesizer\.decoder\.net_weight\.(\d)": r"heads.cube_weights.\1",
}


def load(
    folder: str | Path,
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
    config: InstantMeshConfig | None = None,
) -> InstantMesh:
    """The network of a folder in the published layout; its sizes are read off the weights.

    Raises ModelsheetError when the file is missing, can't be read safely, or isn't InstantMesh's.
    """
    from .network import InstantMesh, InstantMeshConfig

    path = find_checkpoint(Path(folder), FILES)
    tensors = convert(read_tensors(path), path)
    config = config or sizes(InstantMeshConfig, tensors, path)
    network = assemble(InstantMesh, config, tensors, path, device, dtype)
    network.heads.float()  # small, and half a density's digits would show as steps
    return network


def convert(tensors: Mapping[str, torch.Tensor], source: Path | str) -> dict[str, torch.Tensor]:
    """Published names to ours, packed projections taken apart."""
    own: dict[str, torch.Tensor] = {}
    for name, tensor in tensors.items():
        if not name.startswith(_PREFIX):
            continue
        name = name.removeprefix(_PREFIX)
        if name.endswith(_PACKED):
            parts = zip(("query", "key", "value"), tensor.chunk(3), strict=True)
            stem = name.removesuffix(".in_proj_weight")
            own.update({f"{stem}.{part}.weight": values for part, values in parts})
        else:
            own[name] = tensor
    return rename(own, _NAMES, source)
