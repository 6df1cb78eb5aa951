"""A mesh that exists, in new colours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import FACE_COLORS

from modelsheet import texturing
from modelsheet.context import Context
from modelsheet.errors import ModelsheetError
from modelsheet.export import save
from modelsheet.render import RayCaster, surface_colors
from modelsheet.request import Request
from modelsheet.run import run
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

AXES = {"front": (0, -1, 0), "right": (1, 0, 0), "back": (0, 1, 0), "left": (-1, 0, 0), "top": (0, 0, 1)}


def paint(painter, surface: Surface, **options):
    """The textured asset."""
    request, context = Request("a box", texture_size=256, **options), Context()
    sheet = texturing.draw(painter, surface, request, context)
    return texturing.make(surface, sheet, request, context)


def looked_at(surface: Surface, name: str, place=(0.0, 0.0, 0.0)) -> np.ndarray:
    """The colour of a surface where a ray from one side to a place first meets it."""
    axis = np.array(AXES[name], np.float32)
    hit = RayCaster(surface).cast((np.array(place, np.float32) + 20 * axis)[None], -axis[None])
    return surface_colors(surface, hit)[0]


def test_every_side_has_the_colour_of_the_view_that_sees_it(painter, cube: Surface) -> None:
    asset = paint(painter, cube)
    for name in AXES:
        assert np.abs(looked_at(asset.surface, name).astype(int) - FACE_COLORS[name]).max() < 4
    assert asset.report["unseen"] < 0.02
    assert asset.report["uvs_kept"] == []


def test_parts_keep_place_material_and_uvs(painter, two_boxes: Path) -> None:
    before = Surface.load(two_boxes)
    asset = paint(painter, before)
    after = asset.surface
    np.testing.assert_array_equal(after.vertices, before.vertices)
    np.testing.assert_array_equal(after.faces, before.faces)
    assert after.uvs is not None
    assert after.uvs[:12].tobytes() == before.uvs[:12].tobytes()
    assert asset.report["uvs_kept"] == ["painted"]
    assert asset.report["uvs_made"] == ["bare"]
    assert [material.name for material in after.materials] == ["painted", "bare"]
    assert [material.metallic for material in after.materials] == [0.5, 0.5]
    for name in ("front", "back", "top"):
        for place in ((0, 0, 0), (3, 0, 0)):
            assert np.abs(looked_at(after, name, place).astype(int) - FACE_COLORS[name]).max() < 4


def test_uvs_come_back_from_the_file_byte_for_byte(painter, two_boxes: Path, atlas, tmp_path: Path) -> None:
    save(paint(painter, Surface.load(two_boxes)), tmp_path / "out")
    back = Surface.load(tmp_path / "out" / "asset.glb")
    kept = np.flatnonzero(back.face_materials == 0)
    wanted = {row.tobytes() for row in atlas}
    rows = back.uvs[kept].reshape(-1, 2)
    assert {np.array([u, 1 - v], np.float32).tobytes() for u, v in rows.astype(np.float64)} == wanted


def test_new_uvs_where_they_are_asked_for(painter, two_boxes: Path) -> None:
    asset = paint(painter, Surface.load(two_boxes), mesh=str(two_boxes), do="texture", unwrap=True)
    assert asset.report["uvs_kept"] == []
    assert asset.report["uv_overlap"] < 0.01


def test_what_no_view_sees_takes_the_colour_of_its_neighbours(painter, cube: Surface) -> None:
    inner = replace(cube, vertices=cube.vertices * 0.4)
    faces = np.concatenate([cube.faces, inner.faces + len(cube.vertices)])
    asset = paint(painter, Surface(np.concatenate([cube.vertices, inner.vertices]), faces))
    assert 0.1 < asset.report["unseen"] < 0.5
    hidden = asset.surface.rgba(np.arange(12, 24), np.full((12, 3), 1 / 3))[:, :3]
    assert all(any(np.abs(c.astype(int) - f).max() < 8 for f in FACE_COLORS.values()) for c in hidden)


def test_faces_that_are_inside_out_are_coloured_too(painter, cube: Surface) -> None:
    asset = paint(painter, replace(cube, faces=cube.faces[:, ::-1]))
    assert asset.report["unseen"] < 0.02
    assert np.abs(looked_at(asset.surface, "front").astype(int) - FACE_COLORS["front"]).max() < 4


def test_a_sheet_whose_views_are_all_pinned_is_fused_as_it_is(painter, cube: Surface, tmp_path: Path) -> None:
    sheet = texturing.draw(painter, cube, Request("a box"), Context())
    paler = tuple(replace(view, rgb=view.rgb // 2) for view in sheet)
    ModelSheet(paler, "a box", 0, "sides").save(tmp_path)
    names = tuple(view.name for view in sheet)
    asset = paint(painter, cube, sheet=str(tmp_path), pin=names)
    assert painter.drawn == 1
    assert (
        np.abs(looked_at(asset.surface, "front").astype(int) - np.array(FACE_COLORS["front"]) // 2).max() < 4
    )


def test_from_the_request_to_files(tiny_folder: Path, two_boxes: Path, tmp_path: Path) -> None:
    values = {"mesh": str(two_boxes), "prompt": "two crates", "generator": str(tiny_folder), "steps": 2}
    values |= {"texture_size": 256}
    request = Request.of(values)
    assert request.do == "texture"
    assert request.command.startswith(f"modelsheet texture {two_boxes} 'two crates'")
    done = run(request, tmp_path / "out")
    assert done.main.name == "asset.glb"
    before, after = Surface.load(two_boxes), Surface.load(done.main)
    np.testing.assert_allclose(after.bounds, before.bounds, atol=1e-6)
    assert [material.name for material in after.materials] == ["painted", "bare"]
    sheet = ModelSheet.load(tmp_path / "out")
    assert sheet.has_depth
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert {"seam_delta_e", "unseen", "uv_overlap"} <= report.keys()

    # one view drawn anew, the others pinned
    pins = ("front", "back", "left", "top", "bottom")
    again = Request.of(values | {"sheet": str(tmp_path / "out"), "pin": pins, "seed": 3})
    other = tmp_path / "other"
    run(again, other)
    redrawn = ModelSheet.load(other)
    for view in redrawn:
        assert np.array_equal(view.rgb, sheet[view.name].rgb) == (view.name != "right")


def test_overlapping_uvs_are_told(painter, cube: Surface) -> None:
    square = np.array([[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]], np.float32)
    asset = paint(painter, replace(cube, uvs=np.tile(square, (6, 1, 1))))
    assert asset.report["uv_overlap"] > 0.9
    assert [notice["code"] for notice in asset.report["notices"]] == ["uvs-overlap"]


def _sheet(folder: Path) -> Path:
    from modelsheet.render import render_sheet

    box = Surface(np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0.0)]), np.array([(0, 1, 2)]))
    return render_sheet(box, 16).save(folder / "sheet")


def test_what_does_not_go_together_is_said(two_boxes: Path, tiny_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match="to texture, give one"):
        Request.of({"do": "texture", "prompt": "a box"})
    with pytest.raises(ModelsheetError, match="to texture, give one"):
        Request.of({"do": "reconstruct", "sheet": str(_sheet(tmp_path)), "mesh": str(two_boxes)})
    with pytest.raises(ModelsheetError, match="unwrap"):
        Request.of({"prompt": "a box", "unwrap": True})
    with pytest.raises(ModelsheetError, match="prompt is empty"):
        Request.of({"mesh": str(two_boxes)})
    request = Request.of({"mesh": str(tmp_path / "none.glb"), "prompt": "a", "generator": str(tiny_folder)})
    with pytest.raises(ModelsheetError, match="is missing"):
        run(request, tmp_path / "out")
    with pytest.raises(ModelsheetError, match="can't paint a mesh"):
        run(replace(request, generator="mvdream"), tmp_path / "out")


def test_a_picture_of_the_front_is_taken_over(cube: Surface, tmp_path: Path) -> None:
    from PIL import Image

    from modelsheet.cameras import sheet_cameras
    from modelsheet.generation import KnownParts

    picture = np.zeros((60, 90, 4), np.uint8)
    picture[20:40, 10:45] = (250, 0, 0, 255)
    picture[20:40, 45:80] = (0, 0, 250, 255)
    Image.fromarray(picture).save(tmp_path / "front.png")
    request = Request("a box", image=str(tmp_path / "front.png"))
    known = KnownParts.of_mesh(cube.normalized(), request, sheet_cameras(64))
    front = known.sheet["front"]
    assert list(known.color) == ["front"]
    assert front.mask.sum() > 3000  # the outline of the cube, not of the picture
    left, right = front.rgb[32, 8], front.rgb[32, 56]
    assert left[0] > 200
    assert right[2] > 200
