"""A neural field learns a shape and its colours from the views of a sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.cli import main
from modelsheet.errors import ModelsheetError
from modelsheet.novel import orbit
from modelsheet.render import RayCaster, render_sheet, render_view
from modelsheet.render.neural import (
    NeuralField,
    Shape,
    _behind,
    _Lesson,
    fit,
    load_field,
    render_field,
    save_field,
)
from modelsheet.sheet import ModelSheet, iou
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS

SMALL = Shape(levels=4, entries=1 << 12, finest=32, width=16)


@pytest.fixture(scope="module")
def field(cube: Surface) -> NeuralField:
    """Of the cube, from six views."""
    return fit(render_sheet(cube, 32), steps=150, shape=SMALL, points=2048)


def test_views_that_it_was_not_taught(cube: Surface, field: NeuralField) -> None:
    cameras = orbit([30], 20, 48)
    (camera,) = cameras.values()
    theirs, (ours,) = render_view(RayCaster(cube.normalized()), camera), render_field(field, cameras)
    assert iou(ours.mask, theirs.mask) > 0.8
    both = ours.mask & theirs.mask
    assert np.median(np.abs(ours.depth - theirs.depth)[both]) < 0.05
    off = np.abs(ours.rgb.astype(int) - theirs.rgb).mean(-1)[both]
    assert np.median(off) < 40


def test_colours_of_its_sides(field: NeuralField) -> None:
    _, colors = field(torch.tensor([[0, -0.48, 0], [0, 0, 0.48]]))
    expected = np.array([FACE_COLORS["front"], FACE_COLORS["top"]]) / 255
    assert colors.detach().numpy() == pytest.approx(expected, abs=0.2)


def test_silhouettes_alone_teach_it_too(cube: Surface) -> None:
    sheet = render_sheet(cube, 24)
    flat = ModelSheet(tuple(type(v)(v.name, v.camera, v.rgb, v.alpha) for v in sheet))
    inside, _ = fit(flat, steps=100, shape=SMALL, points=1024)(
        torch.tensor([[0.0, 0, 0], [0.51, 0.51, 0.51]])
    )
    assert inside[0] > 0 > inside[1]


def test_what_two_views_show_from_both_sides_is_taught_as_a_shell() -> None:
    """Views of a sheet of paper from its edge show next to nothing of it."""
    paper = trimesh.creation.box((1, 1e-4, 1))
    lessons = [_Lesson.of(view) for view in render_sheet(Surface(paper.vertices, paper.faces), 24)]
    asked = torch.tensor([[0.0, 0, 0], [0.2, 0.005, 0.3], [0, 0.02, 0], [0, -0.02, 0]])
    assert (_behind(lessons, asked) > 0).tolist() == [True, True, False, False]


def test_a_shell_that_a_view_sees_steeply_has_no_gaps() -> None:
    """From the top its depth grows by eight pixels from one pixel to the next."""
    paper = trimesh.creation.box((1, 1e-4, 1))
    paper.apply_transform(trimesh.transformations.rotation_matrix(np.arctan(1 / 8), (1, 0, 0)))
    surface = Surface(paper.vertices, paper.faces).normalized()
    lessons = [_Lesson.of(view) for view in render_sheet(surface, 128)]
    along = torch.linspace(-0.4, 0.4, 200)[:, None]
    slope = torch.from_numpy(surface.vertices[np.argmax(surface.vertices[:, 2])] * [0, 1, 1]).float()
    on = along * slope / slope[2]
    assert (_behind(lessons, on) > 0).all()
    assert (_behind(lessons, on + torch.tensor([0, 0.02, 0])) < 0).all()


def test_what_one_view_alone_shows_is_a_layer() -> None:
    """A picture in a deep frame, with air behind it: the other views see the frame from outside."""
    frame = trimesh.creation.box((1, 0.6, 1)).difference(trimesh.creation.box((0.8, 1, 0.8)))
    back = trimesh.creation.box((0.8, 0.1, 0.8)).apply_translation((0, 0.25, 0))
    picture = trimesh.creation.box((0.8, 1e-4, 0.8)).apply_translation((0, -0.1, 0))
    mesh = trimesh.util.concatenate([frame, back, picture])
    lessons = [_Lesson.of(view) for view in render_sheet(Surface(mesh.vertices, mesh.faces), 64)]
    asked = torch.tensor([[0, -0.096 + y, 0] for y in (0.004, -0.004)])
    assert (_behind(lessons, asked) > 0).tolist() == [True, False]


def test_the_same_seed_gives_the_same_field(cube: Surface) -> None:
    sheet = render_sheet(cube, 16)
    one, other = (fit(sheet, steps=3, shape=SMALL, points=512).state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_file_is_drawn_by_the_command(field: NeuralField, tmp_path: Path) -> None:
    path = save_field(field, tmp_path / "cube.safetensors", "a cube")
    again = load_field(path)
    point = torch.tensor([[0.1, 0.2, 0.3]])
    assert again(point)[0].item() == pytest.approx(field(point)[0].item(), rel=0.02)
    asked = ["views", str(path), "--azimuths", "0,90", "--resolution", "32", "--out", str(tmp_path / "views")]
    assert main(asked) == 0
    assert ModelSheet.load(tmp_path / "views").views[1].mask.any()


def test_another_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelsheetError, match="neural field"):
        load_field(tmp_path / "a.safetensors")
