"""Jobs as folders, without Blender."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blender_addon import history


def test_what_ended_well_is_found_again_newest_first(tmp_path: Path):
    for prompt in ("one", "two\nlines 二", "three"):
        folder, _ = history.create(tmp_path, {"prompt": prompt, "seed": 3}, {"location": [1, 2, 3]})
        (folder / "asset.glb").write_text("")
    (folder / "job.json").write_text("damaged")
    history.create(tmp_path, {"prompt": "not ended"}, {})
    (tmp_path / "something else").mkdir()
    found = history.entries(tmp_path, [])
    assert sorted(entry.title for entry in found) == ["one", "two lines 二"]
    assert [entry.name for entry in found] == sorted((entry.name for entry in found), reverse=True)
    assert found[0].destination == {"location": [1, 2, 3]}
    again = history.entries(tmp_path, found)
    assert all(one is other for one, other in zip(found, again, strict=True))
    history.delete(found[0].folder)
    assert history.entries(tmp_path, found) == found[1:]
    assert history.entries(tmp_path / "nowhere", []) == []


def test_a_re_roll_of_an_older_version_is_understood(tmp_path: Path):
    folder, _ = history.create(tmp_path, {"do": "reroll", "sheet": "/x", "pinned": ["front"]}, {})
    (folder / "asset.glb").write_text("")
    assert history.read(folder).request == {"do": "generate", "sheet": "/x", "pin": ["front"]}


def test_a_picture_is_kept_with_the_job(tmp_path: Path):
    picture = tmp_path / "my 图.JPG"
    picture.write_bytes(b"pixels")
    folder, request = history.create(tmp_path / "history", {"prompt": "x", "image": str(picture)}, {})
    picture.unlink()
    assert Path(request["image"]).read_bytes() == b"pixels"
    assert json.loads((folder / "job.json").read_text("utf-8"))["request"]["image"] == request["image"]


def test_a_missing_picture_leaves_no_folder(tmp_path: Path):
    with pytest.raises(history.UnreadablePicture, match=r"gone\.png: No such file"):
        history.create(tmp_path, {"prompt": "x", "image": str(tmp_path / "gone.png")}, {})
    assert list(tmp_path.iterdir()) == []
