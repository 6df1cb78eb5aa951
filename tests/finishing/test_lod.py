"""LODs share the surface's texture, and stay whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.finishing.bake import surface_texels
from modelsheet.finishing.edges import is_closed
from modelsheet.finishing.lod import lods
from modelsheet.finishing.simplify import simplify
from modelsheet.finishing.unwrap import texel_layers, unwrap
from modelsheet.materials import Material
from modelsheet.render import render_sheet, silhouette_iou
from modelsheet.surface import Surface

from .conftest import bare_cube, march

SIZE = 256


def position_colors(points: np.ndarray) -> np.ndarray:
    """A colour that says where a point is."""
    return np.rint((points + 0.5).clip(0, 1) * 255).astype(np.uint8)


@pytest.fixture(scope="module")
def knobbly() -> Surface:
    """A ball with bumps, each texel of which has the colour of its place."""

    def bumps(p: np.ndarray) -> np.ndarray:
        x, y, z = np.moveaxis(p, -1, 0)
        return np.linalg.norm(p, axis=-1) - 0.4 + 0.03 * np.sin(14 * x) * np.sin(14 * y) * np.sin(14 * z)

    surface = unwrap(simplify(march(bumps), 3000, exact=True)).normalized()
    texels = surface_texels(surface, SIZE)
    picture = np.zeros((SIZE * SIZE, 3), np.uint8)
    picture[texels.index] = position_colors(texels.position)
    return surface.textured(picture.reshape(SIZE, SIZE, 3))


@pytest.fixture(scope="module")
def chain(knobbly: Surface) -> tuple[Surface, ...]:
    return lods(knobbly, 3)


def test_each_has_half_the_triangles_of_the_one_before(chain: tuple[Surface, ...]) -> None:
    assert [len(lod.faces) for lod in chain] == [1500, 750, pytest.approx(375, abs=1)]


def test_they_stay_closed_and_look_the_same_from_afar(knobbly: Surface, chain: tuple[Surface, ...]) -> None:
    sheet = render_sheet(knobbly, 128)
    for lod, least in zip(chain, (0.99, 0.985, 0.97), strict=True):
        assert is_closed(lod)
        assert np.mean(list(silhouette_iou(lod, sheet).values())) > least


def test_the_texture_shows_the_same_on_each(knobbly: Surface, chain: tuple[Surface, ...]) -> None:
    """The colours are places: how far they are off is how far the texture has slipped, in object units."""
    for lod, most in zip(chain, (0.006, 0.01, 0.022), strict=True):
        assert lod.texture is knobbly.texture or np.shares_memory(lod.texture, knobbly.texture)
        face = np.repeat(np.arange(len(lod.faces)), 3)
        weight = np.tile(np.array([(0.6, 0.2, 0.2), (0.2, 0.6, 0.2), (0.2, 0.2, 0.6)]), (len(lod.faces), 1))
        points = np.einsum("nk,nkc->nc", weight, lod.corners[face])
        shown = lod.rgba(face, weight)[:, :3]
        apart = np.linalg.norm(shown.astype(float) - position_colors(points), axis=1) / 255
        assert apart.mean() < most


def test_twice_is_the_same(knobbly: Surface, chain: tuple[Surface, ...]) -> None:
    for lod, again in zip(chain, lods(knobbly, 3), strict=True):
        assert np.array_equal(lod.faces, again.faces)
        assert np.array_equal(lod.uvs, again.uvs)


def test_no_triangle_lies_on_another_on_the_texture(chain: tuple[Surface, ...]) -> None:
    for lod in chain:
        layers = texel_layers(lod, SIZE)
        assert (layers > 1).sum() < 0.01 * (layers > 0).sum()


def test_materials_keep_their_border(knobbly: Surface) -> None:
    upper = (knobbly.corners[..., 2].mean(1) > 0).astype(np.int32)
    both = replace(knobbly, uvs=None, materials=(Material("low"), Material("high")), face_materials=upper)
    (lod,) = lods(both, 1)
    heights = lod.corners[..., 2].mean(1)
    assert heights[lod.face_materials == 1].min() > -0.03
    assert heights[lod.face_materials == 0].max() < 0.03
    assert is_closed(lod)


def test_faces_of_one_colour_each_keep_it(knobbly: Surface) -> None:
    """As a palette has them: all corners of a face at one place of the texture."""
    upper = knobbly.corners[..., 2].mean(1) > 0
    uvs = np.where(upper[:, None, None], np.float32(0.75), np.float32(0.25)) * np.ones((1, 3, 2), np.float32)
    picture = np.array([[(0, 0, 0), (255, 0, 0)], [(0, 0, 255), (0, 0, 0)]], np.uint8)
    (lod,) = lods(replace(knobbly, uvs=uvs).textured(picture), 1)
    assert len(lod.faces) == 1500
    assert is_closed(lod)
    red = lod.uvs[:, 0, 0] > 0.5
    assert lod.corners[red][..., 2].mean(1).min() > -0.03
    assert lod.corners[~red][..., 2].mean(1).max() < 0.03


def test_a_cube_has_nothing_to_spare() -> None:
    assert lods(bare_cube(), 3) == ()
