# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in the panel: the views of one sheet, and thumbnails of files. No .blend file holds them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews
import numpy as np

_VIEW = "view "  # what the names of the views' pictures begin with; those of thumbnails are paths


class Pictures:
    """The pictures that the panel draws, kept by Blender as long as the extension is enabled."""

    def __init__(self) -> None:
        self.previews = bpy.utils.previews.new()
        self.views: tuple[str, ...] = ()  # the names of those that are shown
        self._shown: tuple[Path, int] | None = None  # the file that they come from, and when it was written

    def show_views(self, path: Path | None, names: tuple[str, ...]) -> bool:
        """Take the views of a file of (H, W, 4) uint8 arrays; returns whether anything is new."""
        try:
            stamp = (path, path.stat().st_mtime_ns) if path else None
            if stamp == self._shown:
                return False
            views = load_views(path) if path else []
        except (OSError, ValueError, zipfile.BadZipFile):  # deleted meanwhile
            stamp, views = None, []
        changed, self._shown = stamp != self._shown, stamp
        found = dict(zip(names, views, strict=False))
        self.views = tuple(found)
        for name, view in found.items():
            self._set_pixels(_VIEW + name, view)
        return changed

    def view_icon(self, name: str) -> int:
        """The icon of a view that is shown, or 0."""
        preview = self.previews.get(_VIEW + name) if name in self.views else None
        return preview.icon_id if preview else 0

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


def save_painted(path: Path) -> None:
    """Write what was painted on the picture of this file. Raises RuntimeError where it can't be."""
    for found in bpy.data.images:
        if found.is_dirty and found.source == "FILE" and Path(bpy.path.abspath(found.filepath)) == path:
            found.save()


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
