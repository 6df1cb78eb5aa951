"""Where downloaded models lie: a folder each, below one that the user may choose."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..errors import ModelsheetError
from ..weights import HASHES

HOME_VARIABLE = "MODELSHEET_MODELS"


def models_home() -> Path:
    """The folder of downloaded models: what MODELSHEET_MODELS names, else one in the user's cache."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return cache / "modelsheet" / "models"


def is_installed(name: str, home: Path | None = None) -> bool:
    """Whether all files of a model were fetched; their hashes are written last."""
    return ((home or models_home()) / name / HASHES).is_file()


def model_folder(name: str, home: Path | None = None) -> Path:
    """The folder of an installed model. Raises ModelsheetError when it is not there."""
    home = home or models_home()
    if not is_installed(name, home):
        raise ModelsheetError(
            f"the model {name} is not in {home}: run `modelsheet models download {name}`,"
            f" or name the folder that holds it in {HOME_VARIABLE}"
        )
    return home / name
