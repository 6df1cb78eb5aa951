"""`modelsheet models`: what there is, and how it comes and goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from modelsheet import cli

from .hub.stand_in import Server, serving

FILE = "instant_mesh_large.ckpt"


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """As it is published, in a folder of its own."""
    folder = tmp_path / "by hand"
    folder.mkdir()
    torch.save({"state_dict": {"lrm_generator.a": torch.rand(1000)}}, folder / FILE)
    return folder / FILE


@pytest.fixture
def hub(checkpoint: Path) -> Iterator[Server]:
    with serving("TencentARC/InstantMesh", {FILE: checkpoint.read_bytes()}) as server:
        yield server


def told(capsys: pytest.CaptureFixture, *words: object) -> tuple[int, str, str]:
    """The exit code, and what is said on both streams."""
    code = cli.main(["models", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_list_for_people_and_for_programs(capsys, tmp_path: Path) -> None:
    code, out, _ = told(capsys, "list", "--folder", tmp_path)
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("sd-turbo+triposr"))
    assert "image, prompt" in line
    assert "4.3 GB" in line
    assert "Stability AI Community License, MIT" in line
    code, out, _ = told(capsys, "list", "--json", "--folder", tmp_path)
    listed = json.loads(out)
    assert listed["folder"] == str(tmp_path)
    assert {route["name"] for route in listed["routes"]} >= {"embedded", "procedural", "sd-turbo+triposr"}
    assert not any(model["installed"] for model in listed["models"])


def test_a_model_comes_is_checked_and_goes(capsys, hub: Server, tmp_path: Path, monkeypatch) -> None:
    home = ("--folder", tmp_path / "home")
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    code, out, err = told(capsys, "download", "instantmesh", *home)
    assert (code, out) == (0, f"{tmp_path / 'home' / 'instantmesh'}\n")
    assert "1.5 GB to download" in err
    assert told(capsys, "verify", "instantmesh", *home)[:2] == (0, "instantmesh: whole\n")
    weights = tmp_path / "home" / "instantmesh" / "instant_mesh_large.safetensors"
    weights.write_bytes(b"damaged")
    code, _, err = told(capsys, "verify", "instantmesh", *home)
    assert code == 2
    assert "remove instantmesh and download it again" in err
    assert told(capsys, "remove", "instantmesh", *home)[:2] == (0, "instantmesh: removed\n")
    assert not weights.exists()


def test_files_that_were_fetched_by_hand(capsys, checkpoint: Path, tmp_path: Path) -> None:
    home = ("--folder", tmp_path / "home")
    code, out, _ = told(capsys, "import", "instantmesh", checkpoint.parent, *home)
    assert (code, out) == (0, f"{tmp_path / 'home' / 'instantmesh'}\n")
    code, _, err = told(capsys, "import", "triposr", checkpoint.parent, *home)
    assert (code, err.count("\n")) == (2, 1)
    assert "has no model.ckpt: fetch it from stabilityai/TripoSR and put it there" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("download", "dreams"), "there is no model 'dreams' to download: choose from embedded, "),
        (("download", "triposr", "--endpoint", "http://127.0.0.1:9"), "can't be reached: connect"),
        (("verify", "triposr"), "the model triposr is not in"),
        (("remove", "triposr"), "there is nothing to remove"),
    ],
)
def test_a_mistake_is_one_line(words, said, capsys, tmp_path: Path) -> None:
    code, _, err = told(capsys, *words, "--folder", tmp_path)
    line = err.splitlines()[-1]
    assert code == 2
    assert line.startswith("modelsheet: error: ")
    assert said in line
