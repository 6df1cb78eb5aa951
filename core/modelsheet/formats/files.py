"""Files that other files name, as programs of every system write their names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from ..errors import ModelsheetError
from ..materials import REPEAT, Texture
from ..pictures import read_picture

MOST_TEXELS = 4096
"""A side of a texture that is read; the largest view is 2048 pixels wide."""


def find_file(name: str, folder: Path) -> Path | None:
    """The file that is called `name` in a file of `folder`; None when there is none.

    Backslashes, `%20` and the like, the wrong case, and paths of another machine, of which the last
    part lies in the folder, are understood.
    """
    for spelled in dict.fromkeys((name, unquote(name))):
        spelled = spelled.strip().strip('"').removeprefix("file://").replace("\\", "/")
        if not spelled or "\0" in spelled:
            continue
        whole, last = Path(spelled), Path(spelled).name
        for candidate in (folder / whole, folder / re.sub(r"^([a-zA-Z]:)?/*", "", spelled), folder / last):
            found = _as_written(candidate)
            if found is not None:
                return found
    return None


def _as_written(path: Path) -> Path | None:
    """The file, perhaps in another case. Anything that is no plain file is passed over."""
    try:
        if path.is_file():
            return path
        same = [other for other in path.parent.iterdir() if other.name.lower() == path.name.lower()]
        return next((other for other in sorted(same) if other.is_file()), None)
    except OSError:  # no such folder, or a name that is none here
        return None


def read_texture(
    name: str,
    folder: Path,
    notes: list[str],
    wrap: tuple[str, str] = (REPEAT, REPEAT),
    nearest: bool = False,
) -> Texture | None:
    """The picture that a file of `folder` names; None, and a note, when it can't be had."""
    path = find_file(name, folder)
    if path is None:
        notes.append(f"the texture {name} is missing: its faces are drawn without it")
        return None
    try:
        return Texture(read_picture(path, path, MOST_TEXELS), wrap, nearest)
    except ModelsheetError as error:
        notes.append(f"{error}; its faces are drawn without it")
        return None
