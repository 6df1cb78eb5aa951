"""A small HTTP server on this machine that stands in for the Hub, with its faults."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WEIGHTS = bytes(range(256)) * 9000
FILES = {"model.ckpt": WEIGHTS, "config.yaml": b"radius: 0.87\n", "README.md": b"not asked for"}


class Server(ThreadingHTTPServer):
    """A Hub of one repository, `maker/model`, with the faults that a test asks for."""

    def __init__(self, repository: str = "maker/model", files: dict[str, bytes] = FILES) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_port}"
        self.cuts = 0  # how many answers end in the middle
        self.resumes = True
        self.refusal: tuple[int, str] | None = None  # status and X-Error-Code of every answer
        self.elsewhere: str | None = None  # another host that has the large files
        self.repository, self.files = repository, files
        self.served = dict(files)
        self.slow = 0.0  # seconds before each quarter of a file
        self.requests: list[tuple[str, str | None, str | None]] = []  # path, Range, Authorization

    def entries(self) -> list[dict]:
        """Of all files."""
        return [entry(name, content) for name, content in self.files.items()]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, path = self.server, self.path
        server.requests.append((path, self.headers["Range"], self.headers["Authorization"]))
        if server.refusal:
            self.answer(server.refusal[0], b"", {"X-Error-Code": server.refusal[1]})
        elif path == f"/api/models/{server.repository}?blobs=true":
            self.answer(200, json.dumps({"sha": "c0ffee", "siblings": server.entries()}).encode())
        elif server.elsewhere and path.endswith(".ckpt"):
            self.answer(302, b"", {"Location": server.elsewhere + path})
        elif path.startswith(start := f"/{server.repository}/resolve/c0ffee/"):
            self.send(server.served[path.removeprefix(start)])
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
        for part in range(4):
            time.sleep(self.server.slow)
            quarter = -(-len(rest) // 4)
            self.wfile.write(rest[part * quarter : (part + 1) * quarter])

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ((headers or {}) | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def entry(name: str, content: bytes) -> dict:
    """What the Hub tells of a file: of large ones the SHA-256."""
    blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
    is_large = name.endswith((".ckpt", ".safetensors"))
    large = {"lfs": {"sha256": hashlib.sha256(content).hexdigest()}} if is_large else {}
    return {"rfilename": name, "size": len(content), "blobId": blob, **large}


@contextmanager
def serving(*arguments: object) -> Iterator[Server]:
    """A server that runs during the block."""
    server = Server(*arguments)  # type: ignore[arg-type]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
