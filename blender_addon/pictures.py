# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in the panel: the views of one sheet, and thumbnails of files. No .blend file holds them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews
import numpy as np

from .history import Drawing

_VIEW = "view "  # what the names of the views' pictures begin with; those of thumbnails are paths


class Pictures:
    """The pictures that the panel draws, kept by Blender as long as the extension is enabled.

    drawing, candidates: the sheets that are shown.
    """

    def __init__(self) -> None:
        self.previews = bpy.utils.previews.new()
        self.drawing: Drawing | None = None
        self.candidates: list[Drawing] = []
        self._shown: dict[int, tuple[Path, int]] = {}  # by place: their files, and when those were written

    def show(self, drawing: Drawing | None, candidates: list[Drawing]) -> bool:
        """Take the views of a sheet and of candidates; returns whether anything is new."""
        drawings = [drawing, *candidates]
        new = [self._take(place, each) for place, each in enumerate(drawings)]
        gone = [place for place in self._shown if place >= len(drawings)]
        for place in gone:
            del self._shown[place]
        self.drawing = drawing if 0 in self._shown else None
        self.candidates = [each for place, each in enumerate(candidates, 1) if place in self._shown]
        return any(new) or bool(gone)

    def icon(self, view: str, candidate: int = 0) -> int:
        """The icon of a view of the sheet, or of a candidate by its number from 1; 0 where there is none."""
        preview = self.previews.get(f"{_VIEW}{candidate} {view}")
        return preview.icon_id if preview else 0

    def _take(self, place: int, drawing: Drawing | None) -> bool:
        before = self._shown.get(place)
        try:
            stamp = (drawing.views, drawing.views.stat().st_mtime_ns) if drawing else None
            if stamp == before:
                return False
            views = load_views(drawing.views) if drawing else []
        except (OSError, ValueError, zipfile.BadZipFile):  # deleted meanwhile
            stamp, views = None, []
        self._shown.pop(place, None)
        if stamp and drawing:
            self._shown[place] = stamp
            for name, view in zip(drawing.names, views, strict=False):
                self._set_pixels(f"{_VIEW}{place} {name}", view)
        return stamp != before

    def thumbnail(self, path: Path) -> int:
        """The icon of a picture's file."""
        preview = self.previews.get(str(path)) or self.previews.load(str(path), str(path), "IMAGE")
        return preview.icon_id

    def forget(self, kept: set[Path]) -> None:
        """Free the thumbnails of files that are not among those."""
        names = {str(path) for path in kept}
        for name in [name for name in self.previews if name not in names and not name.startswith(_VIEW)]:
            del self.previews[name]

    def _set_pixels(self, name: str, view: np.ndarray) -> None:
        preview = self.previews.get(name) or self.previews.new(name)
        height, width = view.shape[:2]
        preview.image_size = (width, height)
        pixels = view[::-1].copy()  # Blender's rows begin at the bottom, and its icons are premultiplied
        pixels[..., :3] = pixels[..., :3].astype(np.uint16) * pixels[..., 3:] // 255
        sink: Any = preview.image_pixels
        sink.foreach_set(pixels.view(np.int32).ravel())


def load_views(path: Path) -> list[np.ndarray]:
    """The (H, W, 4) uint8 arrays in a file of the worker's. Raises OSError, ValueError and BadZipFile."""
    loaded = np.load(path, allow_pickle=False)
    if isinstance(loaded, np.ndarray):  # of an older version
        return list(loaded)
    with loaded:
        return [loaded[f"arr_{number}"] for number in range(len(loaded.files))]


def image(name: str, view: np.ndarray) -> bpy.types.Image:
    """A (H, W, 4) uint8 array as Blender's image of this name, which is made if it is not there."""
    height, width = view.shape[:2]
    found = bpy.data.images.get(name) or bpy.data.images.new(name, width, height, alpha=True)
    if tuple(found.size) != (width, height):
        found.scale(width, height)
    found.alpha_mode = "STRAIGHT"
    sink: Any = found.pixels
    sink.foreach_set(view[::-1].astype(np.float32).ravel() / 255)
    found.update()
    return found


def is_open(path: Path) -> bool:
    """Whether the picture of this file is open, to be painted on."""
    return bool(_open_of(path))


def save_painted(path: Path) -> None:
    """Write what was painted on the picture of this file. Raises RuntimeError where it can't be."""
    for found in _open_of(path):
        if found.is_dirty:
            found.save()


def _open_of(path: Path) -> list[bpy.types.Image]:
    files = (found for found in bpy.data.images if found.source == "FILE")
    return [found for found in files if Path(bpy.path.abspath(found.filepath)) == path]


_current: Pictures | None = None


def current() -> Pictures:
    """Those of this Blender, while the extension is enabled."""
    assert _current is not None
    return _current


def register() -> None:
    """Called by the package."""
    global _current
    _current = Pictures()


def unregister() -> None:
    """Called by the package."""
    global _current
    bpy.utils.previews.remove(current().previews)
    _current = None
