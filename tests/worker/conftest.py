"""A real worker process, with a generator that draws a post."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ..plugins import install
from . import stand_in

COMMAND = (sys.executable, "-m", "modelsheet.worker")


class Worker:
    """Lines to and from a worker."""

    def __init__(self, *command: str, plugins: Path | None = None) -> None:
        env = {**os.environ, **({"PYTHONPATH": str(plugins)} if plugins else {})}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command or COMMAND, env=env, **pipes)
        self.hello = self.read()

    def write(self, line: bytes) -> None:
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def send(self, **request: object) -> None:
        self.write(json.dumps(request).encode() + b"\n")

    def read(self) -> dict:
        line = self.process.stdout.readline()
        assert line, "the worker has ended"
        return json.loads(line)

    def until(self, *names: str) -> list[dict]:
        """The events up to the first with one of these names."""
        events = [self.read()]
        while events[-1]["event"] not in names:
            events.append(self.read())
        return events

    def status(self) -> dict | None:
        """What it says of itself, None when it has ended."""
        try:
            self.send(id="status", do="status")
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            self.process.wait(30)
        return json.loads(line) if line else None

    def ended(self, **request: object) -> dict:
        """The event that ends a job."""
        self.send(**request)
        return self.until("done", "error", "cancelled")[-1]

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="session")
def started() -> Iterator[list[Worker]]:
    """The workers that the session has needed; the last may be warm."""
    workers: list[Worker] = []
    yield workers
    for worker in workers:
        worker.close()


@pytest.fixture(scope="session")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package with the stand-in is installed."""
    return install(Path(stand_in.__file__), stand_in.ENTRY_POINTS, tmp_path_factory.mktemp("plugins"))


@pytest.fixture
def worker(started: list[Worker], plugins: Path) -> Worker:
    """The worker of the tests before, or another if that has ended."""
    if not started or started[-1].process.poll() is not None:
        started.append(Worker(plugins=plugins))
    return started[-1]


@pytest.fixture
def job(tmp_path: Path) -> dict:
    """A small job that ends well."""
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[16:48, 8:56] = (200, 80, 40, 255)
    Image.fromarray(picture).save(tmp_path / "picture.png")
    return {
        "id": "job",
        "do": "generate",
        "prompt": "a barrel",
        "folder": str(tmp_path / "out"),
        "generator": str(stand_in.save(tmp_path)),
        "image": str(tmp_path / "picture.png"),
        "steps": 4,
        "triangles": 200,
        "texture_size": 64,
    }
