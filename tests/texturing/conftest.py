"""A painter that needs no model, and a mesh of two parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.conftest import FACE_COLORS
from tests.formats.gltf_file import Gltf

from modelsheet.cameras import sheet_cameras
from modelsheet.context import Context
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet, View

SIDE = 64  # pixels of a view

CORNERS = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)
SIDES = [(0, 1, 3, 2), (6, 7, 5, 4), (4, 5, 1, 0), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]


class SidePainter:
    """Paints each view in one colour, all over; counts how often it is asked."""

    name = "sides"

    def __init__(self) -> None:
        self.drawn = 0

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """See `registry.Generator`."""
        assert context.known is not None
        assert context.known.surface is not None
        self.drawn += 1
        whole = np.full((SIDE, SIDE), 255, np.uint8)
        views = [
            View(name, camera, np.full((SIDE, SIDE, 3), FACE_COLORS[name], np.uint8), whole)
            for name, camera in sheet_cameras(SIDE).items()
        ]
        return ModelSheet(tuple(views), request.prompt, request.seed, self.name)


@pytest.fixture
def painter() -> SidePainter:
    """One that has painted nothing."""
    return SidePainter()


def box_part(uvs: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
    """The (36, 3) corners of a box's triangles from -1 to 1, in glTF's axes, and their UVs."""
    quads = np.array(SIDES)[:, [0, 1, 2, 0, 2, 3]].reshape(-1)
    return CORNERS[quads], uvs


@pytest.fixture(scope="session")
def atlas() -> np.ndarray:
    """(36, 2) UVs of a box in glTF: a square for each side, with gaps."""
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 0), (1, 1), (0, 1)]) * 0.28 + 0.02
    places = [(column / 3, row / 3) for row in range(2) for column in range(3)]
    return np.concatenate([square + place for place in places]).astype(np.float32)


@pytest.fixture
def two_boxes(tmp_path: Path, atlas: np.ndarray) -> Path:
    """A box with UVs that is turned and scaled, and a bare one beside it; each with a material of its own."""
    file = Gltf()
    numbers = np.arange(36, dtype=np.uint16)
    primitives = []
    for name, uvs in (("painted", atlas), ("bare", None)):
        corners, _ = box_part(uvs)
        attributes = {"POSITION": file.numbers(corners, bounds=True)}
        if uvs is not None:
            attributes["TEXCOORD_0"] = file.numbers(uvs)
        material = file.material(name=name, base={"metallicFactor": 0.5})
        primitives.append({"attributes": attributes, "indices": file.numbers(numbers), "material": material})
    half = float(np.sqrt(0.5))
    first = file.node(file.mesh(primitives[0]), rotation=[0, half, 0, half], scale=[1, 2, 1])
    second = file.node(file.mesh(primitives[1]), translation=[3, 0, 0])
    return file.scene(first, second).save(tmp_path / "two.glb")
