"""What a job does, from its request to the files in its folder."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .protocol import Job

if TYPE_CHECKING:
    from ..asset import Asset
    from ..generation import KnownParts
    from ..pipeline import Pipeline
    from ..sheet import ModelSheet

VIEWS_FILE = "views.npy"
_BETWEEN_SHEETS = 0.5  # seconds; a sheet costs a pass through the refiner
_FINISHING = ["reconstruct", "simplify", "unwrap", "bake", "report", "save"]

Progress = Callable[[str, float], None]
SheetSeen = Callable[[Path, list[str]], None]


def phases(job: Job, warm: bool) -> list[str]:
    """What the job goes through, in order."""
    drawn = job.do != "reconstruct"
    return ["load"] * (drawn and not warm) + ["draw"] * drawn + _FINISHING


def perform(job: Job, load: Callable[[str], Pipeline], progress: Progress, seen: SheetSeen) -> str:
    """Do the job; returns the sheet's notice. What `progress` or `seen` raises ends it.

    Whatever happens the folder is either complete or as it was, but for VIEWS_FILE, which shows the sheet
    as it forms and goes when the job fails. Raises ModelsheetError.
    """
    from ..export import save
    from ..folders import check_writable
    from ..pipeline import check_prompt, reconstruct
    from ..sheet import ModelSheet

    folder = Path(job.folder)
    check_writable(folder)
    finish = job.finish
    new = not folder.exists()
    asset: Asset | None = None
    try:
        if job.do == "reconstruct":
            assert job.sheet is not None  # see protocol
            asset = reconstruct(ModelSheet.load(job.sheet), finish=finish, progress=progress)
        else:
            prompt, known = _given(job)
            prompt = check_prompt(prompt, needed=known is None)
            pipeline = load(job.generator)
            forming = _Forming(folder, seen)
            asset = pipeline.generate(
                prompt,
                seed=job.seed,
                steps=job.steps,
                guidance_scale=job.guidance,
                known=known,
                expand=job.expand,
                finish=finish,
                progress=progress,
                on_sheet=forming,
            )
        progress("save", 0.0)
        seen(write_views(asset.sheet, folder), [view.name for view in asset.sheet])
        save(asset, folder)  # last: it is what makes the folder an asset's
    except BaseException:
        (folder / VIEWS_FILE).unlink(missing_ok=True)
        if new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise
    return asset.sheet.notice


def write_views(sheet: ModelSheet, folder: Path) -> Path:
    """All views in one array file, for a reader without an image library."""
    import numpy as np

    from ..folders import staged

    content = io.BytesIO()  # for numpy does not say that a disk is full
    np.save(content, np.stack([view.rgba for view in sheet]))
    with staged(folder) as stage:
        (stage / VIEWS_FILE).write_bytes(content.getvalue())
    return folder / VIEWS_FILE


class _Forming:
    """Writes the sheet as it forms, not more often than it is worth."""

    def __init__(self, folder: Path, seen: SheetSeen) -> None:
        self._folder, self._seen, self._next = folder, seen, 0.0

    def __call__(self, sheet: Callable[[], ModelSheet]) -> None:
        if time.perf_counter() >= self._next:
            drawn = sheet()
            self._seen(write_views(drawn, self._folder), [view.name for view in drawn])
            self._next = time.perf_counter() + _BETWEEN_SHEETS


def _given(job: Job) -> tuple[str, KnownParts | None]:
    """The prompt and what must be kept."""
    from ..generation import KnownParts
    from ..sheet import ModelSheet

    if job.do == "reroll":
        assert job.sheet is not None  # see protocol
        sheet = ModelSheet.load(job.sheet)
        return job.prompt or sheet.prompt, KnownParts.of_sheet(sheet, job.pinned)
    if job.image:
        return job.prompt, KnownParts.of_image(job.image, job.image_view)
    return job.prompt, None
