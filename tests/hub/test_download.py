"""Models come from a Hub that cuts, lies, refuses and vanishes: a small HTTP server on this machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file

from modelsheet.errors import ModelsheetError
from modelsheet.hub.remote import Hub
from modelsheet.hub.spec import MIT, Download, ModelSpec
from modelsheet.hub.store import add, download, is_installed, left_to_fetch, model_folder, remove, verify

from .stand_in import FILES, WEIGHTS, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def hub(server: Server) -> Hub:
    return Hub(server.endpoint, token="secret", wait=0)


def spec(repository: str = "maker/model", **changes: object) -> ModelSpec:
    files = Download(repository, ("*.ckpt", "config.yaml"), 0, MIT, **changes)  # type: ignore[arg-type]
    nothing: frozenset = frozenset()
    return ModelSpec("toy", "Toy", nothing, nothing, None, 512, (), MIT, (files,), 0)


def test_a_model_comes_whole_and_only_what_was_asked_for(tmp_path, hub) -> None:
    seen: list[tuple[int, int]] = []
    folder = download(spec(), tmp_path, hub, lambda done, total: seen.append((done, total)))
    assert folder == tmp_path / "toy" == model_folder("toy", tmp_path)
    assert {path.name for path in folder.iterdir()} == {"model.ckpt", "config.yaml", "SHA256.json"}
    assert (folder / "model.ckpt").read_bytes() == WEIGHTS
    total = len(WEIGHTS) + len(FILES["config.yaml"])
    assert seen[-1] == (total, total)
    verify("toy", tmp_path)


def test_what_is_there_is_not_fetched_again(tmp_path, hub, server) -> None:
    download(spec(), tmp_path, hub)
    server.requests.clear()
    download(spec(), tmp_path, hub)
    assert not server.requests


def test_a_cut_stream_goes_on_where_it_stopped(tmp_path, hub, server) -> None:
    server.cuts = 2
    folder = download(spec(), tmp_path, hub)
    assert (folder / "model.ckpt").read_bytes() == WEIGHTS
    ranges = [asked for path, asked, _ in server.requests if path.endswith(".ckpt")]
    half = len(WEIGHTS) // 2
    assert ranges == [None, f"bytes={half}-", f"bytes={half + half // 2}-"]


def test_a_server_that_can_not_resume_starts_again(tmp_path, hub, server) -> None:
    server.cuts, server.resumes = 1, False
    seen: list[int] = []
    folder = download(spec(), tmp_path, hub, lambda done, total: seen.append(done))
    assert (folder / "model.ckpt").read_bytes() == WEIGHTS
    assert seen[-1] == len(WEIGHTS) + len(FILES["config.yaml"])


def test_a_connection_that_keeps_breaking_keeps_what_came(tmp_path, hub, server) -> None:
    server.cuts = 99
    with pytest.raises(ModelsheetError, match=r"broke off in model.ckpt: what came is kept"):
        download(spec(), tmp_path, hub)
    assert not is_installed("toy", tmp_path)
    server.cuts, server.requests = 0, []
    download(spec(), tmp_path, hub)
    assert (f"bytes={len(WEIGHTS) * 15 // 16}-") in [asked for _, asked, _ in server.requests]
    verify("toy", tmp_path)


def test_cancelling_keeps_what_came(tmp_path, hub) -> None:
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        if done > len(WEIGHTS) // 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        download(spec(), tmp_path, hub, cancel)
    assert not is_installed("toy", tmp_path)
    assert (tmp_path / "toy.unfinished" / "model.ckpt.part").stat().st_size > 0
    download(spec(), tmp_path, hub)


@pytest.mark.parametrize("name", ["model.ckpt", "config.yaml"])
def test_wrong_bytes_are_refused(name, tmp_path, hub, server) -> None:
    server.served[name] = bytes(len(FILES[name]))
    with pytest.raises(ModelsheetError, match=f"{name} of maker/model came damaged"):
        download(spec(), tmp_path, hub)
    assert not is_installed("toy", tmp_path)
    server.served[name] = FILES[name]
    download(spec(), tmp_path, hub)


def test_a_gated_model_says_where_to_accept_its_terms(tmp_path, hub, server) -> None:
    server.refusal = (401, "GatedRepo")
    with pytest.raises(
        ModelsheetError, match=f"accept them at {server.endpoint}/maker/model and set HF_TOKEN"
    ):
        download(spec(), tmp_path, hub)


def test_a_model_that_has_left_the_hub_comes_from_its_fallback(tmp_path, hub) -> None:
    folder = download(spec("maker/gone", fallbacks=("maker/model",)), tmp_path, hub)
    assert (folder / "config.yaml").is_file()
    with pytest.raises(
        ModelsheetError, match=r"can't be downloaded any more .*maker/lost.*import toy FOLDER"
    ):
        download(spec("maker/gone", fallbacks=("maker/lost",)), tmp_path / "other", hub)


def test_offline_says_how_to_import(tmp_path) -> None:
    with pytest.raises(ModelsheetError, match=r"can't be reached.*import toy FOLDER"):
        download(spec(), tmp_path, Hub("http://127.0.0.1:9", wait=0))


def test_a_full_disk_is_noticed_before_and_while_writing(tmp_path, hub, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
        with pytest.raises(ModelsheetError, match=r"is full .*MODELSHEET_MODELS"):
            download(spec(), tmp_path, hub)

    def no_space(done: int, total: int) -> None:
        if done > 1 << 20:
            raise OSError(28, "No space left on device")

    with pytest.raises(ModelsheetError, match=r"is full .*what came is kept"):
        download(spec(), tmp_path, hub, no_space)
    download(spec(), tmp_path, hub)


def test_the_token_is_for_the_hub_alone(tmp_path, hub, server) -> None:
    with serving() as other:
        server.elsewhere = other.endpoint
        download(spec(), tmp_path, hub)
    assert {token for _, _, token in server.requests} == {"Bearer secret"}
    assert [token for _, _, token in other.requests] == [None]


def test_what_does_not_answer_like_the_hub_is_named(tmp_path, server, monkeypatch) -> None:
    monkeypatch.setattr("json.dumps", lambda *arguments: "[]")
    with pytest.raises(ModelsheetError, match="check HF_ENDPOINT"):
        download(spec(), tmp_path, Hub(server.endpoint, wait=0))


def test_verify_finds_damage_and_remove_leaves_nothing(tmp_path, hub) -> None:
    folder = download(spec(), tmp_path, hub)
    (folder / "config.yaml").write_text("radius: 1\n")
    with pytest.raises(ModelsheetError, match=r"damaged.*remove toy and download it again"):
        verify("toy", tmp_path)
    remove("toy", tmp_path)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ModelsheetError, match="nothing to remove"):
        remove("toy", tmp_path)
    with pytest.raises(ModelsheetError, match="models download toy"):
        model_folder("toy", tmp_path)


def test_files_fetched_by_hand_are_imported(tmp_path) -> None:
    source, home = tmp_path / "downloads", tmp_path / "home"
    source.mkdir()
    (source / "model.ckpt").write_bytes(WEIGHTS)
    with pytest.raises(ModelsheetError, match=r"has no config.yaml: fetch it from maker/model"):
        add(spec(), source, home)
    (source / "config.yaml").write_bytes(FILES["config.yaml"])
    assert add(spec(), source, home) == home / "toy"
    verify("toy", home)


def test_a_generator_can_be_found_by_its_folder(tmp_path, hub) -> None:
    from dataclasses import replace

    drawing = replace(spec(), cameras=lambda size: {}, index={"base": "base"})
    folder = download(drawing, tmp_path, hub)
    assert json.loads((folder / "model_index.json").read_text()) == {"base": "base", "generator": "toy"}
    verify("toy", tmp_path)


def test_a_checkpoint_is_kept_as_safetensors(tmp_path) -> None:
    torch.save({"state_dict": {"a": torch.arange(6.0)}, "step": 3}, tmp_path / "model.ckpt")
    files = {"model.ckpt": (tmp_path / "model.ckpt").read_bytes(), "config.yaml": b"x: 1\n"}
    with serving("maker/model", files) as server:
        folder = download(spec(checkpoint="model.ckpt"), tmp_path / "home", Hub(server.endpoint, wait=0))
    assert {path.name for path in folder.iterdir()} == {"model.safetensors", "config.yaml", "SHA256.json"}
    assert load_file(folder / "model.safetensors")["a"].tolist() == [0, 1, 2, 3, 4, 5]
    verify("toy", tmp_path / "home")


def test_a_checkpoint_that_could_run_code_is_not_installed(tmp_path, hub) -> None:
    with pytest.raises(ModelsheetError, match=r"model.ckpt can't be loaded"):
        download(spec(checkpoint="model.ckpt"), tmp_path, hub)
    assert not is_installed("toy", tmp_path)


def test_a_file_that_another_model_has_is_not_fetched_again(tmp_path) -> None:
    from dataclasses import replace

    files = {"model.safetensors": WEIGHTS, "config.yaml": b"x: 1\n"}
    wanted = replace(spec(), downloads=(Download("maker/model", ("*",), len(WEIGHTS), MIT),))
    with serving("maker/model", files) as server:
        hub = Hub(server.endpoint, wait=0)
        download(wanted, tmp_path, hub)
        server.requests.clear()
        folder = download(replace(wanted, name="other"), tmp_path, hub)
        assert not [path for path, _, _ in server.requests if path.endswith(".safetensors")]
    assert (folder / "model.safetensors").samefile(tmp_path / "toy" / "model.safetensors")
    verify("other", tmp_path)


def test_what_is_left_to_fetch_counts_what_came(tmp_path, hub, server) -> None:
    from dataclasses import replace

    sized = replace(spec(), downloads=(replace(spec().downloads[0], size=len(WEIGHTS)),))
    assert left_to_fetch(sized, tmp_path) == len(WEIGHTS)
    server.cuts = 99
    with pytest.raises(ModelsheetError):
        download(sized, tmp_path, hub)
    assert 0 < left_to_fetch(sized, tmp_path) < len(WEIGHTS) / 8
    server.cuts = 0
    download(sized, tmp_path, hub)
    assert left_to_fetch(sized, tmp_path) == 0
