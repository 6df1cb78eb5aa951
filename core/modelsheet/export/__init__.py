"""Asset to files on disk."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ..asset import Asset
from ..folders import staged


def save(asset: Asset, folder: str | Path) -> Path:
    """Write the asset, its sheet, its pictures and `report.json` into a folder; returns the folder.

    All or nothing: the files are written beside the folder first and moved in when complete. What
    else lies in the folder stays. Raises ModelsheetError where it can't be written.
    """
    from ..finishing.preview import Studio
    from .glb import write_glb

    folder = Path(folder)
    studio = Studio(asset.surface)
    with staged(folder) as stage:
        write_glb(asset, stage / "asset.glb")
        asset.sheet.save(stage)
        studio.still().save(stage / "preview.png")
        frames = studio.turntable()
        frames[0].save(
            stage / "turntable.webp",
            save_all=True,
            append_images=frames[1:],
            duration=80,
            loop=0,
            quality=80,
            method=3,
        )
        files = {path.name: _sha256(path) for path in sorted(stage.iterdir())}
        text = json.dumps({**asset.report, "files": files}, indent=2, ensure_ascii=False)
        (stage / "report.json").write_text(text + "\n", "utf-8")
    return folder


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
