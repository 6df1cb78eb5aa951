"""A folder is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.folders import check_writable, staged


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_new_folder_appears_with_everything_in_it(tmp_path):
    with staged(tmp_path / "a" / "b") as stage:
        (stage / "one").write_text("1")
        assert not (tmp_path / "a").exists()
    assert names(tmp_path) == ["a", "a/b", "a/b/one"]


def test_the_folder_has_the_rights_of_any_other(tmp_path):
    (tmp_path / "other").mkdir()
    with staged(tmp_path / "new"):
        pass
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path):
    (tmp_path / "mine.blend").write_text("keep")
    (tmp_path / "one").write_text("old")
    with staged(tmp_path) as stage:
        (stage / "one").write_text("new")
        (stage / "deep").mkdir()
        (stage / "deep" / "two").write_text("2")
        assert (tmp_path / "one").read_text() == "old"
    assert names(tmp_path) == ["deep", "deep/two", "mine.blend", "one"]
    assert (tmp_path / "one").read_text() == "new"


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("place", ["old", "new/deep"])
def test_a_failure_changes_nothing(stop, place, tmp_path):
    def fail(stage):
        (stage / "half").write_text("")
        raise stop

    (tmp_path / "old").mkdir()
    with pytest.raises(stop), staged(tmp_path / place) as stage:
        fail(stage)
    assert names(tmp_path) == ["old"]


def test_a_full_disk_is_a_clear_error(tmp_path):
    with (
        pytest.raises(ModelsheetError, match=r"disk of .* is full, nothing was written"),
        staged(tmp_path / "new"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert names(tmp_path) == []


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300])
def test_what_can_not_be_a_folder_is_a_clear_error(place, tmp_path):
    (tmp_path / "file").write_text("keep")
    with pytest.raises(ModelsheetError, match=r"can't write .*: choose another folder"):
        check_writable(tmp_path / place)
    with pytest.raises(ModelsheetError, match="can't write"), staged(tmp_path / place):
        pytest.fail("there is nowhere to write to")
    assert (tmp_path / "file").read_text() == "keep"
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_a_folder_without_the_right_to_write_is_a_clear_error(tmp_path):
    tmp_path.chmod(0o500)
    root = os.geteuid() == 0
    if root:  # who may write everywhere: be somebody else for a moment
        os.seteuid(65534)
    try:
        with pytest.raises(ModelsheetError, match="Permission denied"):
            check_writable(tmp_path / "new")
    finally:
        if root:
            os.seteuid(0)


def test_checking_leaves_no_trace(tmp_path):
    check_writable(tmp_path / "a" / "b")
    check_writable(tmp_path)
    assert names(tmp_path) == []


def test_an_error_that_is_not_about_writing_stays_what_it_is(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"picture\.png"), staged(tmp_path / "new"):
        (tmp_path / "picture.png").read_bytes()
    with pytest.raises(OSError, match="truncated"), staged(tmp_path / "new"):
        raise OSError("image file is truncated")
    assert names(tmp_path) == []


def test_a_file_that_is_held_leaves_everything_as_it_was(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
    rename = Path.rename

    def held(self, target):
        if self.name == "b" and Path(target).parent == tmp_path:
            raise PermissionError(13, "held by another program", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", held)

    def write() -> None:
        with staged(tmp_path) as stage:
            for name in ("a", "b", "c/d"):
                (stage / name).parent.mkdir(exist_ok=True)
                (stage / name).write_text("new")

    with pytest.raises(ModelsheetError, match="held by another program"):
        write()
    assert names(tmp_path) == ["a", "b"]
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["old", "old"]
