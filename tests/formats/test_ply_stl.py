"""PLY and STL as programs write them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_camera
from modelsheet.errors import ModelsheetError
from modelsheet.render import RayCaster, render_view
from modelsheet.surface import Surface

from .gltf_file import BLUE, GREEN, RED, YELLOW, four_colors

CORNERS = [(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)]  # faces the front, Z up
UVS = [(0, 0), (1, 0), (1, 1), (0, 1)]
VERTEX = "element vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
FACE = "element face 1\nproperty list uchar int vertex_indices\n"


def quarters(surface: Surface) -> list[tuple[int, ...]]:
    """Upper left, upper right, lower left, lower right."""
    view = render_view(RayCaster(surface.normalized()), sheet_camera("front", 100), supersample=2)
    return [tuple(view.rgb[y, x].tolist()) for y in (25, 75) for x in (25, 75)]


def text_ply(vertex: str, face: str, rows: list[tuple], faces: list[tuple], comment: str = "") -> bytes:
    lines = [" ".join(map(str, row)) for row in (*rows, *faces)]
    return f"ply\nformat ascii 1.0\n{comment}{vertex}{face}end_header\n".encode() + "\n".join(lines).encode()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("trailing", [b"", b"\0\0\0 what a program left \xff"])
def test_binary_ply_in_both_byte_orders_and_with_trailing_bytes(
    order: str, trailing: bytes, tmp_path: Path
) -> None:
    name = {"<": "little", ">": "big"}[order]
    head = f"ply\r\nformat binary_{name}_endian 1.0\n{VERTEX}{FACE}end_header\n".encode()
    body = b"".join(struct.pack(f"{order}3f", *corner) for corner in CORNERS)
    body += struct.pack(f"{order}B4i", 4, 0, 1, 2, 3)
    (tmp_path / "plate.ply").write_bytes(head + body + trailing)
    surface = Surface.load(tmp_path / "plate.ply")
    np.testing.assert_array_equal(surface.bounds, [(-1, 0, -1), (1, 0, 1)])
    assert surface.face_areas.sum() == 4


def test_polygons_of_unlike_length_are_read(tmp_path: Path) -> None:
    head = f"ply\nformat binary_little_endian 1.0\n{VERTEX}{FACE}end_header\n".replace("face 1", "face 2")
    body = b"".join(struct.pack("<3f", *corner) for corner in CORNERS)
    body += struct.pack("<B4i", 4, 0, 1, 2, 3) + struct.pack("<B3i", 3, 0, 1, 2)
    (tmp_path / "plate.ply").write_bytes(head.encode() + body)
    assert len(Surface.load(tmp_path / "plate.ply").faces) == 3


@pytest.mark.parametrize(
    ("kind", "half"), [("uchar", 128), ("ushort", 32896), ("float", 0.50196), ("int", 128)]
)
def test_colours_in_every_type(kind: str, half: float, tmp_path: Path) -> None:
    vertex = VERTEX + "".join(f"property {kind} {name}\n" for name in ("red", "green", "blue"))
    rows = [(*corner, half, 0, 0) for corner in CORNERS]
    (tmp_path / "plate.ply").write_bytes(text_ply(vertex, FACE, rows, [(4, 0, 1, 2, 3)]))
    assert quarters(Surface.load(tmp_path / "plate.ply")) == [(128, 0, 0)] * 4


@pytest.mark.parametrize(("u", "v"), [("s", "t"), ("u", "v"), ("texture_u", "texture_v")])
def test_a_picture_that_a_comment_names(u: str, v: str, tmp_path: Path) -> None:
    Image.fromarray(four_colors()).save(tmp_path / "my picture.png")
    vertex = VERTEX + f"property float {u}\nproperty float {v}\n"
    rows = [(*corner, *uv) for corner, uv in zip(CORNERS, UVS, strict=True)]
    named = "comment TextureFile my picture.png\n"
    (tmp_path / "plate.ply").write_bytes(text_ply(vertex, FACE, rows, [(4, 0, 1, 2, 3)], named))
    assert quarters(Surface.load(tmp_path / "plate.ply")) == [RED, GREEN, BLUE, YELLOW]


def test_uvs_of_faces(tmp_path: Path) -> None:
    Image.fromarray(four_colors()).save(tmp_path / "pic.png")
    face = (FACE + "property list uchar float texcoord\n").replace("face 1", "face 2")
    faces = [(3, *f, 6, *(value for i in f for value in UVS[i])) for f in ((0, 1, 2), (0, 2, 3))]
    content = text_ply(VERTEX, face, CORNERS, faces, "comment TextureFile pic.png\n")
    (tmp_path / "plate.ply").write_bytes(content)
    assert quarters(Surface.load(tmp_path / "plate.ply")) == [RED, GREEN, BLUE, YELLOW]


def test_points_alone_are_no_mesh(tmp_path: Path) -> None:
    (tmp_path / "points.ply").write_bytes(text_ply(VERTEX, "", CORNERS, []))
    with pytest.raises(ModelsheetError, match="has no faces"):
        Surface.load(tmp_path / "points.ply")


def binary_stl(comment: bytes = b"made by a test") -> bytes:
    facets = b"".join(
        struct.pack("<12fH", 0, 0, 0, *(value for i in f for value in CORNERS[i]), 0)
        for f in ((0, 1, 2), (0, 2, 3))
    )
    return comment.ljust(80) + struct.pack("<I", 2) + facets


@pytest.mark.parametrize("comment", [b"made by a test", b"solid made by a test", b"solid facet"])
@pytest.mark.parametrize("trailing", [b"", b"\0" * 7])
def test_binary_stl_whatever_its_comment_says(comment: bytes, trailing: bytes, tmp_path: Path) -> None:
    (tmp_path / "plate.stl").write_bytes(binary_stl(comment) + trailing)
    assert Surface.load(tmp_path / "plate.stl").face_areas.sum() == 4


def test_text_stl(tmp_path: Path) -> None:
    lines = ["solid plate"]
    for face in ((0, 1, 2), (0, 2, 3)):
        lines += ["facet normal 0 -1 0", " outer loop"]
        lines += ["  VERTEX {} {} {}".format(*CORNERS[i]) for i in face] + [" endloop", "endfacet"]
    (tmp_path / "plate.stl").write_text("\r\n".join([*lines, "endsolid plate", ""]))
    surface = Surface.load(tmp_path / "plate.stl")
    assert surface.face_areas.sum() == 4
    assert quarters(surface) == [(200, 200, 200)] * 4


@pytest.mark.parametrize("content", [binary_stl()[:120], b"solid x\nfacet\nvertex 1 2\nendsolid", b"short"])
def test_a_damaged_stl_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.stl").write_bytes(content)
    with pytest.raises(ModelsheetError, match="can't be read as a mesh"):
        Surface.load(tmp_path / "bad.stl")
