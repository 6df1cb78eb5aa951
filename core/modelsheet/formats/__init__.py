"""Mesh files, one file a format: the modules of this package read, those of `writers` write.

    glTF  .glb .gltf   read and written (as .glb)
    OBJ   .obj         read and written
    PLY   .ply         read and written
    STL   .stl         read and written
    3MF   .3mf         read and written
    USD   .usd .usda .usdc .usdz   read, and written (as .usdz)

and what has no triangles, written alone: points (a coloured point cloud), voxels and vox, splats (Gaussians),
field (a neural field).

A reader is found by what a file's name ends with. Its module has `UP`, the axis that points up in its files
by default ("y" or "z"), and `read(path: Path, notes: list[str]) -> list[Part]`, which adds a line to `notes`
for each thing that the file names and that could not be had, and raises ModelsheetError for a file that
can't be used. A writer is found by its name, see `registry.ExporterSpec`.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np

from ..asset import Asset
from ..errors import ModelsheetError
from ..surface import Surface
from . import gltf
from .part import Part, join

READERS = {".glb": "gltf", ".gltf": "gltf", ".obj": "obj", ".ply": "ply", ".stl": "stl", ".3mf": "threemf"}
READERS |= dict.fromkeys((".usd", ".usda", ".usdc", ".usdz"), "usd")


def read_surface(path: str | Path, up: str | None = None) -> Surface:
    """All parts of a mesh file in one surface, Z up; see `Surface.load`."""
    path = Path(path)
    name = READERS.get(path.suffix.lower())
    if name is None:
        raise ModelsheetError(
            f"{path} is not a mesh file that can be read: choose one of {', '.join(READERS)}"
        )
    if not path.is_file():
        raise ModelsheetError(f"{path} is missing: give the path of a mesh file")
    reader = importlib.import_module(f".{name}", __name__)
    notes: list[str] = []
    try:
        with np.errstate(all="ignore"):  # what comes out of range is refused in the end
            parts = [part for part in reader.read(path, notes) if len(part.faces)]
            if not parts:
                raise ModelsheetError(f"{path} has no faces: choose a file that holds triangles")
            return join(parts, up or reader.UP, tuple(dict.fromkeys(notes)))
    except ModelsheetError:
        raise
    except MemoryError:
        raise ModelsheetError(f"{path} is too large for this machine's memory: simplify it") from None
    except Exception as error:  # a damaged file fails anywhere in its reader
        reason = (str(error).splitlines() or [""])[0] or type(error).__name__
        if isinstance(error, KeyError):
            reason = f"{reason} is missing in it"
        raise ModelsheetError(f"{path} can't be read as a mesh ({reason}): export it again") from error


def read_asset(path: str | Path, up: str | None = None) -> Asset:
    """A mesh file as an asset: where it is one that Modelsheet wrote, with its name, LODs and hulls."""
    path, surface = Path(path), read_surface(path, up)
    if path.suffix.lower() not in (".glb", ".gltf"):
        return Asset(surface, name=path.stem)
    notes: list[str] = []
    name, lods, hulls = gltf.read_beside(path, notes)

    def whole(parts: list[Part]) -> Surface:
        return join(parts, up or gltf.UP, ())

    bare = [Surface(hull.vertices, hull.faces) for hull in map(whole, filter(None, hulls))]
    return Asset(
        surface, name=name or path.stem, lods=tuple(map(whole, filter(None, lods))), hulls=tuple(bare)
    )
