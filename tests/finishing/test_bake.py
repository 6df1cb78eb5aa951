from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.cameras import orbit_camera
from modelsheet.finishing.bake import bake, surface_texels
from modelsheet.finishing.unwrap import unwrap
from modelsheet.render import RayCaster, render_sheet, render_view
from modelsheet.sheet import ModelSheet, View
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS
from .conftest import bare_cube

_SIDES = {
    "front": (1, -1),
    "right": (0, 1),
    "back": (1, 1),
    "left": (0, -1),
    "top": (2, 1),
    "bottom": (2, -1),
}


def side_texels(surface: Surface, side: str) -> np.ndarray:
    """(N, 3) the colours on one side of the cube, texels on the edges included."""
    axis, sign = _SIDES[side]
    texels = surface_texels(surface, len(surface.texture))
    return surface.texture.reshape(-1, 3)[texels.index[texels.normal[:, axis] * sign > 0.9]]


def test_every_side_gets_the_colour_of_its_view(baked_cube: tuple[Surface, dict]) -> None:
    surface, shares = baked_cube
    for side, color in FACE_COLORS.items():
        colors = side_texels(surface, side)
        assert len(colors) > 1000
        assert (np.abs(colors.astype(int) - color).max(1) <= 2).all(), side
    assert shares["seen"] == 1
    assert 0.3 < shares["uv_coverage"] < 1


def test_what_lies_outside_the_silhouette_never_gets_in(cube_sheet: ModelSheet) -> None:
    """Green all round, and half mixed into the pixels on the edge."""

    def soiled(view: View) -> View:
        rgb, alpha = view.rgb.copy(), view.alpha.copy()
        edge = view.mask & ~np.roll(view.mask, 1, 0) | view.mask & ~np.roll(view.mask, 1, 1)
        rgb[~view.mask] = (0, 255, 0)
        rgb[edge] = rgb[edge] // 2 + np.array([0, 127, 0], np.uint8)
        alpha[edge] = 140
        return replace(view, rgb=rgb, alpha=alpha)

    sheet = replace(cube_sheet, views=tuple(soiled(view) for view in cube_sheet))
    surface, _ = bake(unwrap(bare_cube()), sheet, 256)
    for side, color in FACE_COLORS.items():
        assert np.abs(side_texels(surface, side).astype(int) - color).max() <= 2, side


def test_a_post_does_not_colour_the_wall_behind_it() -> None:
    """Red post before a blue wall: the wall is blue to the post's edge, from the front view alone."""
    wall = _box((0, 0.3, 0), (0.45, 0.05, 0.45), (30, 30, 220))
    post = _box((0.013, -0.2, 0), (0.06, 0.06, 0.45), (220, 30, 30))
    scene = _joined(wall, post)
    sheet = render_sheet(scene)
    surface, _ = bake(unwrap(Surface(scene.normalized().vertices, scene.faces)), sheet, 512)
    texels = surface_texels(surface, 512)
    colors = surface.texture.reshape(-1, 3)[texels.index].astype(int)
    on_wall = texels.position[:, 1] > 0.1
    assert colors[on_wall, 0].max() < 60
    assert colors[~on_wall, 2].max() < 60


def test_what_no_view_sees_takes_the_colour_nearby(cube_sheet: ModelSheet) -> None:
    sheet = replace(cube_sheet, views=tuple(view for view in cube_sheet if view.name != "bottom"))
    surface, shares = bake(unwrap(bare_cube()), sheet, 256)
    assert shares["seen"] == pytest.approx(5 / 6, abs=0.01)
    sides = np.array([FACE_COLORS[name] for name in ("front", "right", "back", "left")])
    colors = side_texels(surface, "bottom")
    assert (colors >= sides.min(0) - 2).all()
    assert (colors <= sides.max(0) + 2).all()


def test_a_chart_goes_on_past_its_border(baked_cube: tuple[Surface, dict]) -> None:
    surface, _ = baked_cube
    palette = np.array(list(FACE_COLORS.values()))
    apart = np.abs(surface.texture[:, :, None].astype(int) - palette).max(-1).min(-1)
    assert apart.max() <= 2  # not one texel of the square is left black


def test_views_in_perspective_and_without_depth_will_do(cube: Surface) -> None:
    caster = RayCaster(cube.normalized())
    cameras = [orbit_camera(azimuth, 0, 3, 0.6, 128) for azimuth in (0, 90, 180, 270)]
    views = [render_view(caster, camera, str(i)) for i, camera in enumerate(cameras)]
    sheet = ModelSheet(tuple(replace(view, depth=None, normals=None) for view in views))
    surface, _ = bake(unwrap(bare_cube()), sheet, 256)
    for side in ("front", "right", "back", "left"):
        assert np.abs(side_texels(surface, side).astype(int) - FACE_COLORS[side]).max() <= 2


def test_what_was_painted_where_the_view_has_no_depth_is_seen(cube_sheet: ModelSheet) -> None:
    """As after filling a hole with paint."""
    front = cube_sheet["front"]
    rgb, depth = front.rgb.copy(), front.depth.copy()
    rgb[50:78, 50:78], depth[50:78, 50:78] = (10, 250, 20), np.nan
    painted = replace(front, rgb=rgb, depth=depth)
    views = tuple(painted if view.name == "front" else view for view in cube_sheet)
    surface, _ = bake(unwrap(bare_cube()), replace(cube_sheet, views=views), 256)
    colors = side_texels(surface, "front").astype(int)
    assert 0.02 < (np.abs(colors - (10, 250, 20)).max(1) <= 2).mean() < 0.2


def test_an_empty_sheet_still_gives_a_texture(cube_sheet: ModelSheet) -> None:
    blank = tuple(replace(view, alpha=np.zeros_like(view.alpha)) for view in cube_sheet)
    surface, shares = bake(unwrap(bare_cube()), replace(cube_sheet, views=blank), 128)
    assert shares["seen"] == 0
    assert surface.texture.shape == (128, 128, 3)


def _box(centre: tuple, half: tuple, color: tuple) -> Surface:
    cube = bare_cube()
    vertices = cube.vertices / 0.48 * np.array(half) + np.array(centre)
    return Surface(vertices, cube.faces, np.tile(np.uint8(color), (8, 1)))


def _joined(one: Surface, other: Surface) -> Surface:
    faces = np.concatenate([one.faces, other.faces + len(one.vertices)])
    return Surface(np.r_[one.vertices, other.vertices], faces, np.r_[one.colors, other.colors])
