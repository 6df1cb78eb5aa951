"""A generator's weights in files of at most 15 MB, as they travel from a training machine."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from ..errors import ModelsheetError
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.transformer import SheetTransformer

_LIMIT = 15_000_000  # bytes of a file
_PATTERN = "weights-*.safetensors"


def write_shards(transformer: SheetTransformer, refiner: SheetRefiner, told: dict, folder: Path) -> None:
    """Both networks' weights in half precision; their configurations, and what is `told` of the training,
    stand in each file's metadata."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for prefix, model in (("transformer", transformer), ("refiner", refiner)):
        for name, values in model.state_dict().items():
            half = values.detach().to("cpu", torch.float16).contiguous()
            size += half.nbytes
            if size > _LIMIT and parts[-1]:
                parts.append({})
                size = half.nbytes
            parts[-1][f"{prefix}.{name}"] = half
    meta = {
        "transformer": json.dumps(_config(transformer)),
        "refiner": json.dumps(_config(refiner)),
        "training": json.dumps(told),
    }
    for number, part in enumerate(parts):
        save_file(part, folder / f"weights-{number}.safetensors", meta)


def has_shards(folder: Path) -> bool:
    """Whether a folder holds weights in shards."""
    return any(Path(folder).glob(_PATTERN))


def read_shards(folder: Path) -> tuple[SheetTransformer, SheetRefiner, dict]:
    """The networks, float32, and what was told of their training. Raises ModelsheetError."""
    from safetensors import SafetensorError, safe_open

    states: dict[str, dict[str, torch.Tensor]] = {"transformer": {}, "refiner": {}}
    meta: dict[str, str] = {}
    try:
        for path in sorted(folder.glob(_PATTERN)):
            with safe_open(path, "pt") as file:
                meta = file.metadata()
                for key in sorted(file.keys()):
                    prefix, name = key.split(".", 1)
                    states[prefix][name] = file.get_tensor(key).float()
        transformer = SheetTransformer(**json.loads(meta["transformer"]))
        refiner = SheetRefiner(**json.loads(meta["refiner"]))
        transformer.load_state_dict(states["transformer"])
        refiner.load_state_dict(states["refiner"])
    except (OSError, KeyError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelsheetError(f"{folder} lacks some of its shards: copy all of {_PATTERN} again") from error
    return transformer, refiner, json.loads(meta["training"])


def _config(model: SheetTransformer | SheetRefiner) -> dict:
    return dict(vars(model.config))
