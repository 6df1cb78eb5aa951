"""Materials survive: what is written is what is read."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.formats.writers.glb import write_glb
from modelsheet.formats.writers.obj import write_obj
from modelsheet.materials import CLAMP, MIRROR, REPEAT, Material, Texture, linear, to_bytes
from modelsheet.surface import Surface

from ...finishing.conftest import bare_cube

RNG = np.random.default_rng(0)


def picture(*shape: int) -> np.ndarray:
    return RNG.integers(0, 250, shape, np.uint8)


FULL = Material(
    "painted metal",
    metallic=0.75,
    roughness=0.5,
    base_color=(0.5, 0.25, 1.0, 0.75),
    base_color_texture=Texture(picture(8, 8, 4), (REPEAT, MIRROR), nearest=True),
    emissive=(3.0, 0.0, 1.5),
    emissive_texture=Texture(picture(4, 4, 4)),
    cutoff=0.05,
    blend=True,
    double_sided=True,
    metallic_texture=Texture(picture(8, 8)),
    roughness_texture=Texture(picture(8, 8)),
    normal_texture=Texture(picture(16, 16, 3), (CLAMP, CLAMP)),
    normal_scale=0.5,
    occlusion_texture=Texture(picture(8, 8)),
    occlusion_strength=0.25,
)
PLAIN = Material("plain red", metallic=0.0, roughness=1.0, base_color=(0.5, 0.0, 0.0, 1.0))
CUT = Material("leaves", roughness=0.75, base_color_texture=Texture(picture(8, 8, 4)), cutoff=0.5)


@pytest.fixture
def cube() -> Surface:
    """Three materials, UVs that go on beyond the texture."""
    bare = bare_cube()
    uvs = RNG.random((12, 3, 2)).astype(np.float32) * 3 - 1
    return replace(bare, uvs=uvs, materials=(FULL, PLAIN, CUT), face_materials=np.repeat([0, 1, 2], 4))


def assert_alike(one: Material, other: Material, but: tuple[str, ...] = ()) -> None:
    for each in fields(Material):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if each.name in but:
            continue
        if isinstance(mine, Texture):
            assert np.array_equal(mine.pixels, theirs.pixels), each.name
            assert (mine.wrap, mine.nearest) == (theirs.wrap, theirs.nearest), each.name
        elif isinstance(mine, str) or mine is None:
            assert mine == theirs, each.name
        else:
            assert mine == pytest.approx(theirs, abs=1e-5), each.name


def test_glb_gives_all_of_it_back(cube: Surface, tmp_path: Path) -> None:
    write_glb(Asset(cube), tmp_path / "cube.glb")
    back = Surface.load(tmp_path / "cube.glb")
    assert back.notes == ()
    assert np.array_equal(back.corners, cube.corners)
    assert len(back.vertices) == 8  # seams and materials cost no vertex
    assert back.uvs == pytest.approx(cube.uvs, abs=1e-6)
    assert np.array_equal(back.face_materials, cube.face_materials)
    for mine, theirs in zip(cube.materials, back.materials, strict=True):
        assert_alike(mine, theirs)
    write_glb(Asset(back), tmp_path / "again.glb")
    assert (tmp_path / "again.glb").read_bytes() == (tmp_path / "cube.glb").read_bytes()


def test_glb_gives_vertex_colours_back(tmp_path: Path) -> None:
    colors = np.array([(i * 31, 255 - i, i) for i in range(8)], np.uint8)
    write_glb(Asset(replace(bare_cube(), colors=colors)), tmp_path / "cube.glb")
    back = Surface.load(tmp_path / "cube.glb")
    order = [int(np.abs(back.vertices - vertex).sum(1).argmin()) for vertex in bare_cube().vertices]
    assert np.array_equal(back.colors[order], colors)


def test_obj_gives_back_what_it_can_hold(cube: Surface, tmp_path: Path) -> None:
    """No repeat modes, no factor beside a colour texture, no transparency but holes."""
    write_obj(Asset(cube), tmp_path / "cube.obj")
    back = Surface.load(tmp_path / "cube.obj")
    assert back.notes == ()
    assert back.corners == pytest.approx(cube.corners, abs=1e-6)
    assert back.uvs == pytest.approx(cube.uvs, abs=1e-6)
    named = {material.name: material for material in back.materials}
    assert set(named) == {"painted_metal", "plain_red", "leaves"}
    other = ("name", "occlusion_strength", "occlusion_texture", "normal_scale", "double_sided", "blend")
    assert_alike(PLAIN, named["plain_red"], other)
    assert_alike(CUT, named["leaves"], other)
    full, read = FULL, named["painted_metal"]
    assert read.metallic_texture.pixels.tolist() == full.metallic_texture.pixels.tolist()
    assert read.normal_texture.pixels.tolist() == full.normal_texture.pixels.tolist()
    assert read.emissive == full.emissive
    tinted = linear(full.base_color_texture.pixels[..., :3] / 255) * full.base_color[:3]
    assert np.array_equal(read.base_color_texture.pixels[..., :3], to_bytes(tinted))


def test_usd_holds_materials_for_parts_of_a_mesh(cube: Surface, tmp_path: Path) -> None:
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    from pxr import Usd, UsdGeom, UsdShade, UsdValidation

    from modelsheet.formats.writers.usd import write_usd

    write_usd(Asset(cube), tmp_path / "cube.usdz")
    stage = Usd.Stage.Open(str(tmp_path / "cube.usdz"))
    subsets = UsdGeom.Subset.GetAllGeomSubsets(UsdGeom.Mesh(stage.GetPrimAtPath("/asset/mesh")))
    assert [list(subset.GetIndicesAttr().Get()) for subset in subsets] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
    ]
    bound = [UsdShade.MaterialBindingAPI(subset.GetPrim()).ComputeBoundMaterial()[0] for subset in subsets]
    shaders = [material.ComputeSurfaceSource()[0] for material in bound]
    found = {each.GetBaseName(): each for each in shaders[0].GetInputs()}
    connected = {name for name, each in found.items() if each.HasConnectedSource()}
    textures = {"diffuseColor", "emissiveColor", "normal", "metallic", "roughness", "occlusion", "opacity"}
    assert connected == textures
    red = (
        UsdShade.MaterialBindingAPI(subsets[1].GetPrim()).ComputeBoundMaterial()[0].ComputeSurfaceSource()[0]
    )
    assert tuple(red.GetInput("diffuseColor").Get()) == (0.5, 0, 0)
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    assert [error.GetErrorAsString() for error in context.Validate(stage)] == []


def test_usd_gives_back_what_it_can_hold(cube: Surface, tmp_path: Path) -> None:
    """No squares for texels, no strength of normals and occlusion, no second side."""
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    from modelsheet.formats.writers.usd import write_usd

    write_usd(Asset(cube), tmp_path / "cube.usdz")
    back = Surface.load(tmp_path / "cube.usdz")
    assert back.notes == ()
    assert back.corners == pytest.approx(cube.corners, abs=1e-6)
    assert back.uvs == pytest.approx(cube.uvs, abs=1e-6)
    assert [material.name for material in back.materials] == [material.name for material in cube.materials]
    soft = replace(FULL, base_color_texture=replace(FULL.base_color_texture, nearest=False))
    other = ("occlusion_strength", "normal_scale", "double_sided")
    for mine, theirs in zip((soft, PLAIN, CUT), back.materials, strict=True):
        assert_alike(mine, theirs, other)


def test_usd_gives_vertex_colours_back(tmp_path: Path) -> None:
    pytest.importorskip("pxr", reason="needs modelsheet[usd]")
    from modelsheet.formats.writers.usd import write_usd

    colors = np.array([(i * 31, 255 - i, i) for i in range(8)], np.uint8)
    write_usd(Asset(replace(bare_cube(), colors=colors)), tmp_path / "cube.usdz")
    assert np.array_equal(Surface.load(tmp_path / "cube.usdz").colors, colors)


def test_3mf_gives_colours_pictures_and_size_back(cube: Surface, tmp_path: Path) -> None:
    from modelsheet.formats.writers.threemf import write_3mf

    tinted = replace(FULL, base_color=(1.0, 1.0, 1.0, 1.0))
    write_3mf(Asset(replace(cube, materials=(tinted, PLAIN, CUT))), tmp_path / "cube.3mf")
    back = Surface.load(tmp_path / "cube.3mf")
    assert back.bounds == pytest.approx(cube.bounds, abs=1e-6)
    assert back.to_trimesh().volume == pytest.approx(0.96**3, rel=1e-5)
    pictures = [m.base_color_texture for m in back.materials if m.base_color_texture]
    for picture_, material in zip(pictures, (tinted, CUT), strict=True):
        assert np.array_equal(picture_.pixels, material.base_color_texture.pixels)
        assert picture_.wrap == material.base_color_texture.wrap
    (red,) = [material for material in back.materials if not material.base_color_texture]
    assert (red.name, red.base_color) == ("plain red", pytest.approx(PLAIN.base_color, abs=0.01))


def test_3mf_gives_vertex_colours_back(tmp_path: Path) -> None:
    from modelsheet.formats.writers.threemf import write_3mf

    colors = np.array([(i * 31, 255 - i, i) for i in range(8)], np.uint8)
    write_3mf(Asset(replace(bare_cube(), colors=colors)), tmp_path / "cube.3mf")
    back = Surface.load(tmp_path / "cube.3mf")
    for vertex, color in zip(back.vertices, back.colors, strict=True):
        own = np.abs(bare_cube().vertices - vertex).sum(1).argmin()
        assert np.array_equal(color, colors[own])


@pytest.mark.parametrize("name", ["3mf", "ply", "stl"])
def test_other_formats_take_it_too(name: str, cube: Surface, tmp_path: Path) -> None:
    import trimesh

    from modelsheet.registry import EXPORTERS

    EXPORTERS.get(name).write(Asset(cube), tmp_path / f"cube.{name}")
    mesh = trimesh.load(tmp_path / f"cube.{name}", force="mesh")
    assert mesh.volume == pytest.approx(0.96**3 * (1e9 if name == "3mf" else 1), rel=1e-5)
