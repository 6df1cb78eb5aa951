"""Writing a folder so that it is either complete or untouched."""

from __future__ import annotations

import errno
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ModelsheetError

UNFINISHED = ".making-"
"""What the names of folders begin with that a killed process may leave behind."""


@contextmanager
def staged(folder: str | Path) -> Iterator[Path]:
    """An empty folder to write into; when the block ends well, its files move to `folder`.

    The move is by renaming, on one file system, and replaces files of the same name; other files
    in `folder` stay. When the block fails nothing has changed. OSError in the block (a full disk,
    say) becomes ModelsheetError.
    """
    folder = Path(folder).resolve()
    stage = None
    try:
        stage = _stage(folder)
        yield stage
        _publish(stage, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def check_writable(folder: str | Path) -> None:
    """Raise ModelsheetError unless `folder`, there or not yet, can be written."""
    folder = Path(folder).resolve()
    try:
        _stage(folder).rmdir()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _stage(folder: Path) -> Path:
    """A new empty folder on the file system where `folder` is or will be."""
    home = next(place for place in (folder, *folder.parents) if place.exists())
    stage = home / f"{UNFINISHED}{folder.name[:100]}-{uuid.uuid4().hex[:8]}"
    stage.mkdir()
    return stage


def _publish(stage: Path, folder: Path) -> None:
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage.rename(folder)
        return
    for source in sorted(stage.rglob("*")):
        target = folder / source.relative_to(stage)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        else:
            source.replace(target)


def _unwritable(folder: Path, error: OSError) -> ModelsheetError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelsheetError(
            f"the disk of {folder} is full, nothing was written: free space or choose another folder"
        )
    return ModelsheetError(f"can't write {folder} ({error.strerror or error}): choose another folder")
