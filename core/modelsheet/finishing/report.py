"""What an artist or a pipeline may want to know of an asset, as plain JSON values."""

from __future__ import annotations

import functools
import importlib.metadata
import platform

import numpy as np

from ..render import silhouette_iou
from ..sheet import ModelSheet
from ..surface import Surface
from .edges import is_closed

_PACKAGES = ("modelsheet", "numpy", "torch", "diffusers", "open3d", "xatlas", "fast-simplification")


def measure(surface: Surface, sheet: ModelSheet) -> dict:
    """Facts of a finished surface that is still where the sheet's cameras see it."""
    agreement = silhouette_iou(surface, sheet)
    return {
        "prompt": sheet.prompt,
        "seed": sheet.seed,
        "generator": sheet.generator,
        "settings": sheet.settings,
        "triangles": len(surface.faces),
        "vertices": len(surface.vertices),
        "watertight": is_closed(surface),
        "components": components(surface),
        "silhouette_iou": {**agreement, "mean": float(np.mean(list(agreement.values())))},
        "versions": dict(versions()),
    }


def components(surface: Surface) -> int:
    """How many pieces the surface falls into, counted over shared vertices."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    a, b, c = surface.faces.T
    count = len(surface.vertices)
    links = coo_matrix((np.ones(2 * len(a), np.int8), (np.r_[a, b], np.r_[b, c])), (count, count))
    label = connected_components(links, directed=False)[1]
    return len(np.unique(label[surface.faces[:, 0]]))


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """Names and versions of what made the asset; packages that are not installed are left out."""
    found = [("python", platform.python_version())]
    for name in _PACKAGES:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            continue
    return tuple(found)
