"""Surface: a triangle mesh in object units, with vertex colours or with UVs and a texture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .cameras import OBJECT_EXTENT
from .errors import ModelsheetError

if TYPE_CHECKING:
    import trimesh

READABLE = (".glb", ".gltf", ".obj", ".ply", ".stl")


@dataclass(frozen=True)
class Surface:
    """Triangles.

    vertices: (V, 3) float32. faces: (F, 3) int32, counter-clockwise from outside.
    colors: (V, 3) uint8 sRGB, or None. uvs: (F, 3, 2) float32, one per face corner, origin at the
    lower left, or None: seams cost no vertex, so a closed surface stays closed.
    texture: (H, W, 3) uint8 sRGB, row 0 at the top, or None.
    """

    vertices: np.ndarray
    faces: np.ndarray
    colors: np.ndarray | None = None
    uvs: np.ndarray | None = None
    texture: np.ndarray | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", np.ascontiguousarray(self.vertices, np.float32))
        object.__setattr__(self, "faces", np.ascontiguousarray(self.faces, np.int32))
        self._check_shapes()
        if len(self.faces) == 0:
            raise ModelsheetError("mesh-no-faces")
        if not np.isfinite(self.vertices).all():
            raise ModelsheetError("mesh-not-finite")

    def _check_shapes(self) -> None:
        """Raise ValueError where arrays don't fit together: a mistake of who made them."""
        count = len(self.faces)
        wanted: dict[str, tuple[int | None, ...]] = {"vertices": (None, 3), "faces": (None, 3)}
        wanted |= {"colors": (len(self.vertices), 3), "uvs": (count, 3, 2), "texture": (None, None, 3)}
        for name, shape in wanted.items():
            values = getattr(self, name)
            if values is None:
                continue
            fits = len(values.shape) == len(shape)
            if not fits or any(b not in (None, a) for a, b in zip(values.shape, shape, strict=True)):
                raise ValueError(f"{name} have the shape {values.shape}, not {shape}")
        if count and not (self.faces.min() >= 0 and self.faces.max() < len(self.vertices)):
            raise ValueError("a face names a vertex that is not there")

    @classmethod
    def load(cls, path: str | Path) -> Surface:
        """Read a glTF, OBJ, PLY or STL file, Z up, all its parts in one surface.

        glTF is turned from its Y up; other formats are taken as they are. Colours come from base
        colour textures and factors, vertex colours or flat materials; where parts differ their
        textures are packed into one. Raises ModelsheetError when the file can't be used.
        """
        from .importing import read_mesh

        return read_mesh(Path(path))

    @property
    def bounds(self) -> np.ndarray:
        """(2, 3) lowest and highest corner of the vertices that faces use."""
        used = self.vertices[self.faces.reshape(-1)]
        return np.stack([used.min(0), used.max(0)])

    @property
    def corners(self) -> np.ndarray:
        """(F, 3, 3) float32 positions of each face's corners."""
        return self.vertices[self.faces]

    @property
    def face_normals(self) -> np.ndarray:
        """(F, 3) float32 unit normals; zero for degenerate faces."""
        a, b, c = np.moveaxis(self.corners.astype(np.float64), 1, 0)
        normals = np.cross(b - a, c - a)
        length = np.linalg.norm(normals, axis=1, keepdims=True)
        return (normals / np.maximum(length, 1e-20)).astype(np.float32)

    @property
    def face_areas(self) -> np.ndarray:
        """(F,) float64."""
        a, b, c = np.moveaxis(self.corners.astype(np.float64), 1, 0)
        return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2

    def to_trimesh(self) -> trimesh.Trimesh:
        """The bare geometry as a trimesh, vertices and faces in the same order."""
        import trimesh

        return trimesh.Trimesh(self.vertices, self.faces, process=False, validate=False)

    def normalized(self) -> Surface:
        """Centred on the origin, longest side 0.96: the pose every sheet is drawn from."""
        low, high = self.bounds
        size = float((high - low).max())
        if size <= 0:
            raise ModelsheetError("mesh-no-size")
        vertices = (self.vertices - (low + high) / 2) * (OBJECT_EXTENT / size)
        return replace(self, vertices=vertices)
