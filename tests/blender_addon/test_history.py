"""Jobs as folders, without Blender."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from blender_addon import history


def test_what_ended_well_is_found_again_newest_first(tmp_path: Path):
    kept = history.History(tmp_path)
    for prompt in ("one", "two\nlines 二", "three"):
        folder, _ = kept.create({"prompt": prompt, "seed": 3}, {"location": [1, 2, 3]})
        (folder / "asset.glb").write_text("")
    (folder / "job.json").write_text("damaged")
    kept.create({"prompt": "not ended"}, {})
    (tmp_path / "something else").mkdir()
    kept.refresh()
    found = kept.entries
    assert sorted(entry.title for entry in found) == ["one", "two lines 二"]
    assert [entry.name for entry in found] == sorted((entry.name for entry in found), reverse=True)
    assert found[0].destination == {"location": [1, 2, 3]}
    kept.refresh()
    assert all(one is other for one, other in zip(found, kept.entries, strict=True))
    kept.delete(found[0])
    assert kept.entries == found[1:]
    kept.open(tmp_path / "nowhere")
    assert kept.entries == []


def test_entries_are_looked_for_by_words_and_seed_and_kept_as_favourites(tmp_path: Path):
    kept = history.History(tmp_path)
    for seed, prompt in enumerate(("a red car", "a red chair", "蓝色的椅子")):
        folder, _ = kept.create({"prompt": prompt, "seed": seed}, {})
        (folder / "asset.glb").write_text("")
    kept.refresh()

    def found(words: str, favourites: bool = False) -> set[str]:
        return {entry.title for entry in kept.matching(words, favourites)}

    assert found("") == {"a red car", "a red chair", "蓝色的椅子"}
    assert found("RED ch") == {"a red chair"}
    assert found("2") == {"蓝色的椅子"}
    assert found("", favourites=True) == set()
    kept.favour(kept.matching("car", False)[0], True)
    assert found("", favourites=True) == {"a red car"}
    again = history.History(tmp_path)
    again.refresh()
    assert [entry.favourite for entry in again.matching("car", False)] == [True]


def test_a_re_roll_of_an_older_version_is_understood(tmp_path: Path):
    folder, _ = history.History(tmp_path).create({"do": "reroll", "sheet": "/x", "pinned": ["front"]}, {})
    (folder / "asset.glb").write_text("")
    assert history.read(folder).request == {"do": "generate", "sheet": "/x", "pin": ["front"]}


def test_a_picture_is_kept_with_the_job(tmp_path: Path):
    picture = tmp_path / "my 图.JPG"
    picture.write_bytes(b"pixels")
    folder, request = history.History(tmp_path / "history").create({"prompt": "x", "image": str(picture)}, {})
    picture.unlink()
    assert Path(request["image"]).read_bytes() == b"pixels"
    assert json.loads((folder / "job.json").read_text("utf-8"))["request"]["image"] == request["image"]


def test_an_entry_whose_folder_is_gone_can_be_deleted(tmp_path: Path):
    kept = history.History(tmp_path)
    folder, _ = kept.create({"prompt": "x"}, {})
    (folder / "asset.glb").write_text("")
    kept.refresh()
    shutil.rmtree(folder)
    kept.delete(kept.entries[0])
    assert kept.entries == []


def test_what_a_killed_blender_left_goes_after_a_day(tmp_path: Path):
    kept = history.History(tmp_path)
    names = ("ended", "killed", "running")
    folders = {name: kept.create({"prompt": name}, {})[0] for name in names}
    (folders["ended"] / "asset.glb").write_text("")
    (tmp_path / "something else").mkdir()
    for name in ("ended", "killed"):
        os.utime(folders[name], (0, 0))
    history.History().open(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {folders["ended"].name, folders["running"].name, "something else"}


def test_pictures_are_found_in_a_history_that_was_moved(tmp_path: Path):
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(name.encode())
    asked = {"prompt": "x", "image": str(tmp_path / "a.png"), "images": {"right": str(tmp_path / "b.png")}}
    folder, request = history.History(tmp_path / "old").create(asked, {})
    (folder / "asset.glb").write_text("")
    (tmp_path / "old").rename(tmp_path / "new")
    entry = history.read(tmp_path / "new" / folder.name)
    assert Path(entry.request["image"]).read_bytes() == b"a.png"
    assert Path(entry.request["images"]["right"]).read_bytes() == b"b.png"
    assert request["images"]["right"].endswith("right.png")


def test_a_missing_picture_leaves_no_folder(tmp_path: Path):
    with pytest.raises(history.UnreadablePicture, match=r"gone\.png: No such file"):
        history.History(tmp_path).create({"prompt": "x", "image": str(tmp_path / "gone.png")}, {})
    assert list(tmp_path.iterdir()) == []
