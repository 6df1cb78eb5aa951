"""Surface: a triangle mesh in object units, with vertex colours, UVs and materials."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .cameras import OBJECT_EXTENT
from .errors import ModelsheetError
from .materials import CLAMP, Material, Texture

if TYPE_CHECKING:
    import trimesh

CREASE = 35.0  # degrees: edges of man-made things stay hard, a round thing's facets do not show
_GREY = 200
_BLOCK = 1 << 20  # points whose colours are computed at once, in about 200 MB


@dataclass(frozen=True)
class Surface:
    """Triangles.

    vertices: (V, 3) float32. faces: (F, 3) int32, counter-clockwise from outside.
    colors: (V, 3) uint8 sRGB, or None; (V, 4) where alpha is not 255 all over.
    uvs: (F, 3, 2) float32, one per face corner, origin at the lower left, or None: seams cost no vertex,
    so a closed surface stays closed. All textures of a face use the same ones.
    materials: they multiply the vertices' colours. face_materials: (F,) int32, which of them each face
    has; None where all have the first.
    polygons: (F,) int32, equal for triangles that are one face for who edits them, or None.
    crease: degrees between two faces from which on their edge is hard: 0 for facets, 180 for none.
    notes: one line on each thing that the file names and that could not be had.
    """

    vertices: np.ndarray
    faces: np.ndarray
    colors: np.ndarray | None = None
    uvs: np.ndarray | None = None
    materials: tuple[Material, ...] = ()
    face_materials: np.ndarray | None = None
    polygons: np.ndarray | None = None
    crease: float = CREASE
    notes: tuple[str, ...] = field(default=(), compare=False)

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
        channels = 4 if self.colors is not None and self.colors.shape[1:] == (4,) else 3
        wanted: dict[str, tuple[int | None, ...]] = {"vertices": (None, 3), "faces": (None, 3)}
        wanted |= {"colors": (len(self.vertices), channels), "uvs": (count, 3, 2)}
        wanted |= {"face_materials": (count,), "polygons": (count,)}
        for name, shape in wanted.items():
            values = getattr(self, name)
            if values is None:
                continue
            fits = len(values.shape) == len(shape)
            if not fits or any(b not in (None, a) for a, b in zip(values.shape, shape, strict=True)):
                raise ValueError(f"{name} have the shape {values.shape}, not {shape}")
        if count and not (self.faces.min() >= 0 and self.faces.max() < len(self.vertices)):
            raise ValueError("a face names a vertex that is not there")
        of = self.face_materials
        if of is not None and count and not (of.min() >= 0 and of.max() < len(self.materials)):
            raise ValueError("a face names a material that is not there")

    @classmethod
    def load(cls, path: str | Path, up: str | None = None) -> Surface:
        """Read a glTF, OBJ, PLY, STL, 3MF or USD file, Z up, all its parts in one surface.

        up: the file's axis that points up, "y" or "z"; by default y for glTF and OBJ, z for PLY, STL and 3MF,
        as Blender writes them, and what it says for USD. One that lies far from the origin is moved to it.
        Raises ModelsheetError when the file can't be used.
        """
        from .formats import read_surface

        return read_surface(path, up)

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
        normals = self._crosses()
        length = np.sqrt((normals**2).sum(0))
        return (normals / np.maximum(length, 1e-20)).T.astype(np.float32)

    @property
    def face_areas(self) -> np.ndarray:
        """(F,) float64."""
        return np.sqrt((self._crosses() ** 2).sum(0)) / 2

    def _crosses(self) -> np.ndarray:
        """(3, F) float64 normals, twice as long as the faces are large."""
        places = np.ascontiguousarray(self.vertices.T, np.float64)
        a, b, c = (np.take(places, corner, axis=1) for corner in self.faces.T)
        (ux, uy, uz), (vx, vy, vz) = b - a, c - a
        return np.stack([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx])

    @property
    def texture(self) -> np.ndarray | None:
        """(H, W, 3) uint8 sRGB, the base colour's picture where one material covers all; else None."""
        if len(self.materials) != 1 or self.uvs is None:
            return None
        texture = self.materials[0].base_color_texture
        return None if texture is None else texture.pixels[..., :3]

    def textured(self, pixels: np.ndarray) -> Surface:
        """With (H, W, 3) uint8 sRGB as its whole colour; what else one material says of it stays."""
        material = self.materials[0] if len(self.materials) == 1 else Material()
        material = replace(
            material, base_color=(1.0,) * 4, base_color_texture=Texture(pixels, (CLAMP, CLAMP))
        )
        return replace(self, colors=None, materials=(material,), face_materials=None)

    def by_material(self) -> list[tuple[Material, np.ndarray]]:
        """Each material that faces have, and the numbers of those faces; a plain one where there is none."""
        if self.face_materials is None:
            return [((*self.materials, Material())[0], np.arange(len(self.faces)))]
        used = np.unique(self.face_materials).tolist()
        return [(self.materials[i], np.flatnonzero(self.face_materials == i)) for i in used]

    @property
    def has_holes(self) -> bool:
        """True when a material cuts faces out where it is transparent."""
        return any(material.cutoff > 0 for material in self.materials)

    def rgba(self, face: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Colours (N, 4) uint8 sRGB at points of faces (N,) with barycentric weights (N, 3).

        Alpha is 255, or 0 where the face is cut out. Grey where the surface has no colours.
        """
        blocks = [slice(start, start + _BLOCK) for start in range(0, max(len(face), 1), _BLOCK)]
        return np.concatenate([self._rgba(face[block], weight[block]) for block in blocks])

    def _rgba(self, face: np.ndarray, weight: np.ndarray) -> np.ndarray:
        base = np.full((len(face), 4), 255, np.uint8)
        if self.colors is not None:
            corner = self.colors[self.faces[face]].astype(np.float32)
            base[:, : self.colors.shape[1]] = np.rint((corner * weight[..., None]).sum(1))
        uv = np.zeros((len(face), 2), np.float32)
        if self.uvs is not None:
            uv = (self.uvs[face] * weight[..., None]).sum(1)
        if self.materials:
            number = np.zeros(len(face), int) if self.face_materials is None else self.face_materials[face]
            for i in np.unique(number):
                here = number == i
                base[here] = self.materials[i].colors(base[here], uv[here])
        elif self.colors is None:
            base[:, :3] = _GREY
        return base

    def to_trimesh(self) -> trimesh.Trimesh:
        """The bare geometry as a trimesh, vertices and faces in the same order."""
        import trimesh

        return trimesh.Trimesh(self.vertices, self.faces, process=False, validate=False)

    def normalized(self) -> Surface:
        """Centred on the origin, longest side 0.96: the pose every sheet is drawn from."""
        low, high = self.bounds.astype(np.float64)
        size = float((high - low).max())
        if size <= 0:
            raise ModelsheetError("mesh-no-size")
        vertices = (self.vertices - (low + high) / 2) * (OBJECT_EXTENT / size)
        return replace(self, vertices=vertices)
