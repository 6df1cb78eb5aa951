"""Four-sided faces that follow the shape, for those who go on modelling."""

from __future__ import annotations

import importlib.util

import numpy as np

from ..errors import ModelsheetError
from ..surface import Surface
from . import _apart
from .edges import is_closed
from .simplify import prepared

_CREASE = 30.0  # degrees between faces from which quads run along their edge
_NEAR = 0.02  # of the number that is asked for
_TRIES = 6  # a second each; the number of quads jumps by some percent, otherwise on each processor


def quads(surface: Surface, triangles: int) -> Surface | None:
    """The bare surface in quads, each two of its faces, within 2 % of `triangles` faces where that can be
    had; closed if the input is closed. None where no such mesh is found.

    Raises ModelsheetError where pynanoinstantmeshes is not installed.
    """
    if importlib.util.find_spec("pynanoinstantmeshes") is None:
        raise ModelsheetError("extra-missing", what="--quads", extra="quads")
    dense = prepared(surface)
    closed = is_closed(dense)
    best: Surface | None = None
    count = triangles / 8  # of an edge length's squares, each of which becomes four quads
    for _ in range(_TRIES):
        made = _apart.run(
            "quads",
            vertices=dense.vertices,
            faces=dense.faces,
            count=np.array(max(round(count), 6)),
            crease=np.array(_CREASE),
        )
        if not made or not len(made[1]):
            break
        found = paired(made[0], made[1].astype(np.int64))
        better = best is None or _off(found, triangles) < _off(best, triangles)
        if better and (not closed or is_closed(found)):
            best = found
        count *= triangles / len(found.faces)
        if best is not None and _off(best, triangles) <= _NEAR:
            break
    return best


def _off(surface: Surface, triangles: int) -> float:
    return abs(len(surface.faces) / triangles - 1)


def paired(vertices: np.ndarray, corners: np.ndarray) -> Surface:
    """Quads (Q, 4) as a surface, whose triangles say which quad they are of; some may be triangles."""
    faces = np.stack([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]], 1).reshape(-1, 3)
    polygons = np.repeat(np.arange(len(corners), dtype=np.int32), 2)
    a, b, c = faces.T
    real = (a != b) & (b != c) & (c != a)
    used, faces = np.unique(faces[real], return_inverse=True)
    return Surface(vertices[used], faces.reshape(-1, 3), polygons=polygons[real])
