"""Asset to files on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from .asset import Asset
from .candidates import Candidates
from .cores import side_by_side
from .errors import ModelsheetError
from .folders import staged
from .pictures import write_png
from .registry import EXPORTERS, ExporterSpec
from .scene import Scene
from .second import beside
from .surface import Surface

if TYPE_CHECKING:
    from .finishing.preview import Studio

STEM = "asset"
REPORT = "report.json"
FRAMES = 24  # of the turntable
_OWN_FRAMES = 9  # that this process draws, which writes the meshes meanwhile; the second process the others
ALWAYS = "glb"  # what Blender, the history and the gallery read


def save(
    asset: Asset,
    folder: str | Path,
    formats: Sequence[str] = (ALWAYS,),
    candidates: Candidates | None = None,
    sheet_files: Callable[[], dict[str, bytes]] | None = None,
    studio: Callable[[], Studio] | None = None,
) -> Path:
    """Write the asset, its sheet, its pictures and `report.json` into a folder; returns the folder.

    candidates: the sheets from which the asset's was chosen, to lie beside it. sheet_files: gives
    `asset.sheet.files()`, where these are encoded already. studio: gives what its pictures are taken in,
    which may have looked around for FRAMES.
    formats: names of `registry.EXPORTERS`; a GLB is always written. All or nothing: the files are written
    beside the folder first and moved in when complete. What else lies in the folder stays. Raises
    ModelsheetError where it can't be written.
    """
    specs = [EXPORTERS.get(name) for name in dict.fromkeys((ALWAYS, *formats))]
    folder = Path(folder)
    with staged(folder) as stage:
        _at_once(
            lambda: _save_pictures(asset.surface, stage, studio), lambda: _save_meshes(asset, specs, stage)
        )
        if asset.sheet:
            for name, data in (sheet_files or asset.sheet.files)().items():
                (stage / name).write_bytes(data)
        if candidates:
            candidates.save(stage)
        made = sorted(path for path in stage.iterdir() if path.is_file() and path.name != REPORT)
        files = {path.name: _sha256(path) for path in made}
        _save_report({**asset.report, "files": files}, stage)
    return folder


def _save_report(report: dict[str, Any], folder: Path) -> None:
    (folder / REPORT).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _save_meshes(asset: Asset, specs: Sequence[ExporterSpec], folder: Path) -> None:
    for spec in specs:
        spec.write(asset, folder / f"{STEM}{spec.suffix}")


def write_scene(scene: Scene, path: str | Path) -> Path:
    """Write several assets in one file, in the format that its name ends with; returns the path.

    Raises ModelsheetError where the format holds no scenes or the file can't be written.
    """
    path = Path(path)
    known = {spec.suffix: spec.write_scene for name in EXPORTERS.names() if (spec := EXPORTERS.get(name))}
    write = known.get(path.suffix.lower())
    if write is None:
        suffixes = ", ".join(suffix for suffix, write in known.items() if write)
        raise ModelsheetError("scene-format", path=path, known=suffixes)
    with staged(path.parent) as stage:
        write(scene, stage / path.name)
    return path


def main_file(formats: Sequence[str]) -> str:
    """The name of the file to open first: of the first format that was asked for."""
    return f"{STEM}{EXPORTERS.get((*formats, ALWAYS)[0]).suffix}"


def _save_pictures(surface: Surface, folder: Path, prepared: Callable[[], Studio] | None) -> None:
    from .finishing.preview import Studio

    studio = prepared().showing(surface) if prepared else Studio(surface)
    others = beside(studio.turntable, FRAMES, slice(_OWN_FRAMES, FRAMES))
    frames = studio.turntable(FRAMES, slice(_OWN_FRAMES)) + others()
    _at_once(  # frames are encoded without the interpreter, which draws the still meanwhile
        lambda: _save_turntable(frames, folder / "turntable.webp"),
        lambda: write_png(studio.still(), folder / "preview.png"),
    )


def _save_turntable(frames: list[Image.Image], path: Path) -> None:
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=80,
        loop=0,
        quality=80,
        method=2,  # 3 takes twice as long, for files a twentieth smaller
        kmin=0,
        kmax=0,  # no frame but the first is coded as a whole picture too
    )


def _at_once(*writers: Callable[[], object]) -> None:
    side_by_side(lambda write: write(), writers)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
