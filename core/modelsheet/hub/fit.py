"""Whether a model fits this machine, and the ways to make it fit: asked before anything is loaded.

What a model needs is counted from its parameters and from what its authors state; it is an estimate.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Message, ModelsheetError
from .spec import ModelSpec

if TYPE_CHECKING:
    import torch

LIMIT_VARIABLE = "MODELSHEET_MEMORY"
"""Of the environment: at most so much memory for a model, such as 6GB."""

_GB = 10**9
_KEPT = 0.9  # of what is free: the rest is for the program itself
_DENOISER = (
    0.75  # of a model's weights that its largest network has, which alone lies on the GPU when offloaded
)
_WORKING = (0.25, 1 * _GB)  # beside the weights where no authors state it: a share of them, and at least
_WEIGHTS = (".safetensors", ".ckpt", ".pt", ".bin")
_TILED = 0.6  # of the working memory that is left when the decoder works tile by tile


@dataclass(frozen=True)
class Machine:
    """What there is to run a model on.

    device: "cpu", "cuda" or "mps". free: bytes for a model there, None where that can't be known. ram: bytes
    free beside the device, None likewise. offloads: whether networks can wait in the RAM for their turn.
    """

    device: str
    free: int | None
    ram: int | None
    offloads: bool = False

    def holds(self, way: Placement) -> bool:
        """Whether there is room for a model that runs this way."""
        return self.free is None or way.need <= _KEPT * self.free

    def without(self, folders: Iterable[Path]) -> Machine:
        """The machine once models that are loaded, by their folders, are let go."""
        held = sum(map(_bytes_of_weights, folders))
        free, ram = (None if there is None else there + held for there in (self.free, self.ram))
        return replace(self, free=free, ram=ram)

    @classmethod
    def here(cls) -> Machine:
        """This one, as it is now; MODELSHEET_MEMORY limits it. Raises ModelsheetError for a wrong limit."""
        import torch

        ram = _available()
        if torch.cuda.is_available():
            has_accelerate = importlib.util.find_spec("accelerate") is not None
            found = cls("cuda", torch.cuda.mem_get_info()[0], ram, has_accelerate)
        else:
            found = cls("mps" if torch.backends.mps.is_available() else "cpu", ram, ram)
        limit = _limit()
        return found if limit is None else replace(found, free=min(limit, found.free or limit))


@dataclass(frozen=True)
class Placement:
    """How the networks of a model run.

    half: in 16 bits a number (float16, bfloat16 on a CPU). offload: each comes to the GPU for its turn only.
    tiling: the decoder works tile by tile. need: bytes on the device, an estimate. pixels: a side of smaller
    views than the model's own, views: how many where it draws fewer; 0 for its own.
    """

    device: str
    half: bool
    offload: bool = False
    tiling: bool = False
    need: int = 0
    pixels: int = 0
    views: int = 0

    @property
    def dtype(self) -> torch.dtype:
        """Of the weights."""
        import torch

        if not self.half:
            return torch.float32
        return torch.bfloat16 if self.device == "cpu" else torch.float16

    @property
    def message(self) -> Message | None:
        """What is done to make it fit, for the user; None where nothing had to be."""
        if self.views:
            return Message("fit-fewer", {"views": self.views, "pixels": self.pixels})
        if self.pixels:
            return Message("fit-smaller", {"pixels": self.pixels})
        if self.offload:
            return Message("fit-offload")
        if self.device == "cpu" and self.half:
            return Message("fit-half")
        return Message("fit-tiling") if self.tiling else None


def ways(spec: ModelSpec, machine: Machine, folder: Path | None = None) -> Iterator[Placement]:
    """All ways to run a model on a device, the best first.

    folder: of the model, which may be smaller than the published one.
    """
    weights, working = _needs(spec, folder)
    tiled, device = int(_TILED * working), machine.device
    last, there = Placement(device, True, tiling=True), weights
    if device == "cpu":
        yield Placement(device, False, need=2 * (weights + working))
    yield Placement(device, True, need=weights + working)
    if device != "cpu" and machine.offloads and (machine.ram is None or weights <= _KEPT * machine.ram):
        yield replace(last, need=weights + tiled)
        there = int(_DENOISER * weights)
        yield Placement(device, True, True, need=there + working)
        last = replace(last, offload=True)
    yield replace(last, need=there + tiled)
    if spec.small:
        smaller = tiled * (spec.small / spec.resolution) ** 2
        yield replace(last, need=there + int(smaller), pixels=spec.small)
        if spec.few and spec.cameras:
            fewer = smaller * spec.few / len(spec.cameras(spec.resolution))
            yield replace(last, need=there + int(fewer), pixels=spec.small, views=spec.few)


def _needs(spec: ModelSpec, folder: Path | None) -> tuple[int, int]:
    """Bytes of a model's weights in half precision, and of what it works with beside them."""
    size = min(1.0, _bytes_of_weights(folder) / spec.size) if folder else 1.0
    weights = int(2 * spec.numbers * size)
    share, least = _WORKING
    stated = _half(spec) - 2 * spec.numbers if spec.memory else least
    return weights, max(int(stated * size), int(share * weights))


def _half(spec: ModelSpec) -> int:
    """The memory that the authors state, in half precision."""
    return spec.memory // 2 if spec.single else spec.memory


def gpu_memory(spec: ModelSpec) -> int:
    """Bytes that a model needs on a GPU as its authors state it, else an estimate for half precision."""
    return spec.memory or next(ways(spec, Machine("cuda", None, None))).need


def fit(spec: ModelSpec, machine: Machine | None = None, folder: Path | None = None) -> Placement:
    """The best way that fits; folder: of the model.

    Raises ModelsheetError, which names the choices, where none does.
    """
    machine = machine or Machine.here()
    found = list(ways(spec, machine, folder))
    for way in found:
        if machine.holds(way):
            return way
    least = min(way.need for way in found)
    raise ModelsheetError(
        "model-too-large",
        name=spec.name,
        need=f"{least / _GB:.1f}",
        free=f"{(machine.free or 0) / _GB:.1f}",
        device=machine.device,
    )


def placed(pipeline: Any, placement: Placement) -> Any:
    """A pipeline of diffusers where and how it is to run."""
    pipeline.set_progress_bar_config(disable=True)
    if placement.tiling and hasattr(pipeline, "vae"):
        pipeline.vae.enable_slicing()
        pipeline.vae.enable_tiling()
    if placement.offload:
        pipeline.enable_model_cpu_offload(device=placement.device)
        return pipeline
    return pipeline.to(placement.device)


def settle(network: Any, placement: Placement) -> Any:
    """One network where and how it is to run."""
    if placement.tiling and hasattr(network, "enable_tiling"):
        network.enable_slicing()
        network.enable_tiling()
    if placement.offload:
        from accelerate import cpu_offload_with_hook

        return cpu_offload_with_hook(network, placement.device)[0]
    return network.to(placement.device)


def device_of(network: Any) -> torch.device:
    """Where a network computes; with offloading, where it is taken to."""
    import torch

    hook = getattr(network, "_hf_hook", None)
    where = getattr(hook, "execution_device", None)
    return torch.device(where) if where is not None else network.device


def release() -> None:
    """Give freed memory back to the system and the GPU."""
    import gc
    import sys

    gc.collect()
    if sys.platform == "linux":  # whose allocator keeps what was freed
        import ctypes

        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL("libc.so.6").malloc_trim(0)
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _bytes_of_weights(folder: Path) -> int:
    """Of a model's folder, and of the folders that its index names."""
    found = {folder}
    try:
        index = json.loads((folder / "model_index.json").read_text("utf-8"))
        named = [folder / name for name in (index.get("base"), index.get("vae")) if isinstance(name, str)]
        found |= {place for place in named if place.is_dir()}
    except (OSError, AttributeError, ValueError):
        pass  # loading it says so
    files = {path.resolve() for place in found for path in place.rglob("*") if path.suffix in _WEIGHTS}
    return sum(path.stat().st_size for path in files)


def _limit() -> int | None:
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(GB|MB)", text, re.IGNORECASE)
    if found is None:
        raise ModelsheetError("memory-limit", variable=LIMIT_VARIABLE, value=repr(text))
    return int(float(found[1]) * (_GB if found[2].upper() == "GB" else 10**6))


def _available() -> int | None:
    """Bytes of RAM that a program could still take, None where nobody tells."""
    if importlib.util.find_spec("psutil") is not None:
        import psutil

        return int(psutil.virtual_memory().available)
    try:
        kilobytes = re.search(r"MemAvailable:\s+(\d+)", Path("/proc/meminfo").read_text("ascii"))
    except OSError:
        return None
    return int(kilobytes[1]) * 1024 if kilobytes else None
