"""TripoSR's published checkpoint, tensor for tensor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .._lrm.checkpoint import VIT_NAMES, assemble, find_checkpoint, read_tensors, rename, sizes

if TYPE_CHECKING:
    import torch

    from .network import TripoSR, TripoSRConfig

FILES = ("model.safetensors", "model.ckpt")
"""What may lie in the model's folder, the best first; one is enough."""

_BLOCK = r"backbone\.transformer_blocks\.(\d+)\."
_PROJECTIONS = {"to_q": "query", "to_k": "key", "to_v": "value", r"to_out\.0": "output"}
_NAMES = {
    **{rf"image_tokenizer\.model\.{theirs}": f"encoder.{ours}" for theirs, ours in VIT_NAMES.items()},
    r"tokenizer\.embeddings": "tokens",
    r"backbone\.norm": "backbone.norm",
    r"backbone\.proj_in": "backbone.enter",
    r"backbone\.proj_out": "backbone.leave",
    **{
        rf"{_BLOCK}{published}\.{theirs}": rf"backbone.blocks.\1.{attention}.{ours}"
        for published, attention in (("attn1", "self_attention"), ("attn2", "cross_attention"))
        for theirs, ours in _PROJECTIONS.items()
    },
    rf"{_BLOCK}(norm[123])": r"backbone.blocks.\1.\2",
    rf"{_BLOCK}ff\.net\.0\.proj": r"backbone.blocks.\1.widen",
    rf"{_BLOCK}ff\.net\.2": r"backbone.blocks.\1.narrow",
    r"post_processor\.upsample": "upsample",
    r"decoder\.layers\.(\d+)": r"decoder.\1",
}
_IGNORED = (r"image_tokenizer\.model\.pooler\.dense\.(weight|bias)",)  # nothing reads the pooled token


def load(
    folder: str | Path,
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
    config: TripoSRConfig | None = None,
) -> TripoSR:
    """The network of a folder in the published layout; its sizes are read off the weights.

    Raises ModelsheetError when the file is missing, can't be read safely, or isn't TripoSR's.
    """
    from .network import TripoSR, TripoSRConfig

    path = find_checkpoint(Path(folder), FILES)
    tensors = convert(read_tensors(path), path)
    config = config or sizes(TripoSRConfig, tensors, path)
    network = assemble(TripoSR, config, tensors, path, device, dtype)
    network.decoder.float()  # small, and half a density's digits would show as steps
    return network


def convert(tensors: Mapping[str, torch.Tensor], source: Path | str) -> dict[str, torch.Tensor]:
    """Published names to ours."""
    return rename(tensors, _NAMES, source, _IGNORED)
