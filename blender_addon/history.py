# SPDX-License-Identifier: GPL-3.0-or-later
"""What was generated, as files: one folder a job, that Blender's undo and other files do not touch."""

from __future__ import annotations

import json
import re
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

_RECORD = "job.json"
_FORMAT = 1
_VIEWS = ("views.npz", "views.npy")  # the second in entries of older versions


class UnreadablePicture(Exception):
    """The picture of a request can't be read: its path, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Entry:
    """A job that has ended well.

    request: what the worker was asked. destination: where its result was to go (see `operators`).
    """

    folder: Path
    request: dict
    destination: dict
    created: str

    @property
    def name(self) -> str:
        """The folder's name, which no other entry has."""
        return self.folder.name

    @property
    def title(self) -> str:
        """The prompt in one line."""
        return " ".join(self.request.get("prompt", "").split()) or self.name

    @property
    def seed(self) -> int:
        """What the drawing began with."""
        return int(self.request.get("seed", 0))

    @property
    def preview(self) -> Path:
        """A picture of the object."""
        return self.folder / "preview.png"

    @property
    def views(self) -> Path:
        """The sheet as arrays, see `pictures`."""
        there = (self.folder / name for name in _VIEWS if (self.folder / name).exists())
        return next(there, self.folder / _VIEWS[0])

    @property
    def view_names(self) -> tuple[str, ...]:
        """Of the views of its sheet, in order; empty where that can't be read."""
        try:
            sheet = json.loads((self.folder / "sheet.json").read_text("utf-8"))
            return tuple(str(view["name"]) for view in sheet["views"])
        except (OSError, LookupError, TypeError, ValueError):
            return ()


def create(root: Path, request: dict, destination: dict) -> tuple[Path, dict]:
    """A new folder with the job's record; returns it and the request, its picture copied along.

    Raises OSError where it can't be written, and UnreadablePicture.
    """
    folder = root / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    folder.mkdir(parents=True)
    try:
        if request.get("image"):
            picture = Path(request["image"])
            copy = folder / f"input{picture.suffix.lower()}"
            try:
                content = picture.read_bytes()
            except OSError as error:
                raise UnreadablePicture(picture, error.strerror or str(error)) from error
            copy.write_bytes(content)
            request = {**request, "image": str(copy)}
        record = {
            "format": _FORMAT,
            "created": time.strftime("%Y-%m-%d %H:%M"),
            "request": request,
            "destination": destination,
        }
        (folder / _RECORD).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
    except (OSError, UnreadablePicture):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder, request


def entries(root: Path, known: list[Entry]) -> list[Entry]:
    """All that ended well, the newest first; what can't be read is left out.

    Those that are known, and still there, are not read again.
    """
    try:
        folders = sorted((path for path in root.iterdir() if path.is_dir()), reverse=True)
    except OSError:
        return []
    before = {entry.folder: entry for entry in known}
    found = (before.get(folder) or read(folder) for folder in folders)
    return [entry for entry in found if entry is not None]


def read(folder: Path) -> Entry | None:
    """The entry of a folder, or None when it holds no finished job."""
    if not re.fullmatch(r"[\w-]*[0-9a-f]{6}", folder.name) or not (folder / "asset.glb").is_file():
        return None
    try:
        record = json.loads((folder / _RECORD).read_text("utf-8"))
        if record["format"] != _FORMAT:
            return None
        request = _of_today(dict(record["request"]))
        return Entry(folder, request, dict(record["destination"]), str(record["created"]))
    except (OSError, LookupError, TypeError, ValueError):
        return None


def _of_today(request: dict) -> dict:
    """A request of an older version in the words of this one."""
    pinned = request.pop("pinned", [])
    return {**request, "do": "generate", "pin": pinned} if request.get("do") == "reroll" else request


def delete(folder: Path) -> None:
    """Remove a job's folder. Raises OSError where that is not allowed."""
    shutil.rmtree(folder)
