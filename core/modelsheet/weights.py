"""Where weights lie on disk, and the proof that they are whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .errors import Message, ModelsheetError

HASHES = "SHA256.json"


def models_folder() -> Path:
    """The folder of shipped models: inside the installed package, or `assets/models` of a checkout."""
    installed = Path(__file__).parent / "_models"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "assets" / "models"


def find_model(name_or_folder: str | Path, names: tuple[str, ...] = ()) -> Path:
    """The folder of a shipped model by name, or of any other by its path; names: of what else there is."""
    shipped = models_folder() / str(name_or_folder)
    folder = shipped if shipped.is_dir() else Path(name_or_folder)
    if not (folder / "model_index.json").is_file():
        shipped_names = {path.parent.name for path in models_folder().glob("*/model_index.json")}
        if not shipped_names:
            raise ModelsheetError("weights-not-there", name=str(name_or_folder))
        known = ", ".join(sorted({*shipped_names, *names}))
        raise ModelsheetError("model-unknown", name=str(name_or_folder), known=known)
    return folder


def how_to_mend(folder: Path) -> Message:
    """What mends a damaged model in this folder."""
    return Message("mend-reinstall" if folder.parent == models_folder() else "mend-copy")


def write_hashes(folder: Path) -> None:
    """Record the SHA-256 of every weight file below `folder`, for `verify`."""
    hashes = {
        str(path.relative_to(folder).as_posix()): file_sha256(path)
        for path in sorted(folder.rglob("*.safetensors"))
    }
    (folder / HASHES).write_text(json.dumps(hashes, indent=2) + "\n")


def verify(folder: Path, remedy: Message) -> None:
    """Raise ModelsheetError unless every recorded weight file is there with its recorded hash."""
    try:
        hashes = json.loads((folder / HASHES).read_text())
    except (OSError, ValueError) as error:
        raise ModelsheetError("hashes-missing", path=folder / HASHES, remedy=remedy) from error
    for name, expected in hashes.items():
        check_hash(folder / name, expected, remedy)


def check_hash(path: Path, expected: str, remedy: Message) -> None:
    """Raise ModelsheetError unless the file is there and has the expected SHA-256."""
    if not path.is_file():
        raise ModelsheetError("weights-missing", path=path, remedy=remedy)
    digest = file_sha256(path)
    if digest != expected:
        found = {"found": digest[:12], "expected": expected[:12]}
        raise ModelsheetError("weights-damaged", path=path, remedy=remedy, **found)


def file_sha256(path: Path) -> str:
    """Of the file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
