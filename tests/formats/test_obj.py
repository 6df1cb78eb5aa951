"""OBJ and MTL as programs write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_camera
from modelsheet.errors import ModelsheetError
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import View
from modelsheet.surface import Surface

from .gltf_file import BLUE, GREEN, RED, YELLOW, four_colors

PLATE = """
v -1 -1 0
v 1 -1 0
v 1 1 0
v -1 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
"""
FACE = "f 1/1 2/2 3/3 4/4\n"


def front(surface: Surface) -> View:
    return render_view(RayCaster(surface.normalized()), sheet_camera("front", 100), supersample=2)


def quarters(surface: Surface) -> list[tuple[int, ...]]:
    """Upper left, upper right, lower left, lower right."""
    rgb = front(surface).rgb
    return [tuple(rgb[y, x].tolist()) for y in (25, 75) for x in (25, 75)]


def write(
    folder: Path, mtl: str, obj: str = PLATE + "usemtl m\n" + FACE, head: str = "mtllib m.mtl\n"
) -> Path:
    (folder / "m.mtl").write_text(mtl)
    (folder / "m.obj").write_text(head + obj)
    return folder / "m.obj"


def size(path: Path, up: str | None = None) -> tuple[float, ...]:
    low, high = Surface.load(path, up).bounds
    return tuple((high - low).tolist())


def test_y_is_up_unless_told_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path, "", "v 0 0 0\nv 1 0 0\nv 0 3 0\nv 0 0 2\nf 1 2 3\nf 1 3 4\n", "")
    assert size(path) == (1, 2, 3)
    assert size(path, "y") == (1, 2, 3)
    assert size(path, "z") == (1, 3, 2)


@pytest.mark.parametrize(
    "written",
    [
        "map_Kd pic.png",
        "map_kd  pic.png ",
        "\tmap_Kd -s 1 1 1 -o 0 0 0 pic.png",
        "map_Kd -s 1 pic.png",
        "map_Kd -clamp on -blendu off -mm 0 1 -bm 1.0 pic.png",
        "map_Kd .\\textures\\other.png",
        "map_Kd Textures/OTHER.png",
        "map_Kd D:\\work\\model\\textures\\other.png",
        "map_Kd C:\\Users\\somebody\\Desktop\\pic.png",
        "map_Kd /home/somebody/pic.png",
        "map_Kd my picture.png",
        "map_Kd my%20picture.png",
        'map_Kd "my picture.png"',
        "map_Kd ../above.png",
    ],
)
def test_its_picture_is_found_as_programs_name_it(written: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "textures").mkdir(parents=True)
    for path in ("model/pic.png", "model/my picture.png", "model/textures/other.png", "above.png"):
        Image.fromarray(four_colors()).save(tmp_path / path)
    surface = Surface.load(write(folder, f"newmtl m\nKd 0.8 0.8 0.8\n{written}\n"))
    assert surface.notes == ()
    assert quarters(surface) == [RED, GREEN, BLUE, YELLOW]


@pytest.mark.parametrize(
    ("name", "page"),
    [("木纹.png", "gb18030"), ("木目.png", "cp932"), ("дерево.png", "cp1251"), ("écorce.png", "latin-1")],
)
def test_its_picture_is_found_by_a_name_in_another_code_page(name: str, page: str, tmp_path: Path) -> None:
    Image.fromarray(four_colors()).save(tmp_path / name)
    path = write(tmp_path, "")
    (tmp_path / "m.mtl").write_bytes(f"newmtl m\nmap_Kd {name}\n".encode(page))
    surface = Surface.load(path)
    assert surface.notes == ()
    assert quarters(surface) == [RED, GREEN, BLUE, YELLOW]


def test_scale_and_offset_of_the_picture_are_applied(tmp_path: Path) -> None:
    Image.fromarray(four_colors()).save(tmp_path / "pic.png")
    surface = Surface.load(write(tmp_path, "newmtl m\nmap_Kd -o 0.5 0.5 -s 0.5 0.5 1 pic.png\n"))
    assert quarters(surface) == [GREEN] * 4


def test_a_mask_cuts_holes(tmp_path: Path) -> None:
    Image.fromarray(four_colors()).save(tmp_path / "pic.png")
    Image.fromarray(four_colors(alpha=0)).save(tmp_path / "mask.png")
    surface = Surface.load(write(tmp_path, "newmtl m\nmap_Kd pic.png\nmap_d mask.png\n"))
    alpha = front(surface).alpha
    assert (alpha[25, 25], alpha[25, 75]) == (0, 255)


@pytest.mark.parametrize(
    ("mtl", "head", "words"),
    [
        ("newmtl m\nmap_Kd gone.png\n", "mtllib m.mtl\n", "gone.png"),
        ("newmtl m\nmap_Kd m.mtl\n", "mtllib m.mtl\n", "m.mtl can't be read as a picture"),
        ("newmtl m\n", "mtllib lost.mtl\n", "lost.mtl"),
        ("newmtl other\n", "mtllib m.mtl\n", "material m "),
    ],
)
def test_what_is_missing_is_told_in_one_line(mtl: str, head: str, words: str, tmp_path: Path) -> None:
    surface = Surface.load(write(tmp_path, mtl, head=head))
    assert len(surface.notes) == 1
    assert words in surface.notes[0]
    assert quarters(surface) == [(200, 200, 200)] * 4


def test_material_files_are_found_by_names_with_spaces_and_in_other_folders(tmp_path: Path) -> None:
    (tmp_path / "my parts").mkdir()
    (tmp_path / "my parts" / "all.mtl").write_text("newmtl m\nKd 1 0 0\n")
    (tmp_path / "red one.mtl").write_text("newmtl m\nKd 1 0 0\n")
    for name in ("red one.mtl", "my parts\\all.mtl"):
        path = write(tmp_path, "", head=f"mtllib {name}\n")
        assert quarters(Surface.load(path)) == [(255, 0, 0)] * 4


def test_far_coordinates_keep_their_shape(tmp_path: Path) -> None:
    """Ten steps of a decimetre, in metres from a meridian."""
    lines, faces = [], []
    for i in range(10):
        x = 4649776 + 0.1 * i
        lines += [f"v {x:.4f} {447000 + 0.1 * y:.4f} 0" for y in (i, i + 1)]
        lines += [f"v {x + 0.1:.4f} {447000 + 0.1 * y:.4f} 0" for y in (i + 1, i)]
        faces.append(f"f {4 * i + 1} {4 * i + 4} {4 * i + 3} {4 * i + 2}")
    path = write(tmp_path, "", "\n".join(lines + faces), "")
    surface = Surface.load(path)
    steps = np.diff(np.unique(surface.vertices[:, 0].round(3)))
    assert steps == pytest.approx(0.1, abs=1e-4)


def test_polygons_with_dents_are_filled_as_they_are_drawn(tmp_path: Path) -> None:
    """An arrow head of four corners and a U of eight, each one polygon; and lines of every kind."""
    arrow = "v 0 0 0\nv 2 2 0\nv 0 1 0\nv -2 2 0\nf -4 -3 -2 -1 # a comment\n"
    letter = [(4, 0), (7, 0), (7, 3), (6, 3), (6, 1), (5, 1), (5, 3), (4, 3)]
    text = (
        arrow
        + "".join(f"v {x} {y} 0 1.0\n" for x, y in letter)
        + "o U\ns off\nf 5 6 7 8\\\n 9 10 11 12\nl 1 2\n"
    )
    path = tmp_path / "dents.obj"
    path.write_bytes(b"\xef\xbb\xbf# caf\xc3\xa9\r\n" + text.replace("\n", "\r\n").encode())
    surface = Surface.load(path)
    assert surface.face_areas.sum() == pytest.approx(2 + 7)
    assert (surface.face_normals[:, 1] == -1).all()


def test_vertex_colours_are_drawn(tmp_path: Path) -> None:
    corners = ("-1 -1 0 0 0 1", "1 -1 0 0 0 1", "1 1 0 0 0 1", "-1 1 0 0 0 1")
    path = write(
        tmp_path, "newmtl m\nKd 0.8 0.8 0.8\n", "".join(f"v {c}\n" for c in corners) + "usemtl m\nf 1 2 3 4\n"
    )
    assert quarters(Surface.load(path)) == [(0, 0, 255)] * 4


def test_bytes_after_the_text_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, "", PLATE + FACE, "")
    path.write_bytes(path.read_bytes() + b"\x1a\0\0\0")
    assert len(Surface.load(path).faces) == 2


@pytest.mark.parametrize("face", ["f 1 2 9", "f 0 1 2", "f -9 1 2", "f 1/9 2/2 3/3", "f one two three"])
def test_faces_that_make_no_sense_are_refused(face: str, tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match="can't be read as a mesh"):
        Surface.load(write(tmp_path, "", PLATE + face + "\n", ""))
