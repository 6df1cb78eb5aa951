"""Where weights lie on disk, and the proof that they are whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .errors import ModelsheetError

HASHES = "SHA256.json"


def models_folder() -> Path:
    """The folder of shipped models: inside the installed package, or `assets/models` of a checkout."""
    installed = Path(__file__).parent / "_models"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "assets" / "models"


def find_model(name_or_folder: str | Path) -> Path:
    """The folder of a shipped model by name, or of any other by its path."""
    shipped = models_folder() / str(name_or_folder)
    folder = shipped if shipped.is_dir() else Path(name_or_folder)
    if not (folder / "model_index.json").is_file():
        known = sorted(path.parent.name for path in models_folder().glob("*/model_index.json"))
        raise ModelsheetError(
            f"no model {str(name_or_folder)!r}: give the folder of a trained model"
            + (
                f" or one of {', '.join(known)}"
                if known
                else " (the shipped weights are missing: reinstall modelsheet)"
            )
        )
    return folder


def how_to_mend(folder: Path) -> str:
    """What mends a damaged model in this folder."""
    return "reinstall modelsheet" if folder.parent == models_folder() else "copy or save the model again"


def write_hashes(folder: Path) -> None:
    """Record the SHA-256 of every weight file below `folder`, for `verify`."""
    hashes = {
        str(path.relative_to(folder).as_posix()): file_sha256(path)
        for path in sorted(folder.rglob("*.safetensors"))
    }
    (folder / HASHES).write_text(json.dumps(hashes, indent=2) + "\n")


def verify(folder: Path, remedy: str) -> None:
    """Raise ModelsheetError unless every recorded weight file is there with its recorded hash."""
    try:
        hashes = json.loads((folder / HASHES).read_text())
    except (OSError, ValueError) as error:
        raise ModelsheetError(f"{folder / HASHES} is missing or damaged: {remedy}") from error
    for name, expected in hashes.items():
        check_hash(folder / name, expected, remedy)


def check_hash(path: Path, expected: str, remedy: str) -> None:
    """Raise ModelsheetError unless the file is there and has the expected SHA-256."""
    if not path.is_file():
        raise ModelsheetError(f"the weights {path} are missing: {remedy}")
    digest = file_sha256(path)
    if digest != expected:
        raise ModelsheetError(
            f"the weights {path} are damaged (SHA-256 {digest[:12]}..., not {expected[:12]}...): {remedy}"
        )


def file_sha256(path: Path) -> str:
    """Of the file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
