"""STL, binary and text: triangles without colours, Z up as Blender writes them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from .part import MOST_FACES, Part

UP = "z"

_HEADER = 84  # bytes: a comment of 80, and the number of triangles
_FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def read(path: Path, notes: list[str]) -> list[Part]:
    """One part. What follows the triangles is passed over."""
    content = path.read_bytes()
    corners = _binary(content)
    if corners is None:
        corners = _text(content)
    return [Part(corners.reshape(-1, 3), np.arange(len(corners) * 3).reshape(-1, 3))]


def _binary(content: bytes) -> np.ndarray | None:
    """(F, 3, 3) corners; None for a text file. Binary ones may begin with `solid` too."""
    if content.lstrip()[:5].lower() == b"solid" and b"\0" not in content[: _HEADER + _FACET.itemsize]:
        return None
    if len(content) < _HEADER:
        raise ValueError("it ends within its header")
    count = struct.unpack_from("<I", content, 80)[0]
    if _HEADER + count * _FACET.itemsize > len(content):
        raise ValueError(f"it names {count:,} triangles and ends before them")
    if count > MOST_FACES:
        raise ValueError(f"more than {MOST_FACES:,} triangles")
    return np.frombuffer(content, _FACET, count, _HEADER)["corners"]


def _text(content: bytes) -> np.ndarray:
    words = content.split()
    places = [i for i, word in enumerate(words) if word.lower() == b"vertex"]
    corners = np.array([words[i + 1 : i + 4] for i in places], np.float64).reshape(-1, 3)
    if len(corners) % 3:
        raise ValueError("a facet has no three corners")
    return corners.reshape(-1, 3, 3)
