"""A history that is longer than its menu."""

from __future__ import annotations

import json
from pathlib import Path


def test_the_menu_shows_the_newest_and_says_how_many_more(extension, empty_scene, tmp_path: Path):
    import bpy

    history, properties = extension.engine.engine.history, extension.properties
    for number in range(40):
        folder = tmp_path / f"20260101-000000-{number:06d}-{number:06x}"
        folder.mkdir()
        (folder / "asset.glb").write_text("")
        record = {"format": 1, "created": "", "request": {"prompt": f"car {number}"}, "destination": {}}
        (folder / "job.json").write_text(json.dumps(record), "utf-8")
    history.open(tmp_path)
    state = bpy.context.window_manager.modelsheet
    items = properties._items(state, bpy.context)
    assert [item[1].split(" · ")[1] for item in items[1:3]] == ["car 39", "car 38"]
    assert (len(items), properties.more_entries()) == (24, 17)
    state.search = "car 3"  # an old one is found
    assert "car 3" in [item[1].split(" · ")[1] for item in properties._items(state, bpy.context)[1:]]
    assert properties.more_entries() == 0
    state.search = ""
    history.open(extension.preferences.history_folder())
