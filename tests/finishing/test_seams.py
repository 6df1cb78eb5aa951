from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.finishing import bake as baking
from modelsheet.finishing.seams import border, border_jump, charts
from modelsheet.finishing.unwrap import unwrap
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .conftest import bare_cube

SHADES = {"front": 0.96, "right": 1.02, "back": 0.97, "left": 1.03, "top": 1.0, "bottom": 0.99}


@pytest.fixture(scope="module")
def uneven_sheet() -> ModelSheet:
    """A grey cube, each view of which is a little lighter or darker."""
    sheet = render_sheet(bare_cube())
    views = [replace(view, rgb=np.rint(view.rgb * SHADES[view.name]).astype(np.uint8)) for view in sheet]
    return replace(sheet, views=tuple(views))


def test_views_of_different_brightness_meet_at_the_edges(
    uneven_sheet: ModelSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    smooth, _ = baking.bake(unwrap(bare_cube()), uneven_sheet, 256)
    monkeypatch.setattr(baking, "levelled", lambda surface, texel, face, size, views: views)
    plain, _ = baking.bake(unwrap(bare_cube()), uneven_sheet, 256)
    assert border_jump(plain) > 2
    assert border_jump(smooth) < 0.5 * border_jump(plain)


def test_views_that_agree_keep_their_colours(
    cube_sheet: ModelSheet, baked_cube: tuple[Surface, dict]
) -> None:
    surface, _ = baked_cube
    drawn = np.array([view.rgb[64, 64] for view in cube_sheet]).astype(int)
    apart = np.abs(surface.texture.reshape(-1, 1, 3).astype(int) - drawn).max(-1).min(1)
    assert apart.max() <= 2


def test_the_charts_of_a_cube_are_its_sides_and_meet_at_its_edges() -> None:
    cube = unwrap(bare_cube())
    number = charts(cube)
    assert len(np.unique(number)) <= 6
    assert 0.96 * 7 <= border(cube).length.sum() <= 0.96 * 12.001  # of a cross, or of six squares


def test_a_jump_across_a_border_is_seen(cube_sheet: ModelSheet, baked_cube: tuple[Surface, dict]) -> None:
    surface, _ = baked_cube
    assert border_jump(surface) > 10  # each side has its own colour
    assert border_jump(surface.textured(np.full_like(surface.texture, 90))) == 0
