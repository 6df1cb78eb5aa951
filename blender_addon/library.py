# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch as an asset library: every asset in one .blend file, marked, tagged, previewed, in catalogs."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CATALOG = "Modelsheet"
_PITCH = 1.25  # from one asset to the next, in widths of the widest


class NoLibrary(Exception):
    """The library can't be written: one line that says what to do."""


@dataclass(frozen=True)
class Made:
    """A finished asset of a batch."""

    folder: Path
    prompt: str
    generator: str
    category: str


def finished(folder: Path) -> list[Made]:
    """The assets of a batch that have a mesh, in the order of its jobs. Raises NoLibrary."""
    record = folder / "batch.sqlite"
    if not record.is_file():
        raise NoLibrary(f"{record} is missing: give a jobs file or the folder of a batch")
    query = """
        SELECT name, job, generator, category FROM jobs WHERE state = 'done' ORDER BY line IS NULL, line, name
    """
    try:
        with closing(sqlite3.connect(record)) as database:
            rows = database.execute(query).fetchall()
    except sqlite3.Error as error:
        raise NoLibrary(f"{record} can't be read ({error}): run the batch again") from error
    made = [
        Made(folder / "assets" / name, json.loads(job)["prompt"], generator, category)
        for name, job, generator, category in rows
    ]
    return [entry for entry in made if (entry.folder / "asset.glb").is_file()]


def fill(made: list[Made], out: Path) -> None:
    """Write the library, all or nothing. Raises NoLibrary, UnreadableAsset and OSError."""
    import bpy

    from . import scene

    bpy.ops.wm.read_factory_settings(use_empty=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    layer: Any = bpy.context.view_layer
    collection = scene.own_collection(layer)
    objects = []
    for entry in made:
        data = scene.read_asset(entry.folder)
        added = scene.add_asset(data, collection)
        scene.mark_as_asset(
            added,
            preview=entry.folder / "preview.png",
            description=entry.prompt,
            tags=("Modelsheet", Path(entry.generator).name, *filter(None, [entry.category])),
            catalog=scene.catalog_id(out.parent, f"{CATALOG}/{entry.category}"),
            licence=str(data.provenance.get("licence", "")),
        )
        objects.append(added)
    pitch = _PITCH * max((max(added.dimensions[:2]) for added in objects), default=0)
    for added, (row, column) in zip(objects, _grid(len(objects)), strict=True):
        added.location = (column * pitch, row * pitch, 0)
    stage = out.with_name(f".{out.stem}-{os.getpid()}.blend")
    try:
        bpy.ops.wm.save_as_mainfile(filepath=str(stage), compress=True, copy=True)
        stage.replace(out)
    except RuntimeError as error:  # Blender's own word for a folder or a disk that it can't write
        raise NoLibrary(f"{out} can't be written ({' '.join(str(error).split())})") from error
    finally:
        stage.unlink(missing_ok=True)


def make(jobs: Path, folder: Path, engine: str | None, options: list[str]) -> None:
    """Have the engine make the jobs of a file. Raises NoLibrary."""
    from .engine.process import engine_environment

    command = [*_engine(engine), "batch", str(jobs), "--out", str(folder), *options]
    code = subprocess.run(command, env=engine_environment()).returncode
    if code not in (0, 3):  # 3: some jobs failed; the library holds the others
        raise NoLibrary(f"the batch ended with exit code {code}: see above")


def main(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="batch.py", description=__doc__.splitlines()[0])
    parser.add_argument("jobs", type=Path, metavar="JOBS")
    parser.add_argument("out", type=Path, metavar="OUT.blend")
    parser.add_argument("--engine", metavar="PYTHON", help="a Python that has modelsheet")
    chosen, options = parser.parse_known_args(arguments)
    jobs, out = chosen.jobs.resolve(), chosen.out.resolve()
    import bpy  # noqa: F401  (the wheel has bmesh and the like only after it)

    from .scene import UnreadableAsset

    try:
        if out.suffix != ".blend":
            raise NoLibrary(f"{out} is no .blend file: give it that ending")
        folder = jobs
        if not jobs.is_dir():
            folder = out.with_suffix("")
            make(jobs, folder, chosen.engine, options)
        made = finished(folder)
        fill(made, out)
    except (NoLibrary, UnreadableAsset, OSError) as error:
        print(f"modelsheet: error: {error}", file=sys.stderr)
        return 2
    print(f"{len(made)} assets: {out}")
    return 0


def _engine(python: str | None) -> list[str]:
    """The command `modelsheet`: of the Python that is named, on the path, or of this Python."""
    if python:
        return [python, "-m", "modelsheet"]
    command = shutil.which("modelsheet")
    if command:
        return [command]
    if importlib.util.find_spec("modelsheet"):
        return [sys.executable, "-m", "modelsheet"]
    raise NoLibrary("there is no engine: name a Python that has modelsheet with --engine PYTHON")


def _grid(count: int) -> Iterator[tuple[int, int]]:
    """Row and column of each of `count` places in a square, row by row."""
    columns = max(1, round(count**0.5))
    for place in range(count):
        yield divmod(place, columns)
