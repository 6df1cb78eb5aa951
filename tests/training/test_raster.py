"""The z-buffer draws what the ray caster sees."""

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.render import render_sheet
from modelsheet.surface import Surface
from modelsheet.training.raster import ColoredTriangles, draw_sheets


def _triangles(surface: Surface) -> ColoredTriangles:
    colors = (
        surface.colors if surface.colors is not None else np.full((len(surface.vertices), 3), 200, np.uint8)
    )
    return ColoredTriangles(surface.corners, colors[surface.faces])


@pytest.mark.parametrize("name", ["cube", "wedge"])
def test_sheets_are_those_of_the_ray_caster(name: str, request: pytest.FixtureRequest) -> None:
    surface = request.getfixturevalue(name)
    drawn = draw_sheets([_triangles(surface)], 64, "cpu")
    rays = render_sheet(surface, 64, supersample=2)
    rgba = np.stack([view.rgba for view in rays]).astype(int)
    assert (np.abs(drawn.rgba[0].numpy() - rgba).max(-1) > 1).mean() < 1e-3
    depth = np.stack([view.depth for view in rays])
    assert (np.isnan(drawn.depth[0].numpy()) == np.isnan(depth)).mean() > 0.999
    assert np.nanquantile(np.abs(drawn.depth[0].numpy() - depth), 0.999) < 1e-4


def test_meshes_that_are_drawn_together_do_not_mix(cube: Surface, wedge: Surface) -> None:
    one, two = _triangles(cube), _triangles(wedge)
    both = draw_sheets([one, two], 32, "cpu")
    for i, mesh in enumerate((one, two)):
        alone = draw_sheets([mesh], 32, "cpu")
        assert torch.equal(both.rgba[i], alone.rgba[0])


def test_what_is_nearer_hides_what_is_behind() -> None:
    near, far = trimesh.creation.box((1, 1, 1)), trimesh.creation.box((1, 1, 1))
    near.apply_translation((0, -2, 0))
    corners = np.concatenate([near.triangles, far.triangles]).astype(np.float32)
    colors = np.zeros((24, 3, 3), np.uint8)
    colors[:12, :, 0], colors[12:, :, 1] = 255, 255
    front = draw_sheets([ColoredTriangles(corners, colors)], 32, "cpu").rgba[0, 0]
    shown = front[front[..., 3] == 255]
    assert (shown[:, 0] == 255).all()
    assert (shown[:, 1] == 0).all()
