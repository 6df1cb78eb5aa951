"""Models come and go through the worker, beside its jobs, from a server that stands in for the Hub."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from ..hub.stand_in import Server, serving
from .conftest import Worker


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """As InstantMesh is published, but for its size and its tensors."""
    path = tmp_path_factory.mktemp("published") / "instant_mesh_large.ckpt"
    torch.save({"state_dict": {"lrm_generator.a": torch.rand(600_000)}}, path)
    return path.read_bytes()


@pytest.fixture
def hub(checkpoint: bytes) -> Iterator[Server]:
    with serving("TencentARC/InstantMesh", {"instant_mesh_large.ckpt": checkpoint}) as server:
        yield server


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setitem(os.environ, "MODELSHEET_MODELS", str(tmp_path / "models"))
    worker = Worker()
    yield worker
    worker.close()


def test_the_list_says_what_each_route_needs_and_allows(worker: Worker, tmp_path: Path) -> None:
    worker.send(id="m", do="models")
    told = worker.until("models")[-1]
    assert told["folder"] == str(tmp_path / "models")
    assert told["free"] > 0
    routes = {route["name"]: route for route in told["routes"]}
    assert routes["embedded"]["installed"]
    assert routes["embedded"]["missing"] == 0
    turbo = routes["sd-turbo+triposr"]
    assert (turbo["takes"], turbo["needs_picture"]) == (["image", "prompt"], False)
    assert turbo["missing"] == turbo["size"] > 4e9
    assert turbo["models"] == ["sd-turbo", "triposr"]
    assert turbo["commercial"] == "conditions"
    assert routes["zero123plus+instantmesh"]["commercial"] == "no"
    assert {"sd-turbo", "triposr"} <= {model["name"] for model in told["models"]}


@pytest.mark.model
def test_the_model_that_comes_along_is_loaded_before_the_first_job(worker: Worker) -> None:
    worker.send(id="p", do="prepare")
    assert worker.read() == {"event": "prepare", "id": "p"}
    while worker.status()["generator"] != "embedded":
        time.sleep(0.1)


def test_a_download_tells_how_far_it_is_and_can_be_removed(
    worker: Worker, hub: Server, tmp_path: Path
) -> None:
    worker.send(id="d", do="download", model="instantmesh", endpoint=hub.endpoint, token="mine")
    events = worker.until("done", "error")
    assert events[-1] == {"event": "done", "id": "d", "models": ["instantmesh"]}
    last = [event for event in events if event["event"] == "progress"][-1]
    assert (last["phase"], last["model"], last["fraction"]) == ("download", "instantmesh", 1.0)
    assert {token for _, _, token in hub.requests} == {"Bearer mine"}
    assert (tmp_path / "models" / "instantmesh" / "instant_mesh_large.safetensors").is_file()
    assert worker.ended(id="v", do="verify", model="instantmesh")["event"] == "done"
    assert worker.ended(id="r", do="remove", model="instantmesh")["event"] == "done"
    assert not list((tmp_path / "models").iterdir())
    again = worker.ended(id="again", do="remove", model="instantmesh")
    assert (again["event"], again["code"]) == ("error", "nothing-to-remove")


def test_a_cancelled_download_keeps_what_came(worker: Worker, hub: Server, tmp_path: Path) -> None:
    hub.slow = 0.3
    worker.send(id="d", do="download", model="instantmesh", endpoint=hub.endpoint)
    worker.until("progress")
    worker.send(id="s", do="status")
    assert worker.until("status")[-1]["downloads"] == ["d"]
    worker.send(id="c", do="cancel", job="d")
    assert worker.until("cancelled", "done", "error")[-1] == {"event": "cancelled", "id": "d"}
    (part,) = (tmp_path / "models" / "instantmesh.unfinished").iterdir()
    assert part.stat().st_size > 0
    hub.slow = 0
    assert worker.ended(id="d", do="download", model="instantmesh", endpoint=hub.endpoint)["event"] == "done"


def test_what_goes_wrong_is_an_error_with_a_code(worker: Worker, hub: Server, tmp_path: Path) -> None:
    offline = worker.ended(id="d", do="download", model="instantmesh", endpoint="http://127.0.0.1:9")
    assert (offline["event"], offline["code"]) == ("error", "hub-offline")
    hub.refusal = (401, "GatedRepo")
    gated = worker.ended(id="d", do="download", model="instantmesh", endpoint=hub.endpoint)
    assert gated["code"] == "hub-gated"
    assert worker.ended(id="d", do="download", model="dreams")["code"] == "model-not-listed"
    assert (
        worker.ended(id="d", do="import", model="instantmesh", folder=str(tmp_path))["code"]
        == "import-missing"
    )


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"do": "download"}, "field-missing"),
        ({"do": "download", "model": 3}, "not-a-text"),
        ({"do": "download", "model": "x", "colour": "red"}, "field-unknown"),
        ({"do": "import", "model": "x"}, "field-missing"),
        ({"do": "import", "model": "x", "folder": "here"}, "not-absolute"),
    ],
)
def test_a_request_that_is_none_is_answered(worker: Worker, request_: dict, code: str) -> None:
    assert worker.ended(id="x", **request_)["code"] == code


def test_unloading_lets_go_of_all_models(worker: Worker, tmp_path: Path) -> None:
    small = {"triangles": 100, "texture_size": 64, "views_only": True}
    job = {"do": "generate", "prompt": "a red table", "route": "procedural", **small}
    assert worker.ended(id="job", folder=str(tmp_path / "out"), **job)["event"] == "done"
    assert worker.status()["loaded"] == ["procedural"]
    worker.send(id="u", do="unload")
    assert worker.until("unloading")[-1]["id"] == "u"
    for _ in range(100):
        if not (status := worker.status())["loaded"]:
            break
    assert status["loaded"] == []


def test_a_route_that_is_not_installed_says_how_to_get_it(worker: Worker, tmp_path: Path) -> None:
    job = {"id": "j", "do": "generate", "prompt": "a barrel", "folder": str(tmp_path / "out")}
    ended = worker.ended(**job, route="mvdream+instantmesh")
    assert (ended["event"], ended["code"]) == ("error", "models-missing")
    assert ended["values"]["command"] == "modelsheet models download mvdream+instantmesh"
    assert not (tmp_path / "out").exists()
