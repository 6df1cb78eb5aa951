"""Published weights into networks: every tensor has its place, or the user reads which has none."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from ..errors import ModelsheetError

_Module = TypeVar("_Module", bound=nn.Module)
_SHOWN = 3  # names in an error
_HAS_ACCELERATE = importlib.util.find_spec("accelerate") is not None  # weights are loaded without a copy


def place(device: str | torch.device | None, dtype: torch.dtype | None) -> tuple[torch.device, torch.dtype]:
    """Where to run, and in which precision: as asked for, else on a GPU in half, on a CPU in single."""
    if device is None:
        mps = torch.backends.mps.is_available()
        device = "cuda" if torch.cuda.is_available() else "mps" if mps else "cpu"
    where = torch.device(device)
    return where, dtype or (torch.float32 if where.type == "cpu" else torch.float16)


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bars and advice of diffusers and transformers while it lasts."""
    from diffusers.utils import logging as diffusers_log
    from transformers.utils import logging as transformers_log

    logs = (diffusers_log, transformers_log)
    before = [(log.get_verbosity(), log.is_progress_bar_enabled()) for log in logs]
    for log in logs:
        log.set_verbosity_error()
        log.disable_progress_bar()
    try:
        yield
    finally:
        for log, (verbosity, bar) in zip(logs, before, strict=True):
            log.set_verbosity(verbosity)
            if bar:
                log.enable_progress_bar()


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """All tensors of a checkpoint: safetensors, or a `.pt`, `.ckpt` or `.bin` read without running its code.

    Raises ModelsheetError when it can't be read.
    """
    if not path.is_file():
        raise ModelsheetError("part-missing", folder=path.parent, name=path.name)
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(path)
        loaded = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:  # each format raises its own kinds
        first = (str(error).splitlines() or [""])[0]
        raise ModelsheetError("part-broken", path=path, reason=first) from error
    state = loaded.get("state_dict", loaded)
    return {name: tensor for name, tensor in state.items() if isinstance(tensor, torch.Tensor)}


def fill(
    targets: Mapping[str, torch.Tensor], tensors: Mapping[str, torch.Tensor], source: Path | str
) -> None:
    """Copy the tensors into those of the same names, such as a module's `state_dict()`.

    source: where they come from, for the error. Raises ModelsheetError unless all names and shapes agree.
    """
    _check(targets, tensors, source)
    for name, target in targets.items():
        target.copy_(tensors[name])


def assemble(
    build: Callable[[], _Module], tensors: Mapping[str, torch.Tensor], dtype: torch.dtype, source: Path | str
) -> _Module:
    """The module that `build` makes, with these tensors as its weights; otherwise as `fill`.

    Not for a module with values that no checkpoint holds: they would be without contents.
    """
    with torch.device("meta"):  # random weights would only cost time and memory
        module = build()
    _check(module.state_dict(), tensors, source)
    module.load_state_dict(dict(tensors), assign=True)
    return nn.Module.to(module, dtype).eval().requires_grad_(False)


def find_weights(folder: Path) -> Path:
    """The file of weights of a component's folder; raises ModelsheetError where there is none."""
    found = [path for kind in ("safetensors", "bin") for path in sorted(folder.glob(f"*model*.{kind}"))]
    if not found:
        raise ModelsheetError("part-missing", folder=folder, name="*model*.safetensors")
    return found[0]


def load_component(kind: type[_Module], folder: Path, dtype: torch.dtype, **options: Any) -> _Module:
    """A component of a folder in the layout of diffusers and transformers, ready to draw with.

    Raises ModelsheetError when it is missing, damaged, or not all of its weights have a place.
    """
    if not (folder / "config.json").is_file():
        raise ModelsheetError("part-missing", folder=folder.parent, name=folder.name)
    options |= {"local_files_only": True, "output_loading_info": True}
    if kind.__module__.startswith("transformers"):
        options["dtype"] = dtype
    else:
        options |= {"torch_dtype": dtype, "low_cpu_mem_usage": _HAS_ACCELERATE}
    whole, half = (any(folder.glob(f"*{end}")) for end in ("model.safetensors", "model.fp16.safetensors"))
    if half and not whole:
        options["variant"] = "fp16"
    try:
        with quiet():
            module, info = kind.from_pretrained(folder, **options)
    except (OSError, ValueError, RuntimeError) as error:
        first = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise ModelsheetError("part-broken", path=folder, reason=first) from error
    wrong = [key[0] if isinstance(key, tuple) else key for key in info["mismatched_keys"]]
    _complain(folder, list(info["missing_keys"]), list(info["unexpected_keys"]), wrong)
    return module.eval().requires_grad_(False)


def load_tokenizer(folder: Path) -> Any:
    """The CLIP tokenizer of a folder; raises ModelsheetError when it is missing or damaged."""
    from transformers import CLIPTokenizer

    if not folder.is_dir():
        raise ModelsheetError("part-missing", folder=folder.parent, name=folder.name)
    try:
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelsheetError("part-broken", path=folder, reason=error) from error


def read_settings(path: Path) -> dict[str, Any]:
    """A JSON file of a model; raises ModelsheetError when it is missing or damaged."""
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise ModelsheetError("part-broken", path=path, reason=str(error)) from error


def load_pipeline(folder: Path, dtype: torch.dtype, **folders: Path | None) -> Any:
    """A pipeline of diffusers from a local folder, its networks checked as `load_component` does.

    folders: components that come from elsewhere, by name.
    """
    from diffusers import DiffusionPipeline

    index = read_settings(folder / "model_index.json")
    kinds = {name: kind for name, kind in index.items() if isinstance(kind, list) and kind[1]}
    parts: dict[str, Any] = {}
    for name, (library, kind) in kinds.items():
        where = folders.get(name) or folder / name
        if name in ("safety_checker", "feature_extractor"):
            parts[name] = None  # not used here
        elif issubclass(found := getattr(importlib.import_module(library), kind), nn.Module):
            parts[name] = load_component(found, where, dtype)
        elif not where.is_dir():
            raise ModelsheetError("part-missing", folder=folder, name=name)
    try:
        with quiet():
            return DiffusionPipeline.from_pretrained(
                folder, **parts, local_files_only=True, low_cpu_mem_usage=_HAS_ACCELERATE
            )
    except (OSError, ValueError, RuntimeError) as error:
        first = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise ModelsheetError("part-broken", path=folder, reason=first) from error


def _check(
    targets: Mapping[str, torch.Tensor], tensors: Mapping[str, torch.Tensor], source: Path | str
) -> None:
    missing = [name for name in targets if name not in tensors]
    strange = [name for name in tensors if name not in targets]
    both = [name for name in targets if name in tensors]
    wrong = [name for name in both if targets[name].shape != tensors[name].shape]
    _complain(source, missing, strange, wrong)


def _complain(source: Path | str, missing: list[str], strange: list[str], wrong: list[str]) -> None:
    parts = [
        f"{len(names)} {what} ({', '.join(sorted(names)[:_SHOWN])}{' ...' if len(names) > _SHOWN else ''})"
        for names, what in ((missing, "missing"), (strange, "unknown"), (wrong, "of another shape"))
        if names
    ]
    if parts:
        raise ModelsheetError("weights-other", source=source, tensors="; ".join(parts))
