"""Smoother surfaces with sharp edges: filter the faces' normals, then let the vertices follow.

Three-vectors of faces and vertices are held as rows, (3, N): whole rows are what numpy is fast at.
"""

from __future__ import annotations

import numpy as np

from .surface import Surface

_ANGLE = 2**0.5 * np.pi  # a wave of length w takes edges of length h by this times h / w, on triangles
_TERMS = 6.0  # times the angle: fewer terms blur the border between what stays and what goes


def across_edges(faces: np.ndarray) -> np.ndarray:
    """(3, F) the faces beyond the edges 0-1, 1-2 and 2-0 of each face of a closed surface."""
    start = faces.T.astype(np.int64)
    end = np.roll(start, -1, axis=0)
    edge = np.minimum(start, end) * (int(faces.max()) + 1) + np.maximum(start, end)
    pairs = np.argsort(edge.reshape(-1), kind="stable").reshape(-1, 2)
    across = np.empty(edge.size, np.int64)
    across[pairs[:, 0]], across[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    return across.reshape(3, -1) % len(faces)


def bilateral(normals: np.ndarray, area: np.ndarray, across: np.ndarray, spread: float = 0.35) -> np.ndarray:
    """Normals (3, F) averaged with those across the edges by area (F,) and likeness (Zheng et al. 2011).

    `spread`: how far normals may differ, as the distance between unit vectors, and still be of one face.
    """
    total = normals * area
    for beyond in across:
        around = np.take(normals, beyond, axis=1)
        likeness = np.minimum(dot(around, normals) - 1, 0)  # minus half the squared distance
        total += around * (np.exp(likeness / np.float32(spread**2)) * np.take(area, beyond))
    return total / (np.sqrt(dot(total, total)) + np.float32(1e-20))


def follow(
    surface: Surface,
    normals: np.ndarray,
    steps: int,
    limit: float | np.ndarray,
    relaxation: float = 1.0,
) -> Surface:
    """Vertices moved until their faces' normals are `normals`, (3, F), after Sun et al. 2007.

    `limit`: no vertex moves farther, object units; for all or for each (V,). `relaxation`: the
    share of each step that is taken; from 2 on they swing.
    """
    from scipy.sparse import csr_matrix

    corners = np.ascontiguousarray(surface.faces.T)
    count, faces = len(surface.vertices), len(surface.faces)
    ones = np.ones(corners.size, np.float32)
    spread = csr_matrix((ones, (corners.reshape(-1), np.tile(np.arange(faces), 3))), (count, faces))
    degree = np.maximum(np.bincount(corners.reshape(-1), minlength=count), 1).astype(np.float32)
    planes = np.array([[spread @ (a * b) for b in normals] for a in normals])
    start = np.ascontiguousarray(surface.vertices.T)
    vertices = start
    for _ in range(steps):
        centre = sum(np.take(vertices, corner, axis=1) for corner in corners)
        height = dot(normals, centre) / np.float32(3)
        pull = np.stack(
            [spread @ (n * height) - dot(p, vertices) for n, p in zip(normals, planes, strict=True)]
        )
        moved = vertices + pull * (np.float32(relaxation) / degree) - start
        length = np.sqrt(dot(moved, moved))
        vertices = start + moved * np.minimum(1, np.float32(limit) / np.maximum(length, np.float32(1e-12)))
    return Surface(vertices.T, surface.faces)


class LowPass:
    """Takes waves shorter than some length out of what vertices hold, places or numbers.

    The low pass is a polynomial of the mean over neighbours, by windowed Chebyshev terms (Taubin, Zhang and
    Golub 1996): longer waves stay as they are, so that nothing shrinks.
    """

    def __init__(self, surface: Surface) -> None:
        from scipy.sparse import csr_matrix

        start, end = surface.faces.reshape(-1), np.roll(surface.faces, -1, axis=1).reshape(-1)
        count = len(surface.vertices)
        degree = np.maximum(np.bincount(start, minlength=count), 1).astype(np.float32)
        self.mean = csr_matrix((1 / degree[start], (start, end)), (count, count))
        ends = surface.vertices[start] - surface.vertices[end]
        self.edge = float(np.sqrt(np.mean((ends**2).sum(1))))

    def __call__(self, values: np.ndarray, wavelength: float) -> np.ndarray:
        """Values (V, N) without waves shorter than that, object units."""
        angle = min(_ANGLE * self.edge / wavelength, np.pi / 2)
        degree = int(np.ceil(_TERMS / angle))
        n = np.arange(1, degree + 1)
        terms = np.r_[angle / np.pi, 2 * np.sin(n * angle) / (n * np.pi)]
        terms *= 0.54 + 0.46 * np.cos(np.arange(degree + 1) * np.pi / (degree + 1))  # Hamming's window
        terms = (terms / terms.sum()).astype(np.float32)
        before, now = values.astype(np.float32), self.mean @ values.astype(np.float32)
        total = terms[0] * before + terms[1] * now
        for term in terms[2:]:
            before, now = now, 2 * (self.mean @ now) - before
            total += term * now
        return total


def dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(N,) the inner products of vectors (3, N)."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
