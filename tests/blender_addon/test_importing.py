"""A result comes into the scene: placed, selected, and said where."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

PLACE = {
    "location": [0, 0, 0],
    "size": None,
    "number": 0,
    "make_room": True,
    "frame": True,
    "texture_place": "PACK",
    "as_asset": False,
    "catalog": "",
}


@pytest.fixture
def add(empty_scene, example: Path, tmp_path: Path):
    """Imports the example as a job's result; returns the object."""
    import bpy

    def added(**place):
        folder = tmp_path / "20260101-000000-abcdef"
        if not folder.exists():
            shutil.copytree(example, folder)
        request = {"do": "generate", "prompt": "red car", "seed": 0}
        record = {"format": 1, "created": "", "request": request, "destination": {**PLACE, **place}}
        (folder / "job.json").write_text(json.dumps(record), "utf-8")
        assert bpy.ops.modelsheet.import_result(entry=str(folder)) == {"FINISHED"}
        return bpy.context.view_layer.objects.active

    return added


def selected() -> list[str]:
    import bpy

    return sorted(o.name for o in bpy.context.view_layer.objects if o.select_get())


def test_in_the_default_scene_it_stands_beside_the_cube_and_is_selected(add):
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=2)
    car = add()
    assert selected() == [car.name] == ["red car"]
    assert car.location.x - car.dimensions.x / 2 > 1


def test_it_stands_where_it_was_asked_to_when_that_is_wanted(add):
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=2)
    assert tuple(add(make_room=False).location) == (0, 0, 0)


def test_variants_stay_selected_together(add):
    add()
    add(number=1)
    assert selected() == ["red car", "red car.001"]
    add()
    assert selected() == ["red car.002"]


def test_what_fills_a_box_is_not_moved_out_of_it(add):
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=2)
    car = add(location=[0, 0, -1], size=[2, 2, 2])
    assert tuple(car.location) == (0, 0, -1)


def test_it_is_seen_where_the_collection_is_excluded(add):
    import bpy

    add()
    bpy.context.view_layer.layer_collection.children["Text to 3D"].exclude = True
    car = add()
    assert car.users_collection == (bpy.context.scene.collection,)
    assert car.visible_get()


def test_a_job_of_an_older_version_is_imported(add, monkeypatch):
    """Its destination says neither of room nor of framing."""
    for name in ("make_room", "frame"):
        monkeypatch.delitem(PLACE, name)
    assert add().name == "red car"


def test_beside_a_file_that_is_not_saved_it_is_packed_and_says_so(add, capfd):
    car = add(texture_place="BESIDE")
    assert car.active_material.node_tree.nodes.active.image.packed_file
    assert "not saved yet" in capfd.readouterr().out
