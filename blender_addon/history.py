# SPDX-License-Identifier: GPL-3.0-or-later
"""What was generated, as files: one folder a job, that Blender's undo and other files do not touch."""

from __future__ import annotations

import json
import re
import shutil
import time
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_RECORD = "job.json"
_FORMAT = 1
_MESH = "asset.glb"
_CANDIDATES = "candidates"
_ABANDONED = 24 * 3600  # seconds after which a job that has not ended never will
_VIEWS = ("views.npz", "views.npy")  # the second in entries of older versions

Request = dict[str, Any]
"""What the worker is asked, by the names of the engine's options."""
Place = dict[str, Any]
"""Where and how a result is imported, as plain values; see `operators`."""


@dataclass(frozen=True)
class Drawing:
    """A sheet for the panel: the worker's file of its views, their names in order, and its seed."""

    views: Path
    names: tuple[str, ...]
    seed: int = 0

    @property
    def folder(self) -> Path:
        """Of the whole sheet, once its job is done."""
        return self.views.parent


class UnreadablePicture(Exception):
    """The picture of a request can't be read: its path, and why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Entry:
    """A job that has ended well."""

    folder: Path
    request: Request
    destination: Place
    created: str
    favourite: bool = False

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
    def has_mesh(self) -> bool:
        """False where only candidates were drawn, of which none is built yet."""
        return (self.folder / _MESH).is_file()

    @cached_property
    def preview(self) -> Path:
        """A picture of the object, or where there is none its sheet."""
        picture = self.folder / "preview.png"
        return picture if picture.is_file() else self.sheet

    @property
    def sheet(self) -> Path:
        """The sheet as a picture, which may be painted on."""
        return self.folder / "sheet.png"

    @cached_property
    def drawing(self) -> Drawing:
        """Its sheet, without names where that can't be read."""
        return _drawing(self.folder)

    @cached_property
    def candidates(self) -> tuple[Drawing, ...]:
        """The sheets that were drawn to choose from; none where there was only one."""
        folders = (self.folder / _CANDIDATES).glob("[0-9]*")
        return tuple(_drawing(folder) for folder in sorted(folders, key=lambda folder: int(folder.name)))

    @property
    def picture(self) -> Path | None:
        """What was drawn of the words first; None where the route does not do so."""
        path = self.folder / "picture.png"
        return path if path.is_file() else None

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """Of what was built from parameters; empty for what was drawn."""
        settings = self.report.get("settings")
        return settings.get("parameters", []) if isinstance(settings, dict) else []

    @cached_property
    def report(self) -> dict[str, Any]:
        """What was measured of the asset; empty where that can't be read."""
        return _json(self.folder / "report.json")


class History:
    """A folder of jobs, and the entries in it, the newest first."""

    def __init__(self, root: Path = Path()) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self.changes = 0  # how often the entries were read: lists that show them are made anew after that

    def open(self, root: Path) -> None:
        """Look at another folder."""
        self.root = root
        self._sweep()
        self.refresh()

    def refresh(self) -> None:
        """Take in what is new, and what is gone; what can't be read is left out."""
        try:
            folders = sorted((path for path in self.root.iterdir() if path.is_dir()), reverse=True)
        except OSError:
            folders = []
        known = {entry.folder: entry for entry in self.entries}
        found = (known.get(folder) or read(folder) for folder in folders)
        self.entries = [entry for entry in found if entry is not None]
        self.changes += 1

    def _sweep(self) -> None:
        """Remove the folders of jobs that never ended, as Blender was killed.

        One that is young may be that of another Blender, which is at it.
        """
        for folder in self.root.iterdir() if self.root.is_dir() else []:
            unfinished = folder.is_dir() and begun(folder) is not None and read(folder) is None
            if unfinished and time.time() - folder.stat().st_mtime > _ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)

    def find(self, name: str) -> Entry | None:
        """The entry of this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def matching(self, words: str, favourites: bool) -> list[Entry]:
        """The entries whose prompt or seed holds every word; of the favourites only, where wanted."""
        wanted = words.casefold().split()
        return [
            entry
            for entry in self.entries
            if (entry.favourite or not favourites)
            and all(word in f"{entry.title} {entry.seed}".casefold() for word in wanted)
        ]

    def create(self, request: Request, destination: Place) -> tuple[Path, Request]:
        """A new folder with the job's record; returns it and the request, its pictures and mesh copied along.

        Raises OSError where it can't be written, and UnreadablePicture.
        """
        seconds, rest = divmod(time.time_ns(), 1_000_000_000)  # entries sort by them
        now = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(seconds))}-{rest // 1000:06d}"
        folder = self.root / f"{now}-{uuid.uuid4().hex[:6]}"
        folder.mkdir(parents=True)
        try:
            if request.get("image"):
                request = {**request, "image": str(_copied(Path(request["image"]), folder, "input"))}
            if request.get("mesh"):
                request = {**request, "mesh": str(_copied(Path(request["mesh"]), folder, "mesh"))}
            if request.get("images"):
                copies = {v: str(_copied(Path(path), folder, v)) for v, path in request["images"].items()}
                request = {**request, "images": copies}
            created = time.strftime("%Y-%m-%d %H:%M")
            _write(folder, Entry(folder, request, destination, created))
        except (OSError, UnreadablePicture):
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder, request

    def favour(self, entry: Entry, favourite: bool) -> None:
        """Make an entry a favourite, or none any more. Raises OSError where it can't be written."""
        changed = Entry(entry.folder, entry.request, entry.destination, entry.created, favourite)
        _write(entry.folder, changed)
        self.entries = [changed if other is entry else other for other in self.entries]
        self.changes += 1

    def delete(self, entry: Entry) -> None:
        """Remove an entry's folder, if it is still there. Raises OSError where that is not allowed."""
        if entry.folder.exists():
            shutil.rmtree(entry.folder)
        self.refresh()


def read(folder: Path) -> Entry | None:
    """The entry of a folder, or None when it holds no finished job."""
    ended = (folder / _MESH).is_file() or (folder / _CANDIDATES / "candidates.json").is_file()
    return begun(folder) if ended and re.fullmatch(r"[\w-]*[0-9a-f]{6}", folder.name) else None


def begun(folder: Path) -> Entry | None:
    """The entry that the job of a folder is to be, finished or not; None when it holds no job."""
    record = _json(folder / _RECORD)
    try:
        if record["format"] != _FORMAT:
            return None
        request, place = _here(_of_today(dict(record["request"])), folder), dict(record["destination"])
        return Entry(folder, request, place, str(record["created"]), bool(record.get("favourite")))
    except (LookupError, TypeError, ValueError):
        return None


def _here(request: Request, folder: Path) -> Request:
    """The request with the pictures of its folder where they are now: the history may have been moved."""

    def place(path: str) -> str:
        return str(folder / Path(path).name) if (folder / Path(path).name).is_file() else path

    for name in ("image", "mesh"):
        if request.get(name):
            request = {**request, name: place(request[name])}
    if request.get("images"):
        request = {**request, "images": {view: place(path) for view, path in request["images"].items()}}
    return request


def _drawing(folder: Path) -> Drawing:
    there = (folder / name for name in _VIEWS if (folder / name).exists())
    sheet = _json(folder / "sheet.json")
    try:
        names, seed = tuple(str(view["name"]) for view in sheet["views"]), int(sheet.get("seed") or 0)
    except (LookupError, TypeError, ValueError):
        names, seed = (), 0
    return Drawing(next(there, folder / _VIEWS[0]), names, seed)


def _copied(picture: Path, folder: Path, name: str) -> Path:
    copy = folder / f"{name}{picture.suffix.lower()}"
    try:
        content = picture.read_bytes()
    except OSError as error:
        raise UnreadablePicture(picture, error.strerror or str(error)) from error
    copy.write_bytes(content)
    return copy


def _write(folder: Path, entry: Entry) -> None:
    record = {
        "format": _FORMAT,
        "created": entry.created,
        "favourite": entry.favourite,
        "request": entry.request,
        "destination": entry.destination,
    }
    stage = folder / f"{_RECORD}.tmp"
    stage.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8")
    stage.replace(folder / _RECORD)


def _json(path: Path) -> dict[str, Any]:
    """The object in a file; empty where there is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_today(request: Request) -> Request:
    """A request of an older version in the words of this one."""
    pinned = request.pop("pinned", [])
    return {**request, "do": "generate", "pin": pinned} if request.get("do") == "reroll" else request
