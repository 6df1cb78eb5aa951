"""Published checkpoints: read without running anything in them, and every tensor accounted for."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import ModelsheetError

if TYPE_CHECKING:
    import torch
    from torch import nn

_Config = TypeVar("_Config", bound=Any)
_Network = TypeVar("_Network", bound="nn.Module")

_SHOWN = 3  # names in an error; a wrong file would fill the screen

VIT_NAMES = {
    r"embeddings\.cls_token": "class_token",
    r"embeddings\.position_embeddings": "positions",
    r"embeddings\.patch_embeddings\.projection": "patches",
    r"encoder\.layer\.(\d+)\.layernorm_before": r"blocks.\1.norm1",
    r"encoder\.layer\.(\d+)\.layernorm_after": r"blocks.\1.norm2",
    r"encoder\.layer\.(\d+)\.attention\.attention\.(query|key|value)": r"blocks.\1.attention.\2",
    r"encoder\.layer\.(\d+)\.attention\.output\.dense": r"blocks.\1.attention.output",
    r"encoder\.layer\.(\d+)\.intermediate\.dense": r"blocks.\1.mlp.0",
    r"encoder\.layer\.(\d+)\.output\.dense": r"blocks.\1.mlp.2",
    r"encoder\.layer\.(\d+)\.adaLN_modulation\.1": r"blocks.\1.modulation",
    r"layernorm": "norm",
}
"""Published names of the vision transformer, patterns without the last part (weight, bias), and ours."""


def find_checkpoint(folder: Path, names: tuple[str, ...]) -> Path:
    """The first file of `names` that the folder holds."""
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise ModelsheetError("part-missing", folder=folder, name=" / ".join(names))


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a .safetensors file, or of a .ckpt read by torch's safe loader, mapped into memory."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        raise ModelsheetError("weights-unsafe", path=path) from error
    except (OSError, RuntimeError, EOFError, SafetensorError) as error:
        raise ModelsheetError("part-broken", path=path, reason=str(error)) from error
    tensors = content.get("state_dict", content) if isinstance(content, Mapping) else {}
    return {name: value for name, value in tensors.items() if isinstance(value, torch.Tensor)}


def rename(
    tensors: Mapping[str, torch.Tensor],
    names: Mapping[str, str],
    source: Path | str,
    ignored: tuple[str, ...] = (),
) -> dict[str, torch.Tensor]:
    """Tensors under our names, by a table of patterns that match all of a published name but its last part.

    `ignored`: patterns of whole names that we have no use for. A name that no pattern matches is an
    error: it belongs to another model.
    """
    patterns = {re.compile(pattern): ours for pattern, ours in names.items()}
    renamed, unknown = {}, []
    for name, tensor in tensors.items():
        if any(re.fullmatch(pattern, name) for pattern in ignored):
            continue
        stem, dot, last = name.rpartition(".")
        for pattern, ours in patterns.items():
            if match := pattern.fullmatch(name):
                renamed[match.expand(ours)] = tensor
                break
            if match := pattern.fullmatch(stem):
                renamed[match.expand(ours) + dot + last] = tensor
                break
        else:
            unknown.append(name)
    if unknown:
        raise ModelsheetError("weights-other", source=source, tensors=f"unknown: {_some(unknown)}")
    return renamed


def sizes(kind: type[_Config], tensors: Mapping[str, torch.Tensor], source: Path | str) -> _Config:
    """The sizes that a network has whose weights these are: `kind.of`, with its errors explained."""
    try:
        return kind.of(tensors)
    except (KeyError, ValueError) as error:
        raise ModelsheetError("weights-other", source=source, tensors=f"missing: {error}") from error


def assemble(
    kind: Callable[[_Config], _Network],
    config: _Config,
    tensors: Mapping[str, torch.Tensor],
    source: Path | str,
    device: torch.device | str = "cpu",
    dtype: torch.dtype | None = None,
) -> _Network:
    """A network ready to use, made around the tensors: they are never in memory twice."""
    import torch

    with torch.device("meta"):
        network = kind(config)
    load_weights(network, tensors, source)
    return network.to(device, dtype or torch.float32).eval().requires_grad_(False)


def load_weights(network: nn.Module, tensors: Mapping[str, torch.Tensor], source: Path | str) -> None:
    """Put tensors into a network, which may be on the `meta` device: each has its place, none is missing."""
    own = network.state_dict()
    missing = [name for name in own if name not in tensors]
    if missing:
        raise ModelsheetError("weights-other", source=source, tensors=f"missing: {_some(missing)}")
    extra = [name for name in tensors if name not in own]
    if extra:
        raise ModelsheetError("weights-other", source=source, tensors=f"unknown: {_some(extra)}")
    wrong = [name for name in own if own[name].shape != tensors[name].shape]
    if wrong:
        raise ModelsheetError("weights-other", source=source, tensors=f"of another size: {_some(wrong)}")
    network.load_state_dict(tensors, assign=True)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
