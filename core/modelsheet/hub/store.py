"""Where downloaded models lie, a folder each, and how they come and go."""

from __future__ import annotations

import errno
import fnmatch
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from ..errors import Message, ModelsheetError
from ..weights import HASHES, file_sha256
from ..weights import verify as check_hashes
from .remote import Gone, Hub, RemoteFile
from .spec import Download, ModelSpec

HOME_VARIABLE = "MODELSHEET_MODELS"
_UNFINISHED = ".unfinished"


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


def model_folder(name: str, home: Path | None = None, size: int = 0) -> Path:
    """The folder of an installed model; size: bytes to download, for the error.

    Raises ModelsheetError when it is not there.
    """
    home = home or models_home()
    if not is_installed(name, home):
        gigabytes = f"{size / 1e9:.1f}"
        raise ModelsheetError(
            "model-not-installed", name=name, gigabytes=gigabytes, folder=home, variable=HOME_VARIABLE
        )
    return home / name


def left_to_fetch(spec: ModelSpec, home: Path | None = None) -> int:
    """Bytes that a download still brings: none of an installed model, less of one that was begun."""
    home = home or models_home()
    if is_installed(spec.name, home):
        return 0
    return max(0, spec.size - _bytes_in(home / f"{spec.name}{_UNFINISHED}"))


def download(
    spec: ModelSpec,
    home: Path | None = None,
    hub: Hub | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Fetch a model; its folder. Nothing is fetched twice: a broken download goes on where it stopped, and
    a file that another installed model has too is taken from there.

    progress: called with the bytes that are there and those of the whole; what it raises ends it.
    Raises ModelsheetError, which says what to do.
    """
    home, hub = home or models_home(), hub or Hub()
    if is_installed(spec.name, home):
        return home / spec.name
    files = [(part.folder, file) for part in spec.downloads for file in _listed(part, hub, spec)]
    total, done = sum(file.size for _, file in files), 0
    stage = home / f"{spec.name}{_UNFINISHED}"

    def count(bytes_more: int) -> None:
        nonlocal done
        done += bytes_more
        progress(done, total)

    hashes = {}
    try:
        stage.mkdir(parents=True, exist_ok=True)
        shared = _by_hash(home)
        _check_space(stage, sum(file.size for _, file in files if file.sha256 not in shared))
        for folder, file in files:
            name = f"{folder}/{file.path}" if folder else file.path
            if (stage / name).is_file():
                hashes[name] = file_sha256(stage / name)
                count(file.size)
            elif file.sha256 in shared:
                _link(shared[file.sha256], stage / name)
                hashes[name] = file.sha256
                count(file.size)
            else:
                hashes[name] = hub.fetch(file, stage / name, count)
        return _install(spec, stage, hashes)
    except OSError as error:
        raise _explained(error, stage) from error


def add(spec: ModelSpec, source: Path, home: Path | None = None) -> Path:
    """Install a model from files that were fetched by hand; its folder.

    `source` holds them as the repository does; where a model has several, each in the folder that the
    spec names. The files are copied. Raises ModelsheetError when some are missing.
    """
    home = home or models_home()
    found: dict[str, Path] = {}
    for part in spec.downloads:
        below = source / part.folder
        names = [path.relative_to(below).as_posix() for path in below.rglob("*") if path.is_file()]
        for pattern in part.files:
            fitting = fnmatch.filter(names, pattern)
            if not fitting:
                raise ModelsheetError(
                    "import-missing", folder=below, pattern=pattern, repository=part.repository
                )
            found |= {f"{part.folder}/{name}".lstrip("/"): below / name for name in fitting}
    stage = home / f"{spec.name}{_UNFINISHED}"
    try:
        stage.mkdir(parents=True, exist_ok=True)
        _check_space(stage, sum(path.stat().st_size for path in found.values()))
        for name, path in found.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, stage / name)
        return _install(spec, stage, {name: file_sha256(stage / name) for name in found})
    except OSError as error:
        raise _explained(error, stage) from error


def verify(name: str, home: Path | None = None) -> None:
    """Raise ModelsheetError unless every file of an installed model is as it came."""
    remedy = Message("mend-download", {"name": name})
    check_hashes(model_folder(name, home), remedy)


def remove(name: str, home: Path | None = None) -> None:
    """Delete a model, and what an unfinished download left of it."""
    home = home or models_home()
    there = [path for path in (home / name, home / f"{name}{_UNFINISHED}") if path.is_dir()]
    if not there:
        raise ModelsheetError("nothing-to-remove", name=name, folder=home)
    for path in there:
        (path / HASHES).unlink(missing_ok=True)  # from now on it does not count as installed
        shutil.rmtree(path)


def _listed(part: Download, hub: Hub, spec: ModelSpec) -> list[RemoteFile]:
    """The files of the first repository that still has them."""
    gone = []
    for repository in (part.repository, *part.fallbacks):
        try:
            return hub.files(repository, part.files)
        except Gone as error:
            gone.append(str(error))
        except OSError as error:
            raise ModelsheetError("hub-offline", endpoint=hub.endpoint, name=spec.name) from error
    raise ModelsheetError("model-gone", title=spec.title, reasons="; ".join(gone), name=spec.name)


def _install(spec: ModelSpec, stage: Path, hashes: dict[str, str]) -> Path:
    """Make a folder of files that are all there the model's folder."""
    for part in spec.downloads:
        if part.checkpoint:
            _convert(stage, f"{part.folder}/{part.checkpoint}".lstrip("/"), hashes)
    if spec.cameras is not None:  # a generator, which is found by this file
        path = stage / "model_index.json"
        published = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        path.write_text(json.dumps({**published, **spec.index, "generator": spec.name}, indent=2), "utf-8")
        hashes = {name: value for name, value in hashes.items() if name != path.name}
    (stage / HASHES).write_text(json.dumps(hashes, indent=2) + "\n", "utf-8")
    folder = stage.with_name(spec.name)
    if folder.exists():  # something without hashes: no model of ours
        raise ModelsheetError("folder-in-the-way", folder=folder)
    stage.rename(folder)
    return folder


def _convert(stage: Path, name: str, hashes: dict[str, str]) -> None:
    """Keep a checkpoint as safetensors; it is read by torch's safe loader, which runs none of its code."""
    from safetensors.torch import save_file

    from .checkpoints import read_tensors

    source = stage / name
    target = source.with_suffix(".safetensors")
    unfinished = target.with_name(f"{target.name}.part")
    tensors = {key: value.clone().contiguous() for key, value in read_tensors(source).items()}
    save_file(tensors, unfinished)
    unfinished.replace(target)
    source.unlink()
    del hashes[name]
    hashes[target.relative_to(stage).as_posix()] = file_sha256(target)


def _by_hash(home: Path) -> dict[str, Path]:
    """The weight files of all installed models by their SHA-256."""
    found: dict[str, Path] = {}
    for record in home.glob(f"*/{HASHES}"):
        try:
            hashes = json.loads(record.read_text("utf-8"))
        except (OSError, ValueError):
            continue  # `verify` says so
        files = {digest: record.parent / name for name, digest in hashes.items()}
        found |= {digest: path for digest, path in files.items() if path.suffix == ".safetensors"}
    return {digest: path for digest, path in found.items() if path.is_file()}


def _link(source: Path, target: Path) -> None:
    """The same file in a second place; a copy where the disk knows no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _check_space(stage: Path, total: int) -> None:
    missing = total - _bytes_in(stage) - shutil.disk_usage(stage).free
    if missing > 0:
        raise OSError(errno.ENOSPC, f"{missing / 1e9:.1f} GB more are needed")


def _explained(error: OSError, stage: Path) -> ModelsheetError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        code, reason = "models-disk-full", error.strerror
    else:
        code, reason = "models-not-writable", str(error)
    return ModelsheetError(code, folder=stage.parent, reason=reason, variable=HOME_VARIABLE)
