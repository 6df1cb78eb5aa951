"""Programs are started without streams, in folders that are gone, with too little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.surroundings import TOO_LITTLE_MEMORY, is_out_of_memory

MODELSHEET = f"{sys.executable} -m modelsheet"

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)


@on_posix
def test_without_stderr_and_stdout(wedge, tmp_path: Path) -> None:
    """What is opened must not take the place of the missing streams either."""
    wedge.to_trimesh().export(tmp_path / "wedge.ply")
    done = shell(f"{MODELSHEET} render wedge.ply --resolution 16 --out sheet 1>&- 2>&-", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "sheet" / "sheet.png").stat().st_size > 0


@on_posix
def test_a_progress_bar_needs_no_stderr(wedge_sheet, tmp_path: Path) -> None:
    wedge_sheet.save(tmp_path / "sheet")
    small = "--triangles 50 --texture-size 64"
    assert shell(f"{MODELSHEET} reconstruct sheet {small} 2>&-", tmp_path).returncode == 0
    assert (tmp_path / "sheet" / "asset.glb").exists()


@on_posix
def test_a_working_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = shell(f"rmdir ../gone; {sys.executable} -P -m modelsheet generate 'a cup'", tmp_path / "gone")
    assert done.returncode == 2
    assert "the working folder is gone" in done.stderr.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't limit address space")
@pytest.mark.parametrize("kilobytes", [600_000, 1_400_000, 1_700_000])
def test_too_little_memory_is_one_line(kilobytes: int, tmp_path: Path) -> None:
    done = shell(f"ulimit -v {kilobytes}; {MODELSHEET} generate 'a cup' --out cup", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"modelsheet: error: {TOO_LITTLE_MEMORY}\n"
    assert not (tmp_path / "cup").exists()


def test_memory_is_told_from_other_trouble() -> None:
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"))
    assert is_out_of_memory(ImportError("libOpen3D.so: failed to map segment from shared object"))
    wrapped = ModelsheetError("weights can't be loaded: reinstall")
    wrapped.__cause__ = OSError(12, "Cannot allocate memory")
    assert is_out_of_memory(wrapped)
    assert not is_out_of_memory(RuntimeError("the disk is full"))
