"""glTF 2.0, text and binary, as its specification says: what a viewer shows before anything moves.

Of the animations and lights nothing is read. Vertices that a file splits at seams are one again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelsheetError
from ._gltf_data import Document
from ._gltf_materials import Materials
from .part import MOST_FACES, Part

UP = "y"
VERTEX = "_VERTEX"
"""Our own files' attribute that says which vertex of the surface each is: what only touches stays apart."""

COLLISION = "modelsheet_collision"
"""In our own files' extras of a node: the nodes of its collision hulls, or true where it is one."""

_READ = (
    r"KHR_mesh_quantization|KHR_texture_transform|KHR_draco_mesh_compression|EXT_mesh_gpu_instancing"
    r"|KHR_node_visibility|EXT_texture_webp|EXT_texture_avif|CESIUM_RTC"
)
_HARMLESS = (  # they change neither shape nor colour as it is drawn here
    r"KHR_materials_.*|KHR_lights_.*|KHR_xmp.*|KHR_animation_pointer|KHR_node_(selectability|hoverability)"
    r"|KHR_interactivity|KHR_audio.*|EXT_lights_.*|EXT_mesh_features|EXT_(structural|feature|instance)_.*"
    r"|CESIUM_primitive_outline|MSFT_lod|MSFT_packing_.*|MSFT_collision.*|VRM.*|AGI_.*|KHR_physics_.*"
    r"|KHR_collision_shapes|GODOT_.*|FB_geometry_metadata|EXT_property_.*|MAXAR_.*"
)
_TRIANGLES, _STRIP, _FAN = 4, 5, 6


def read(path: Path, notes: list[str]) -> list[Part]:
    """A part for each primitive of each node that the scene shows."""
    document = Document.open(path, notes)
    for name in document.list("extensionsRequired"):
        if not re.fullmatch(f"{_READ}|{_HARMLESS}", str(name)):
            raise ModelsheetError(
                f"{path} needs the extension {name}, which can't be read here: export it without"
            )
    scene = _Scene(document, Materials(document))
    parts = list(scene.parts())
    if not parts and document.list("meshes") and not document.list("nodes"):
        raise ModelsheetError(f"{path} has no nodes that place its meshes: export it with a scene")
    return parts


def read_beside(path: Path, notes: list[str]) -> tuple[str, list[list[Part]], list[list[Part]]]:
    """What an object is called, and the parts of each of its LODs and of its collision hulls; of a file whose
    scene is one object.
    """
    document = Document.open(path, notes)
    scene = _Scene(document, Materials(document))
    roots = scene.roots()
    if len(roots) != 1:
        return "", [], []
    node = document.item("nodes", roots[0])
    extras = node.get("extras")
    lods = node.get("extensions", {}).get("MSFT_lod", {}).get("ids", [])
    hulls = extras.get(COLLISION, []) if isinstance(extras, dict) else []
    name = str(node.get("name", "")).removesuffix("_LOD0")
    return (
        name,
        [list(scene.parts([number], hulls=True)) for number in lods],
        [list(scene.parts([number], hulls=True)) for number in hulls],
    )


class _Scene:
    """The nodes, where they stand, and what hangs on them."""

    def __init__(self, document: Document, materials: Materials) -> None:
        self.document, self.materials = document, materials
        self.nodes = document.list("nodes")
        self.world: dict[int, np.ndarray] = {}
        self.hidden: set[int] = set()
        self._place(self._roots(range(len(self.nodes))))
        self._faces = 0
        self._vertices = 0  # identities that are given

    def parts(self, roots: list[int] | None = None, hulls: bool = False) -> Iterator[Part]:
        """Every primitive under these nodes that has triangles, in glTF's coordinates; of the scene's by
        default. hulls: also those that are there for collisions.
        """
        for number in self._under(self.roots() if roots is None else roots):
            node = self.nodes[number]
            if "mesh" not in node or number in self.hidden or (_is_hull(node) and not hulls):
                continue
            mesh = self.document.item("meshes", node["mesh"])
            weights = node.get("weights", mesh.get("weights", []))
            first = self._vertices
            for primitive in mesh["primitives"]:
                part = self._part(primitive, weights)
                if part is not None:
                    own = first if VERTEX in primitive["attributes"] else self._vertices
                    yield from self._placed(part, primitive, node, number, own)

    def _roots(self, numbers: range | list[int]) -> list[int]:
        children = {child for node in self.nodes for child in node.get("children", [])}
        return [number for number in numbers if number not in children]

    def roots(self) -> list[int]:
        """The first nodes of the scene; of all nodes where the file has no scene."""
        if self.document.list("scenes"):
            scene = self.document.item("scenes", self.document.json.get("scene", 0))
            return list(scene.get("nodes", []))
        return self._roots(range(len(self.nodes)))

    def _under(self, roots: list[int]) -> list[int]:
        """These nodes and those below them, each once."""
        seen: dict[int, None] = {}
        waiting = roots[::-1]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen[number] = None
                waiting += self.document.item("nodes", number).get("children", [])[::-1]
        return list(seen)

    def _place(self, roots: list[int]) -> None:
        """World matrices of the nodes under the roots."""
        waiting = [(number, np.eye(4), False) for number in roots]
        while waiting:
            number, parent, hidden = waiting.pop()
            node = self.document.item("nodes", number)
            if number in self.world:
                continue
            self.world[number] = parent @ _matrix(node)
            visibility = node.get("extensions", {}).get("KHR_node_visibility", {})
            if hidden or visibility.get("visible", True) is False:
                self.hidden.add(number)
            waiting += [(c, self.world[number], number in self.hidden) for c in node.get("children", [])]

    def _part(self, primitive: dict[str, Any], weights: list[float]) -> Part | None:
        """The primitive where its mesh has it, its shape keys mixed; None when it has no triangles."""
        if primitive.get("mode", _TRIANGLES) not in (_TRIANGLES, _STRIP, _FAN):
            return None
        attributes, indices = self.document.primitive(primitive)
        if "POSITION" not in attributes:
            return None
        for target, weight in zip(primitive.get("targets", []), weights, strict=False):
            for name in target if weight else ():
                if name in attributes:
                    change = self.document.accessor(target[name])
                    attributes[name] = attributes[name] + float(weight) * change
        vertices = attributes["POSITION"]
        if indices is None:
            indices = np.arange(len(vertices))
        faces = _faces(indices, primitive.get("mode", _TRIANGLES))
        if not len(faces):
            return None
        if faces.max() >= len(vertices):
            raise ValueError("a face names a vertex that is not there")
        look = self.materials.look(primitive, attributes)
        uvs = None if look.uvs is None else look.uvs[faces]
        identity = attributes.get(VERTEX)
        if identity is not None:
            identity = identity[:, 0].astype(np.int64)
        elif "JOINTS_0" in attributes:
            identity = np.arange(len(vertices))  # what stands at one place may be moved apart
        else:
            rows = vertices if look.colors is None else np.column_stack([vertices, look.colors])
            identity = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
        return Part(vertices, faces, look.material, look.colors, uvs, identity)

    def _placed(
        self, part: Part, primitive: dict[str, Any], node: dict[str, Any], number: int, own: int
    ) -> Iterator[Part]:
        """The part where its node has it, as often as that shows it. own: its first vertex's identity."""
        if "skin" in node and "JOINTS_0" in primitive["attributes"]:
            places = [self._skinned(part.vertices, primitive, self.document.item("skins", node["skin"]))]
            mirrored = [False]
        else:
            matrices = self.world[number] @ self._instances(node)
            places = [part.vertices @ matrix[:3, :3].T + matrix[:3, 3] for matrix in matrices]
            mirrored = [bool(np.linalg.det(matrix[:3, :3]) < 0) for matrix in matrices]
        self._faces += len(part.faces) * len(places)
        if self._faces > MOST_FACES:
            raise ValueError(f"more than {MOST_FACES:,} triangles")
        for vertices, mirror in zip(places, mirrored, strict=True):
            faces = part.faces[:, ::-1] if mirror else part.faces
            uvs = part.uvs[:, ::-1] if mirror and part.uvs is not None else part.uvs
            assert part.identity is not None
            identity = part.identity + own
            self._vertices, own = max(self._vertices, int(identity.max()) + 1), int(identity.max()) + 1
            yield Part(vertices, faces, part.material, part.colors, uvs, identity)

    def _instances(self, node: dict[str, Any]) -> np.ndarray:
        """(N, 4, 4), one for each copy of the node's mesh."""
        extension = node.get("extensions", {}).get("EXT_mesh_gpu_instancing")
        if not extension:
            return np.eye(4)[None]
        values = {name: self.document.accessor(i) for name, i in extension["attributes"].items()}
        kinds = {"TRANSLATION": "translation", "ROTATION": "rotation", "SCALE": "scale"}
        values = {kinds[name]: rows for name, rows in values.items() if name in kinds}
        count = min((len(rows) for rows in values.values()), default=1)
        return np.array(
            [_matrix({name: rows[i] for name, rows in values.items()}) for i in range(count)]
        ).reshape(-1, 4, 4)

    def _skinned(self, vertices: np.ndarray, primitive: dict[str, Any], skin: dict[str, Any]) -> np.ndarray:
        """The vertices where the joints take them; the node's own place does not count."""
        joints = np.array([self.world[joint] for joint in skin["joints"]])
        if "inverseBindMatrices" in skin:
            bind = self.document.accessor(skin["inverseBindMatrices"]).reshape(-1, 4, 4).swapaxes(1, 2)
            joints = joints @ bind[: len(joints)]
        attributes, _ = self.document.primitive(primitive)
        out, total = np.zeros((len(vertices), 3)), np.zeros((len(vertices), 1))
        points = np.column_stack([vertices, np.ones(len(vertices))])
        for name in (name for name in attributes if re.fullmatch(r"JOINTS_\d+", name)):
            numbers = attributes[name].astype(np.int64)
            weights = attributes[name.replace("JOINTS", "WEIGHTS")]
            for column in range(numbers.shape[1]):
                moved = np.einsum("nij,nj->ni", joints[numbers[:, column], :3], points)
                out += moved * weights[:, column, None]
                total += weights[:, column, None]
        return np.where(total > 0, out / np.where(total > 0, total, 1), vertices)


def _is_hull(node: dict[str, Any]) -> bool:
    extras = node.get("extras")
    return isinstance(extras, dict) and extras.get(COLLISION) is True


def _matrix(node: dict[str, Any]) -> np.ndarray:
    """(4, 4), a node's place in its parent."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    x, y, z, w = np.array(node.get("rotation", (0, 0, 0, 1)), np.float64)
    length = np.sqrt(x * x + y * y + z * z + w * w) or 1.0
    x, y, z, w = x / length, y / length, z / length, w / length
    rotation = np.array(
        [
            (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
            (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
            (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = rotation * np.array(node.get("scale", (1, 1, 1)), np.float64)
    matrix[:3, 3] = node.get("translation", (0, 0, 0))
    return matrix


def _faces(indices: np.ndarray, mode: int) -> np.ndarray:
    """(F, 3) of a list, a strip or a fan of triangles."""
    indices = indices.reshape(-1).astype(np.int64)
    if mode == _TRIANGLES:
        return indices[: len(indices) // 3 * 3].reshape(-1, 3)
    count = max(len(indices) - 2, 0)
    first = np.arange(count)
    if mode == _FAN:
        return np.stack([indices[first + 1], indices[first + 2], np.broadcast_to(indices[:1], count)], 1)
    odd = first % 2
    return np.stack([indices[first], indices[first + 1 + odd], indices[first + 2 - odd]], 1)
