"""Asset to files on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from .asset import Asset
from .candidates import Candidates
from .cores import side_by_side
from .folders import staged
from .registry import EXPORTERS, ExporterSpec
from .surface import Surface

STEM = "asset"
ALWAYS = "glb"  # what Blender, the history and the gallery read


def save(
    asset: Asset,
    folder: str | Path,
    formats: Sequence[str] = (ALWAYS,),
    candidates: Candidates | None = None,
) -> Path:
    """Write the asset, its sheet, its pictures and `report.json` into a folder; returns the folder.

    candidates: the sheets from which the asset's was chosen, to lie beside it.

    formats: names of `registry.EXPORTERS`; a GLB is always written. All or nothing: the files are written
    beside the folder first and moved in when complete. What else lies in the folder stays. Raises
    ModelsheetError where it can't be written.
    """
    specs = [EXPORTERS.get(name) for name in dict.fromkeys((ALWAYS, *formats))]
    folder = Path(folder)
    with staged(folder) as stage:
        _at_once(
            lambda: _save_pictures(asset.surface, stage),
            lambda: _save_meshes(asset, specs, stage),
            lambda: asset.sheet.save(stage),
        )
        if candidates:
            candidates.save(stage)
        files = {path.name: _sha256(path) for path in sorted(stage.iterdir()) if path.is_file()}
        text = json.dumps({**asset.report, "files": files}, indent=2, ensure_ascii=False)
        (stage / "report.json").write_text(text + "\n", "utf-8")
    return folder


def _save_meshes(asset: Asset, specs: Sequence[ExporterSpec], folder: Path) -> None:
    for spec in specs:
        spec.write(asset, folder / f"{STEM}{spec.suffix}")


def main_file(formats: Sequence[str]) -> str:
    """The name of the file to open first: of the first format that was asked for."""
    return f"{STEM}{EXPORTERS.get((*formats, ALWAYS)[0]).suffix}"


def _save_pictures(surface: Surface, folder: Path) -> None:
    from .finishing.preview import Studio

    studio = Studio(surface)
    _at_once(
        lambda: _save_turntable(studio.turntable(), folder / "turntable.webp"),
        lambda: studio.still().save(folder / "preview.png"),
    )


def _save_turntable(frames: list[Image.Image], path: Path) -> None:
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=80,
        loop=0,
        quality=80,
        method=3,
        kmin=0,
        kmax=0,  # no frame but the first is coded as a whole picture too
    )


def _at_once(*writers: Callable[[], object]) -> None:
    side_by_side(lambda write: write(), writers)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
