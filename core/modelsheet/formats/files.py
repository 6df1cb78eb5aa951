"""Files that other files name, as programs of every system write their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from ..errors import ModelsheetError
from ..materials import REPEAT, Texture
from ..pictures import read_picture

MOST_TEXELS = 4096
"""A side of a texture that is read; the largest view is 2048 pixels wide."""


_CODE_PAGES = ("gb18030", "cp932", "euc_kr", "cp1251")
"""Of Windows in Chinese, Japanese, Korean and Russian: text that is no UTF-8 is read as Latin-1."""


def find_file(name: str, folder: Path) -> Path | None:
    """The file that is called `name` in a file of `folder`; None when there is none.

    Backslashes, `%20` and the like, the wrong case and other code pages are understood. Of a path of another
    machine the end may lie in the folder: of `C:\\work\\tex\\wood.png`, `tex/wood.png` or `wood.png`.
    """
    for spelled in dict.fromkeys(_spellings(name)):
        spelled = spelled.strip().strip('"').removeprefix("file://").replace("\\", "/")
        if not spelled or "\0" in spelled:
            continue
        parts = [part for part in spelled.split("/") if part not in ("", ".")]
        ends = (_as_written(folder, parts[start:]) for start in range(len(parts)))
        found = _plain_file(folder / spelled) or next(filter(None, ends), None)
        if found is not None:
            return found
    return None


def _spellings(name: str) -> Iterator[str]:
    """What may be meant, the likeliest first."""
    yield name
    yield unquote(name)
    for page in _CODE_PAGES:
        with suppress(UnicodeError):
            yield name.encode("latin-1").decode(page)


def _as_written(folder: Path, parts: list[str]) -> Path | None:
    """The file under the folder, perhaps with some names in another case, or their accents put otherwise."""
    place = folder
    for part in parts:
        if not (place / part).exists():
            try:
                names = sorted(other.name for other in place.iterdir() if _alike(other.name) == _alike(part))
            except OSError:
                return None
            part = next(iter(names), part)
        place = place / part
    return _plain_file(place)


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _plain_file(path: Path) -> Path | None:
    """The path, where a file is; no device, which may never end."""
    try:
        return path if path.is_file() else None
    except OSError:  # a name that is none here
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
