# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in the panel: the views of one sheet and the history's thumbnails. No file holds them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import bpy.utils.previews
import numpy as np

from . import history

_previews: bpy.utils.previews.ImagePreviewCollection | None = None
_shown: tuple[Path, int] | None = None  # the file that the views come from, and when it was written
_view_count = 0
_numbers: dict[str, int] = {}  # of the history's entries in the menu: each its own, as long as Blender runs
_entries: list[history.Entry] = []
_VIEW = "view "  # what the names of the views' pictures begin with; no entry's does
NONE = ("NONE", "Nothing chosen", "", 0, 0)
_choices = [NONE]  # Blender does not keep the texts: this list does


def show_views(path: Path | None) -> bool:
    """Take the views of a file of (H, W, 4) uint8 arrays; returns whether anything is new."""
    global _shown, _view_count
    try:
        stamp = (path, path.stat().st_mtime_ns) if path else None
        if stamp == _shown:
            return False
        views = _load(path) if path else []
    except (OSError, ValueError, zipfile.BadZipFile):  # deleted meanwhile
        stamp, views = None, []
    changed, _shown, _view_count = stamp != _shown, stamp, len(views)
    for index, view in enumerate(views):
        _set_pixels(f"{_VIEW}{index}", view)
    return changed


def _load(path: Path) -> list[np.ndarray]:
    loaded = np.load(path, allow_pickle=False)
    if isinstance(loaded, np.ndarray):  # of an older version
        return list(loaded)
    with loaded:
        return [loaded[f"arr_{number}"] for number in range(len(loaded.files))]


def view_count() -> int:
    """How many views are shown."""
    return _view_count


def view_icon(index: int) -> int:
    """The icon of a view that is shown, or 0."""
    preview = _previews.get(f"{_VIEW}{index}") if _previews and index < _view_count else None
    return preview.icon_id if preview else 0


def refresh_history(root: Path) -> None:
    """Take what is new in the history's folder."""
    global _entries, _choices
    _entries = history.entries(root, _entries)
    _choices = [NONE] + [
        (entry.name, entry.title, f"{entry.created}  {entry.seed}", _thumbnail(entry), _number(entry))
        for entry in _entries
    ]
    names = {entry.name for entry in _entries}
    for name in [name for name in _previews if name not in names and not name.startswith(_VIEW)]:
        del _previews[name]


def _number(entry: history.Entry) -> int:
    return _numbers.setdefault(entry.name, len(_numbers) + 1)


def history_choices() -> list[tuple[str, str, str, int, int]]:
    """The items of the history's menu."""
    return _choices


def latest() -> str:
    """The name of the newest entry, as a choice."""
    return _choices[min(1, len(_choices) - 1)][0]


def entry(name: str) -> history.Entry | None:
    """The history's entry of this name."""
    return next((entry for entry in _entries if entry.name == name), None)


def _thumbnail(entry: history.Entry) -> int:
    preview = _previews.get(entry.name) or _previews.load(entry.name, str(entry.preview), "IMAGE")
    return preview.icon_id


def _set_pixels(name: str, view: np.ndarray) -> None:
    preview = _previews.get(name) or _previews.new(name)
    height, width = view.shape[:2]
    preview.image_size = (width, height)
    pixels = view[::-1].copy()  # Blender's rows begin at the bottom, and its icons are premultiplied
    pixels[..., :3] = pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255
    preview.image_pixels.foreach_set(pixels.view(np.int32).ravel())


def register() -> None:
    """Called by the package."""
    global _previews
    _previews = bpy.utils.previews.new()


def unregister() -> None:
    """Called by the package."""
    global _previews, _shown, _entries, _choices, _view_count
    bpy.utils.previews.remove(_previews)
    _previews, _shown, _entries, _choices, _view_count = None, None, [], [NONE], 0
