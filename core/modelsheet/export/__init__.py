"""Asset to files on disk."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..asset import Asset
from ..folders import staged
from ..surface import Surface


def save(asset: Asset, folder: str | Path) -> Path:
    """Write the asset, its sheet, its pictures and `report.json` into a folder; returns the folder.

    All or nothing: the files are written beside the folder first and moved in when complete. What
    else lies in the folder stays. Raises ModelsheetError where it can't be written.
    """
    from .glb import write_glb

    folder = Path(folder)
    with staged(folder) as stage:
        with ThreadPoolExecutor(1) as beside:  # compressing pictures leaves the interpreter to others
            model = beside.submit(write_glb, asset, stage / "asset.glb")
            sheet = beside.submit(asset.sheet.save, stage)
            _save_pictures(asset.surface, stage)
            model.result(), sheet.result()
        files = {path.name: _sha256(path) for path in sorted(stage.iterdir())}
        text = json.dumps({**asset.report, "files": files}, indent=2, ensure_ascii=False)
        (stage / "report.json").write_text(text + "\n", "utf-8")
    return folder


def _save_pictures(surface: Surface, folder: Path) -> None:
    from ..finishing.preview import Studio

    studio = Studio(surface)
    with ThreadPoolExecutor(1) as beside:
        still = beside.submit(lambda: studio.still().save(folder / "preview.png"))
        frames = studio.turntable()
        frames[0].save(
            folder / "turntable.webp",
            save_all=True,
            append_images=frames[1:],
            duration=80,
            loop=0,
            quality=80,
            method=3,
            kmin=0,
            kmax=0,  # only the first frame is whole: each is coded once
        )
        still.result()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
