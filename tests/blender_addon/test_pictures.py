"""Pictures to make an object from: which side each shows, and what is taken for the object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red box on white."""
    pixels = np.full((80, 120, 3), 255, np.uint8)
    pixels[20:60, 30:70] = (200, 30, 20)
    Image.fromarray(pixels).save(tmp_path / "box.png")
    return tmp_path / "box.png"


def test_sides_are_asked_for_by_what_they_show(extension, empty_scene, picture: Path):
    import bpy

    settings = empty_scene.modelsheet
    settings.prompt = "box"
    assert settings.request(0)["image"] is None
    settings.image, settings.image_view = str(picture), "right"
    assert bpy.ops.modelsheet.add_side() == {"FINISHED"}
    assert settings.sides[0].view == "front"  # the first that is free
    assert settings.request(0)["images"] is None  # no picture is chosen yet
    settings.sides[0].image = str(picture)
    asked = settings.request(0)
    assert (asked["image_view"], asked["images"]) == ("right", {"front": str(picture)})
    assert settings.picture_paths == [str(picture), str(picture)]
    settings.sides.clear()
    settings.take(asked)
    assert settings.request(0) == asked


def test_every_side_is_added_once(extension, empty_scene):
    import bpy

    while bpy.ops.modelsheet.add_side.poll():
        bpy.ops.modelsheet.add_side()
    sides = empty_scene.modelsheet.sides
    assert [side.view for side in sides] == ["right", "back", "left", "top", "bottom"]
    bpy.ops.modelsheet.remove_side(number=1)
    assert [side.view for side in sides] == ["right", "left", "top", "bottom"]


def test_a_render_becomes_the_picture(extension, empty_scene):
    import bpy

    assert not bpy.ops.modelsheet.picture_from_view.poll()  # there is no window
    render = empty_scene.render
    render.engine, render.resolution_x, render.resolution_y = "CYCLES", 32, 32
    render.film_transparent, empty_scene.cycles.samples = True, 1
    bpy.ops.object.camera_add(location=(0, -6, 0), rotation=(1.5708, 0, 0))
    empty_scene.camera = bpy.context.object
    bpy.ops.mesh.primitive_cube_add()
    render.image_settings.file_format = "JPEG"
    bpy.ops.render.render()
    assert bpy.ops.modelsheet.picture_from_render() == {"FINISHED"}
    with Image.open(empty_scene.modelsheet.image) as taken:
        assert (taken.mode, taken.size) == ("RGBA", (32, 32))
        assert np.asarray(taken)[0, 0, 3] == 0
    assert render.image_settings.file_format == "JPEG"


def test_the_cut_out_is_shown(blender, picture: Path):
    blender.settings.image = str(picture)  # which starts the engine
    cutouts = blender.engine.cutouts
    blender.until(lambda: cutouts.find(str(picture)).path)
    with Image.open(cutouts.find(str(picture)).path) as cut:
        alpha = np.asarray(cut)[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[128, 128] == 255
    before = cutouts.find(str(picture))
    Image.new("RGB", (50, 50), "white").save(picture)
    blender.until(lambda: cutouts.find(str(picture)).problem)
    assert cutouts.find(str(picture)) != before
    assert "shows nothing" in cutouts.find(str(picture)).problem.line
    blender.settings.image = ""
