from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.finishing import FinishOptions, finish
from modelsheet.finishing.maps import with_normal_map, with_occlusion
from modelsheet.finishing.normals import corner_normals
from modelsheet.finishing.substances import SUBSTANCES, shining, substances
from modelsheet.finishing.transfer import on_vertices
from modelsheet.finishing.unwrap import unwrap
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS
from .conftest import bare_cube, march

GREY = np.full((128, 128, 3), 128, np.uint8)


def test_a_flat_side_has_a_flat_normal_map() -> None:
    cube = replace(unwrap(bare_cube()), crease=0).textured(GREY)
    pixels = with_normal_map(cube, bare_cube_with_hard_edges()).materials[0].normal_texture.pixels
    assert np.abs(np.median(pixels.reshape(-1, 3), 0) - (128, 128, 255)).max() <= 1


def bare_cube_with_hard_edges() -> Surface:
    cube = bare_cube()
    return Surface(cube.corners.reshape(-1, 3), np.arange(36).reshape(-1, 3))


def test_the_map_turns_facets_into_the_ball_that_they_stand_for() -> None:
    """In each texel, normals of the coarse ball and the map give those of the fine one."""
    ball = march(lambda p: np.linalg.norm(p, axis=-1) - 0.4, cells=40)
    coarse = march(lambda p: np.linalg.norm(p, axis=-1) - 0.4, cells=8)
    coarse = replace(unwrap(coarse), crease=0).textured(GREY)
    from modelsheet.finishing.bake import surface_texels
    from modelsheet.finishing.maps import _frames

    pixels = with_normal_map(coarse, ball).materials[0].normal_texture.pixels
    texels = surface_texels(coarse, 128)
    local = pixels.reshape(-1, 3)[texels.index] / 255 * 2 - 1
    frame = np.stack([*_frames(coarse, texels), texels.normal], 1)
    turned = np.einsum("nk,nkc->nc", local, frame)
    outwards = texels.position / np.linalg.norm(texels.position, axis=1, keepdims=True)
    mapped, flat = (np.arccos(np.clip((n * outwards).sum(1), -1, 1)).mean() for n in (turned, texels.normal))
    assert mapped < 0.5 * flat


def test_a_corner_is_darker_than_a_top(marched_table: Surface) -> None:
    table = unwrap(marched_table).textured(GREY)
    shaded = with_occlusion(table, marched_table).materials[0].occlusion_texture
    from modelsheet.finishing.bake import surface_texels

    texels = surface_texels(table, len(shaded.pixels))
    light = shaded.pixels.reshape(-1)[texels.index]
    top, under = texels.position[:, 2] > 0.34, (texels.normal[:, 2] < -0.9) & (texels.position[:, 2] > 0.2)
    assert light[top].mean() > 250
    assert light[under].mean() < light[top].mean() - 5


def test_substances_are_found_by_their_words() -> None:
    assert substances("a rusty iron door with a golden handle and wooden planks") == (
        "rust",
        "iron",
        "gold",
        "wood",
    )
    assert substances("a happy duck") == ()


def test_a_sword_of_steel_and_gold_shines_by_its_colours() -> None:
    cube = unwrap(bare_cube())
    picture = GREY.copy()
    picture[:64], picture[64:] = SUBSTANCES["gold"].color, SUBSTANCES["wood"].color
    surface, found = shining(cube.textured(picture), "a golden cup on a wooden stand", by_place=True)
    metal = surface.materials[0].metallic_texture.pixels
    assert set(found) == {"gold", "wood"}
    assert (metal[:64] == 255).all()
    assert (metal[64:] == 0).all()
    plain, _ = shining(cube.textured(picture), "a golden cup")
    assert (plain.materials[0].metallic, plain.materials[0].roughness) == (1.0, 0.25)


def test_colours_go_onto_the_vertices(baked_cube: tuple[Surface, dict]) -> None:
    surface = on_vertices(baked_cube[0])
    assert surface.texture is None
    corner = surface.colors[(surface.vertices > 0).all(1)][0].astype(int)  # right, back and top meet there
    mean = np.mean([FACE_COLORS[side] for side in ("right", "back", "top")], 0)
    assert np.abs(corner - mean).max() < 60  # by area, two triangles of one side to one of another


def test_options_of_the_look_reach_the_asset(cube_sheet: ModelSheet) -> None:
    options = FinishOptions(texture_size=64, style="faceted", maps=("normal", "occlusion", "roughness"))
    sheet = replace(cube_sheet, prompt="a steel cube")
    asset = finish(bare_cube(), sheet, options)
    material = asset.surface.materials[0]
    assert set(material.textures) == {"base_color_texture", "normal_texture", "occlusion_texture"}
    assert (material.metallic, asset.report["materials"]) == (1.0, {"steel": "roughness 0.3, metallic 1.0"})
    flat = corner_normals(asset.surface)
    assert flat == pytest.approx(np.repeat(asset.surface.face_normals[:, None], 3, 1), abs=1e-5)
    with pytest.raises(ModelsheetError):
        FinishOptions(maps=("shine",))


def test_an_asset_of_vertex_colours_is_complete(cube_sheet: ModelSheet) -> None:
    from modelsheet.finishing.preview import Studio
    from modelsheet.formats.writers.glb import encode_glb

    asset = finish(bare_cube(), cube_sheet, FinishOptions(texture_size=64, texture="vertex"))
    assert asset.surface.colors.shape == (len(asset.surface.vertices), 3)
    assert b"COLOR_0" in encode_glb(asset)
    assert Studio(asset.surface).still(32).size == (32, 32)
