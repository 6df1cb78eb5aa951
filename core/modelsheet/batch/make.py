"""What a worker does: a job becomes a folder of files, by a model that stays warm.

The files are made in a folder of their own, sealed (hashed and flushed to the disk), and published
by renaming that folder. Its `job.json` says which job it is and what belongs to it.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import shutil
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..context import Context
from ..errors import ModelsheetError
from ..pipeline import Models
from ..request import Request
from ..run import Load, run
from ..surroundings import TOO_LITTLE_MEMORY, is_out_of_memory

SEAL = "job.json"
_THUMBNAIL = 256  # pixels a side


@dataclass(frozen=True)
class Task:
    """What to make, and the name of its folder."""

    name: str
    request: Request


@dataclass(frozen=True)
class Outcome:
    """What became of a task. `error` is empty when it is done; `lost` when its worker died of it.

    files: name to SHA-256. seconds: by phase. memory: the most that the worker has held, in bytes.
    """

    task: Task
    files: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    error: str = ""
    lost: bool = False
    disk_full: bool = False
    memory: int = 0


class Maker:
    """Makes one task after the other; the generator of the last one stays loaded."""

    def __init__(self, load: Load) -> None:
        self.load = Models(load)

    def make(self, task: Task, stage: Path) -> Outcome:
        """Make and seal the files in `stage`, a folder that is not there yet. Never raises."""
        try:
            made = run(task.request, stage, load=self.load)
            sealing = Context(seconds=dict(made.seconds))
            with sealing.phase("seal"):
                _add_thumbnail(stage)
                _add_viewable(stage)
                files = _seal(task, stage, made.seconds)
            return Outcome(task, files, sealing.seconds, memory=_peak_memory())
        except Exception as error:
            shutil.rmtree(stage, ignore_errors=True)
            if not isinstance(error, ModelsheetError) and not is_out_of_memory(error):
                traceback.print_exc()
            return Outcome(task, error=_line(error), disk_full=_is_full(error), memory=_peak_memory())


def unpack(files: dict[str, bytes], outcome: Outcome, stage: Path) -> Outcome:
    """Write the sealed files that came from another machine; the outcome, or what went wrong now."""
    try:
        stage.mkdir()
        for name, content in files.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_bytes(content)
        _flush_all(stage)
        return outcome
    except OSError as error:
        return Outcome(outcome.task, error=_line(error), disk_full=_is_full(error))


def publish(stage: Path, folder: Path) -> None:
    """Put a sealed folder in its place, instead of what an earlier version of the job left there."""
    folder.parent.mkdir(exist_ok=True)
    old = stage.with_name(f"{stage.name}.old")
    if folder.exists():
        folder.rename(old)
    stage.rename(folder)
    _flush(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def sealed(folder: Path, request: Request) -> dict | None:
    """What `job.json` holds, when the folder is the request's and every file is whole; else None."""
    try:
        seal = json.loads((folder / SEAL).read_text("utf-8"))
        if seal["fingerprint"] != request.fingerprint:
            return None
        whole = all(_sha256(folder / name) == digest for name, digest in seal["files"].items())
        return seal if whole else None
    except (OSError, ValueError, KeyError):
        return None


def _seal(task: Task, folder: Path, seconds: dict[str, float]) -> dict[str, str]:
    """Write `job.json` and flush everything to the disk; returns the files' hashes."""
    files = {name: _sha256(folder / name) for name in names_below(folder)}
    seal = {
        "name": task.name,
        "request": {"do": task.request.do, **task.request.to_json()},  # as the add-on's history has it
        "command": task.request.command,
        "fingerprint": task.request.fingerprint,
        "seconds": seconds,
        "files": files,
    }
    (folder / SEAL).write_text(json.dumps(seal, indent=2, ensure_ascii=False) + "\n", "utf-8")
    _flush_all(folder)
    return files


def names_below(folder: Path) -> list[str]:
    """All files, by their paths from the folder, parted by `/`."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _add_thumbnail(folder: Path) -> None:
    """`thumbnail.webp`: what the gallery shows first."""
    preview = folder / "preview.png"
    with Image.open(preview if preview.exists() else folder / "sheet.png") as picture:
        picture.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
        picture.save(folder / "thumbnail.webp", quality=85, method=3)


def _add_viewable(folder: Path) -> None:
    """`asset.js`: the GLB as a script. A page that was opened from a disk may load no other kind of data."""
    mesh = folder / "asset.glb"
    if mesh.exists():
        content = base64.b64encode(mesh.read_bytes()).decode()
        (folder / "asset.js").write_text(f'model("data:model/gltf-binary;base64,{content}");\n')


def _flush_all(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def _flush(path: Path) -> None:
    """Wait until the file, or the folder's list of files, is on the disk."""
    if sys.platform == "win32" and path.is_dir():
        return  # it has no such call
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_full(error: BaseException | None) -> bool:
    """True when a full disk is what caused the error."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return error is not None and _is_full(error.__cause__ or error.__context__)


def _line(error: Exception) -> str:
    if is_out_of_memory(error):
        return str(TOO_LITTLE_MEMORY)
    text = " ".join(str(error).split())[:500]
    return text if isinstance(error, ModelsheetError) else f"{type(error).__name__}: {text}"


def _peak_memory() -> int:
    if sys.platform == "win32":  # which does not tell
        return 0
    from resource import RUSAGE_SELF, getrusage

    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
