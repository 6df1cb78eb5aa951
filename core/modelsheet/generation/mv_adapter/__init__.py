"""MV-Adapter: six views from words or from a picture, on SDXL (768 pixels) or Stable Diffusion 2.1 (512)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ModelsheetError
from .._hub import generator_spec
from .spec import SPECS as MODELS

if TYPE_CHECKING:
    from .pipeline import MvAdapterPipeline


def load(folder: Path, **where: Any) -> MvAdapterPipeline:
    """The pipeline of a folder whose `model_index.json` says where the parts lie. where: device and dtype.

    Its keys, paths from that folder: "base" (a pipeline of diffusers), "adapter" (one published file) and,
    where it isn't the base's own, "vae"; "paints" for a file that paints a mesh; "resolution" for views of
    another size than the model was made for.
    """
    from ...hub.checkpoints import read_settings
    from .pipeline import MvAdapterPipeline

    path = folder / "model_index.json"
    index = read_settings(path)
    if "base" not in index or "adapter" not in index:
        raise ModelsheetError("part-missing", folder=path, name="base, adapter")
    vae = folder / index["vae"] if "vae" in index else None
    base, adapter = folder / index["base"], folder / index["adapter"]
    size, paints = index.get("resolution"), "paints" in index
    return MvAdapterPipeline.from_folders(base, adapter, vae=vae, paints=paints, resolution=size, **where)


SPECS = tuple(generator_spec(model, load) for model in MODELS if "paints" not in model.index)
PAINTERS = tuple(generator_spec(model, load) for model in MODELS if "paints" in model.index)
