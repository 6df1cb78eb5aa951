from __future__ import annotations

import numpy as np

from modelsheet.finishing import FinishOptions, finish
from modelsheet.finishing.palette import on_strip, palette, with_palette
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS
from .conftest import bare_cube


def test_the_palette_of_a_cube_with_a_colour_a_side_has_these(cube_sheet: ModelSheet) -> None:
    colors, shares = palette(cube_sheet)
    drawn = np.array([view.rgb[64, 64] for view in cube_sheet]).astype(int)
    for color in colors.astype(int):
        assert np.abs(drawn - color).max(1).min() <= 3
    assert shares.sum() <= 1.001


def test_a_texture_holds_the_palettes_colours_and_no_others(
    baked_cube: tuple[Surface, dict], cube_sheet: ModelSheet
) -> None:
    surface, names = with_palette(baked_cube[0], cube_sheet)
    found = {"#" + bytes(color).hex() for color in np.unique(surface.texture.reshape(-1, 3), axis=0)}
    assert found <= set(names)
    changed = np.abs(surface.texture.astype(int) - baked_cube[0].texture).max(-1)
    assert np.median(changed) <= 3


def test_on_a_strip_each_face_has_one_colour(
    baked_cube: tuple[Surface, dict], cube_sheet: ModelSheet
) -> None:
    surface = on_strip(with_palette(baked_cube[0], cube_sheet)[0])
    assert surface.texture.shape == (4, 24, 3)
    middle = np.full((12, 3), 1 / 3, np.float32)
    colors = surface.rgba(np.arange(12), middle)[:, :3].astype(int)
    for side, (axis, sign) in {"front": (1, -1), "top": (2, 1), "left": (0, -1)}.items():
        on_side = surface.face_normals[:, axis] * sign > 0.9
        assert np.abs(colors[on_side] - FACE_COLORS[side]).max() <= 3, side


def test_a_faceted_palette_asset_has_a_strip(cube_sheet: ModelSheet) -> None:
    options = FinishOptions(texture_size=64, texture="palette", style="faceted")
    asset = finish(bare_cube(), cube_sheet, options)
    assert len(asset.surface.texture) == 4
    assert len(np.unique(asset.surface.texture.reshape(-1, 3), axis=0)) == len(asset.report["palette"])
