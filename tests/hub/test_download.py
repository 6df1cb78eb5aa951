"""Models come from a Hub that cuts, lies, refuses and vanishes: a small HTTP server on this machine."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.hub.remote import Hub
from modelsheet.hub.spec import MIT, Download, ModelSpec
from modelsheet.hub.store import add, download, is_installed, model_folder, remove, verify

WEIGHTS = bytes(range(256)) * 9000
FILES = {"model.ckpt": WEIGHTS, "config.yaml": b"radius: 0.87\n", "README.md": b"not asked for"}


class Server(ThreadingHTTPServer):
    """A Hub of one repository, `maker/model`, with the faults that a test asks for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_port}"
        self.cuts = 0  # how many answers end in the middle
        self.resumes = True
        self.refusal: tuple[int, str] | None = None  # status and X-Error-Code of every answer
        self.elsewhere: str | None = None  # another host that has the large files
        self.served = dict(FILES)
        self.requests: list[tuple[str, str | None, str | None]] = []  # path, Range, Authorization


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, path = self.server, self.path
        server.requests.append((path, self.headers["Range"], self.headers["Authorization"]))
        if server.refusal:
            self.answer(server.refusal[0], b"", {"X-Error-Code": server.refusal[1]})
        elif path == "/api/models/maker/model?blobs=true":
            self.answer(200, json.dumps({"sha": "c0ffee", "siblings": [*map(entry, FILES)]}).encode())
        elif server.elsewhere and path.endswith(".ckpt"):
            self.answer(302, b"", {"Location": server.elsewhere + path})
        elif path.startswith("/maker/model/resolve/c0ffee/"):
            self.send(server.served[path.rpartition("/")[2]])
        else:
            self.answer(404, b"")

    def send(self, content: bytes) -> None:
        asked = self.headers["Range"]
        first = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.resumes else 0
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        rest = content[first:]
        if self.server.cuts:
            self.server.cuts -= 1
            rest = rest[: len(rest) // 2]
        self.wfile.write(rest)

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ((headers or {}) | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def entry(name: str) -> dict:
    content = FILES[name]
    blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
    large = {"lfs": {"sha256": hashlib.sha256(content).hexdigest()}} if name == "model.ckpt" else {}
    return {"rfilename": name, "size": len(content), "blobId": blob, **large}


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


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
    other = Server()
    threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
    server.elsewhere = other.endpoint
    download(spec(), tmp_path, hub)
    other.shutdown()
    other.server_close()
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
