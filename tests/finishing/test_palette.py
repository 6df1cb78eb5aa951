from __future__ import annotations

import numpy as np

from modelsheet.finishing.palette import palette, with_palette
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


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
