"""`Surface.load` reads what artists have: files that other programs wrote, whole or damaged."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
import trimesh
from PIL import Image

from modelsheet.errors import ModelsheetError
from modelsheet.surface import Surface

QUAD = np.array([(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)], float)  # faces -Y, Z up
QUAD_FACES = np.array([(0, 1, 2), (0, 2, 3)])
QUAD_UVS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)


def y_up(vertices: np.ndarray) -> np.ndarray:
    x, y, z = np.asarray(vertices, float).T
    return np.stack([x, z, -y], 1)


def checker(*rows: list[tuple[int, int, int]]) -> Image.Image:
    return Image.fromarray(np.array(rows, np.uint8)).resize((16, 16), Image.Resampling.NEAREST)


def textured(picture: Image.Image, vertices: np.ndarray = QUAD, uvs: np.ndarray = QUAD_UVS, **material):
    material = trimesh.visual.material.PBRMaterial(baseColorTexture=picture, **material)
    visual = trimesh.visual.TextureVisuals(uv=uvs, material=material)
    return trimesh.Trimesh(y_up(vertices), QUAD_FACES, visual=visual, process=False)


def flat(color: tuple[int, int, int], vertices: np.ndarray = QUAD):
    material = trimesh.visual.material.PBRMaterial(baseColorFactor=[*color, 255])
    visual = trimesh.visual.TextureVisuals(material=material)
    return trimesh.Trimesh(y_up(vertices), QUAD_FACES, visual=visual, process=False)


def color_at(surface: Surface, point: tuple[float, float]) -> list[int]:
    """The colour that the front camera sees at world (x, z)."""
    from modelsheet.render import RayCaster, surface_colors

    origin = np.array([[point[0], -5, point[1]]], np.float32)
    hits = RayCaster(surface).cast(origin, np.array([[0, 1, 0]], np.float32))
    assert hits.mask.all()
    return surface_colors(surface, hits)[0].tolist()


@pytest.mark.parametrize("kind", ["ply", "stl"])
def test_ply_and_stl_are_z_up(kind, wedge, tmp_path):
    path = tmp_path / f"wedge.{kind}"
    wedge.to_trimesh().export(path)
    loaded = Surface.load(path)
    assert len(loaded.faces) == 4
    np.testing.assert_allclose(loaded.corners, wedge.corners, atol=1e-6)


@pytest.mark.parametrize("kind", ["glb", "gltf"])
def test_gltf_is_turned_to_z_up(kind, wedge, tmp_path):
    path = tmp_path / f"wedge.{kind}"
    mesh = trimesh.Trimesh(y_up(wedge.vertices), wedge.faces, process=False)
    mesh.export(path)
    np.testing.assert_allclose(Surface.load(path).corners, wedge.corners, atol=1e-6)


def test_nodes_place_their_meshes(wedge, tmp_path):
    scene = trimesh.Scene()
    mesh = trimesh.Trimesh(y_up(wedge.vertices), wedge.faces, process=False)
    scene.add_geometry(mesh, transform=trimesh.transformations.translation_matrix((3, 0, 0)))
    scene.add_geometry(mesh, transform=np.diag([-1.0, 1, 1, 1]))  # mirrored: still inside in
    scene.export(tmp_path / "two.glb")

    surface = Surface.load(tmp_path / "two.glb")
    assert len(surface.faces) == 8
    volumes = [wedge.to_trimesh().volume] * 2
    assert [part.volume for part in surface.to_trimesh().split()] == pytest.approx(volumes)
    assert surface.bounds[1][0] == pytest.approx(3.4)


def test_one_texture_stays_as_it_is(tmp_path):
    picture = checker([(250, 0, 0), (0, 250, 0)], [(0, 0, 250), (250, 250, 0)])
    textured(picture).export(tmp_path / "quad.glb")
    surface = Surface.load(tmp_path / "quad.glb")

    np.testing.assert_array_equal(
        surface.materials[0].base_color_texture.pixels[..., :3], np.asarray(picture)
    )
    assert color_at(surface, (-0.5, 0.5)) == [250, 0, 0]
    assert color_at(surface, (0.5, 0.5)) == [0, 250, 0]
    assert color_at(surface, (-0.5, -0.5)) == [0, 0, 250]
    assert color_at(surface, (0.5, -0.5)) == [250, 250, 0]


def test_parts_with_unlike_materials_keep_all_their_colours(tmp_path):
    """Two textures (one of them repeated), a flat colour and blended vertex colours, in one file."""
    one = checker([(250, 0, 0), (0, 250, 0)], [(0, 0, 250), (250, 250, 0)])
    two = checker([(10, 20, 30), (200, 210, 220)], [(90, 80, 70), (60, 50, 40)])
    blended = trimesh.Trimesh(y_up(QUAD + (6, 0, 0)), QUAD_FACES, process=False)
    blended.visual.vertex_colors = [(0, 0, 0), (255, 0, 0), (255, 255, 0), (0, 255, 0)]
    scene = trimesh.Scene(
        [
            textured(one),
            textured(two, QUAD + (2, 0, 0), 3 * QUAD_UVS),
            flat((255, 0, 0), QUAD + (4, 0, 0)),
            blended,
        ]
    )
    scene.export(tmp_path / "parts.glb")
    surface = Surface.load(tmp_path / "parts.glb")

    assert len(surface.materials) == 4
    for x, z, expected in [
        (-0.5, 0.5, [250, 0, 0]),
        (0.5, -0.5, [250, 250, 0]),
        (-0.5, -0.5, [0, 0, 250]),
        (2 - 5 / 6, 5 / 6, [10, 20, 30]),  # three repeats a side: a sixth in is the first quarter
        (2 + 5 / 6, 5 / 6, [200, 210, 220]),
        (2 - 1 / 6, -5 / 6, [90, 80, 70]),
        (4.3, 0.3, [255, 0, 0]),
        (5.0001, -0.9999, [0, 0, 0]),
    ]:
        assert color_at(surface, (x, z)) == expected, (x, z)
    red, green, blue = color_at(surface, (6.0, 0.0))
    assert red == pytest.approx(128, abs=2)  # trimesh stores 255 × ½ of linear light
    assert (green, blue) == (pytest.approx(128, abs=2), 0)


def test_parts_whose_textures_make_no_sense_say_so(tmp_path):
    odd = textured(checker([(250, 0, 0)], [(0, 0, 250)]), QUAD, np.full((4, 2), np.nan))
    trimesh.Scene([odd, flat((255, 0, 0), QUAD + (4, 0, 0))]).export(tmp_path / "odd.glb")
    with pytest.raises(ModelsheetError, match="can't be read as a mesh"):
        Surface.load(tmp_path / "odd.glb")


def test_gltf_factors_are_linear_light(tmp_path):
    flat((128, 55, 0)).export(tmp_path / "flat.glb")
    assert color_at(Surface.load(tmp_path / "flat.glb"), (0, 0)) == [188, 128, 0]

    textured(Image.new("RGB", (4, 4), (188, 188, 188)), baseColorFactor=[128, 255, 0, 255]).export(
        tmp_path / "t.glb"
    )
    assert color_at(Surface.load(tmp_path / "t.glb"), (0, 0)) == [138, 188, 0]


def test_an_obj_brings_its_colours(tmp_path):
    (tmp_path / "box.mtl").write_text("newmtl red\nKd 1 0 0.2\n\nnewmtl pic\nKd 0 0 0\nmap_Kd pic.png\n")
    checker([(9, 8, 7), (9, 8, 7)], [(200, 100, 50), (200, 100, 50)]).save(tmp_path / "pic.png")
    lines = ["mtllib box.mtl"]
    for corners in (QUAD, QUAD + (2, 0, 0)):
        lines += [f"v {x} {z} {-y}" for x, y, z in corners]
    lines += [f"vt {u} {v}" for u, v in QUAD_UVS]
    lines += ["usemtl red", "f 1 2 3", "f 1 3 4", "usemtl pic", "f 5/1 6/2 7/3", "f 5/1 7/3 8/4"]
    (tmp_path / "box.obj").write_text("\n".join(lines) + "\n")

    surface = Surface.load(tmp_path / "box.obj")
    assert color_at(surface, (0, 0.2)) == [255, 0, 51]
    assert color_at(surface, (2, 0.5)) == [9, 8, 7]
    assert color_at(surface, (2, -0.5)) == [200, 100, 50]


def test_a_ply_brings_vertex_and_face_colours(tmp_path):
    mesh = trimesh.Trimesh(QUAD, QUAD_FACES, vertex_colors=[(10, 20, 30)] * 4, process=False)
    mesh.export(tmp_path / "vertex.ply")
    assert color_at(Surface.load(tmp_path / "vertex.ply"), (0.3, 0.2)) == [10, 20, 30]

    mesh = trimesh.Trimesh(QUAD, QUAD_FACES, face_colors=[(200, 0, 0), (0, 0, 200)], process=False)
    mesh.export(tmp_path / "face.ply")
    surface = Surface.load(tmp_path / "face.ply")
    assert color_at(surface, (0.5, -0.5)) == [200, 0, 0]
    assert color_at(surface, (-0.5, 0.5)) == [0, 0, 200]


def write_ply(path, vertices, faces):
    lines = ["ply", "format ascii 1.0", f"element vertex {len(vertices)}"]
    lines += [f"property float {axis}" for axis in "xyz"]
    lines += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header"]
    lines += [" ".join(map(str, vertex)) for vertex in vertices]
    lines += [" ".join(map(str, (len(face), *face))) for face in faces]
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("vertices", "faces", "message"),
    [
        ([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], "no faces"),
        ([(0, 0, 0), (1, 0, 0), ("nan", 1, 0)], [(0, 1, 2)], "NaN"),
        ([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 7)], "mesh"),
    ],
)
def test_a_useless_mesh_says_why(vertices, faces, message, tmp_path):
    write_ply(tmp_path / "bad.ply", vertices, faces)
    with pytest.raises(ModelsheetError, match=message) as caught:
        Surface.load(tmp_path / "bad.ply")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["glb", "gltf", "obj", "ply", "stl", "3mf", "usda", "usdc", "usdz"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff rubbish \x9c" * 30])
def test_a_damaged_file_says_so(kind, content, tmp_path):
    path = tmp_path / f"bad.{kind}"
    path.write_bytes(content)
    with pytest.raises(ModelsheetError, match="bad"):
        Surface.load(path)


def test_a_truncated_glb_says_so(tmp_path):
    path = tmp_path / "quad.glb"
    textured(checker([(1, 2, 3)] * 2)).export(path)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(ModelsheetError, match=r"quad\.glb"):
        Surface.load(path)


def test_a_missing_or_unknown_file_says_so(tmp_path):
    with pytest.raises(ModelsheetError, match="is missing"):
        Surface.load(tmp_path / "none.glb")
    (tmp_path / "photo.jpg").write_bytes(b"")
    with pytest.raises(ModelsheetError, match=r"choose one of \.glb"):
        Surface.load(tmp_path / "photo.jpg")


def threemf(path, model):
    """A 3MF file with this model."""
    head = '<model unit="inch" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("3D/3dmodel.model", head + model + "</model>")
    return path


TETRAHEDRON = (
    "<mesh><vertices>"
    '<vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/>'
    '<vertex x="0" y="1" z="0"/><vertex x="0" y="0" z="1"/>'
    '</vertices><triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/>'
    '<triangle v1="1" v2="2" v3="3"/><triangle v1="2" v2="0" v3="3"/></triangles></mesh>'
)


def test_a_3mf_is_put_together_from_components(tmp_path):
    model = (
        f'<resources><object id="1">{TETRAHEDRON}</object><object id="2"><components>'
        '<component objectid="1"/><component objectid="1" transform="-1 0 0 0 1 0 0 0 1 10 0 0"/>'
        "</components></object></resources>"
        '<build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 0 0 5"/></build>'
    )
    surface = Surface.load(threemf(tmp_path / "two.3mf", model))
    assert surface.bounds == pytest.approx(np.array([(0, 0, 5), (10, 1, 6)]) * 0.0254, abs=1e-6)
    assert [part.volume for part in surface.to_trimesh().split()] == pytest.approx(
        [0.0254**3 / 6] * 2, rel=1e-4
    )


def test_a_3mf_that_holds_itself_or_defines_entities_is_refused(tmp_path):
    loop = (
        '<resources><object id="1"><components><component objectid="1"/></components></object></resources>'
        '<build><item objectid="1"/></build>'
    )
    with pytest.raises(ModelsheetError, match="hold each other"):
        Surface.load(threemf(tmp_path / "loop.3mf", loop))
    with zipfile.ZipFile(tmp_path / "bomb.3mf", "w") as archive:
        archive.writestr("3D/3dmodel.model", '<!DOCTYPE m [<!ENTITY a "aaaa">]><model>&a;</model>')
    with pytest.raises(ModelsheetError, match="entities"):
        Surface.load(tmp_path / "bomb.3mf")


USDA = """#usda 1.0
( metersPerUnit = 0.01
  upAxis = "Y" )
def Xform "root" {
  double3 xformOp:translate = (0, 100, 0)
  uniform token[] xformOpOrder = ["xformOp:translate"]
  def Mesh "quad" {
    int[] faceVertexCounts = [4]
    int[] faceVertexIndices = [0, 1, 2, 3]
    point3f[] points = [(-100, -100, 0), (100, -100, 0), (100, 100, 0), (-100, 100, 0)]
    color3f[] primvars:displayColor = [(1, 0, 0)] ( interpolation = "constant" )
  }
  def Mesh "hidden" {
    token visibility = "invisible"
    int[] faceVertexCounts = [3]
    int[] faceVertexIndices = [0, 1, 2]
    point3f[] points = [(-900, 0, 0), (900, 0, 0), (0, 900, 0)]
  }
}
"""


def test_a_usd_stands_as_its_axis_and_unit_say(tmp_path):
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    (tmp_path / "quad.usda").write_text(USDA)
    surface = Surface.load(tmp_path / "quad.usda")
    assert surface.bounds == pytest.approx(np.array([(-1, 0, 0), (1, 0, 2)]), abs=1e-6)
    assert len(surface.faces) == 2
    assert surface.face_normals == pytest.approx(np.broadcast_to([0, -1.0, 0], (2, 3)), abs=1e-6)
    assert color_at(surface, (0.2, 0.4)) == [255, 0, 0]


def test_a_usd_that_is_damaged_within_says_so(tmp_path):
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    (tmp_path / "bad.usda").write_bytes(USDA.encode().replace(b"def Mesh", b"def \xe3Mesh"))
    with pytest.raises(ModelsheetError, match=r"bad\.usda can't be read as a mesh"):
        Surface.load(tmp_path / "bad.usda")
