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


_live: set[Path] = set()


@contextmanager
def staged(folder: str | Path) -> Iterator[Path]:
    """An empty folder to write into; when the block ends well, its files move to `folder`.

    The move is by renaming, on one file system, and replaces files of the same name; other files
    in `folder` stay. When the block or the move fails nothing has changed. A full disk, and what can't be
    written in `folder`, become ModelsheetError; other errors of the block stay what they are.
    """
    folder = Path(folder).resolve()
    try:
        stage = _stage(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        try:
            yield stage
        except OSError as error:
            if _is_of(error, stage, folder):
                raise _unwritable(folder, error) from error
            raise
        try:
            _publish(stage, folder)
        except OSError as error:
            raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        _live.discard(stage)


def discard_stages() -> None:
    """Remove what is half written, before the process ends in the middle of it."""
    for stage in list(_live):
        shutil.rmtree(stage, ignore_errors=True)


def check_writable(folder: str | Path) -> None:
    """Raise ModelsheetError unless `folder`, there or not yet, can be written."""
    folder = Path(folder).resolve()
    try:
        stage = _stage(folder)
        _live.discard(stage)
        stage.rmdir()
    except OSError as error:
        raise _unwritable(folder, error) from error


def _stage(folder: Path) -> Path:
    """A new empty folder on the file system where `folder` is or will be."""
    home = next(place for place in (folder, *folder.parents) if place.exists())
    stage = home / f"{UNFINISHED}{folder.name[:100]}-{uuid.uuid4().hex[:8]}"
    stage.mkdir()
    _live.add(stage)
    return stage


def _publish(stage: Path, folder: Path) -> None:
    """Move everything, or nothing: what is replaced is put aside until all is in place."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage.rename(folder)
        return
    aside = stage / f"{UNFINISHED}replaced"
    moves: list[tuple[Path, Path]] = []  # done, to be undone in reverse
    made: list[Path] = []

    def move(source: Path, target: Path) -> None:
        source.rename(target)
        moves.append((source, target))

    sources = sorted(stage.rglob("*"))
    aside.mkdir()
    try:
        for number, source in enumerate(sources):
            target = folder / source.relative_to(stage)
            if source.is_dir():
                if not target.is_dir():
                    target.mkdir()
                    made.append(target)
                continue
            if target.exists():
                move(target, aside / str(number))
            move(source, target)
    except OSError:
        for source, target in reversed(moves):
            target.rename(source)
        for place in reversed(made):
            place.rmdir()
        raise


def _is_of(error: OSError, *folders: Path) -> bool:
    """Whether the error is about writing there: a full disk, or a file of one of the folders."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    names = [Path(str(name)) for name in (error.filename, error.filename2) if name]
    return any(name.is_relative_to(folder) for name in names for folder in folders)


def _unwritable(folder: Path, error: OSError) -> ModelsheetError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelsheetError("disk-full", folder=folder)
    return ModelsheetError("not-writable", folder=folder, reason=error.strerror or str(error))
