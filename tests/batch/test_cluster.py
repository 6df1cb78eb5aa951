"""The same jobs through Ray: on a cluster of its own, and on one that loses a node."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from modelsheet.batch import run_batch
from modelsheet.batch.record import Counts
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.bench_batch import StandIn, load_stand_in
from modelsheet.pipeline import Pipeline

from .torment import check, children

SMALL = {"triangles": 100, "texture_size": 64}
HAS_RAY = importlib.util.find_spec("ray") is not None
needs_ray = [
    pytest.mark.slow,
    pytest.mark.skipif(not HAS_RAY, reason="needs Ray: pip install 'modelsheet[ray]'"),
]


class Slow(StandIn):
    """Takes its time, so that a node can be lost meanwhile; says on which node it draws."""

    def draw(self, request, context):
        time.sleep(1)
        return super().draw(request, context)


def load_slow(generator: str) -> Pipeline:
    return Pipeline(Slow())


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed")
def test_without_ray_it_says_what_to_install(jobs_file, tmp_path):
    with pytest.raises(ModelsheetError, match=r"pip install 'modelsheet\[ray\]'"):
        run_batch(jobs_file("a box"), tmp_path / "out", ray="local", load=load_stand_in)


class TestWithRay:
    pytestmark = needs_ray

    def test_a_cluster_of_its_own_makes_the_same_files(self, jobs_file, tmp_path):
        jobs = jobs_file(*(f"a box, number {i}" for i in range(6)))
        run_batch(jobs, tmp_path / "here", defaults=SMALL, load=load_stand_in)
        counts = run_batch(jobs, tmp_path / "ray", defaults=SMALL, workers=2, ray="local", load=load_stand_in)
        assert counts == Counts(done=6)
        assert check(tmp_path / "ray", 6) == check(tmp_path / "here", 6)

    def test_no_cluster_is_one_clear_error(self, jobs_file, tmp_path):
        with pytest.raises(ModelsheetError, match=r"no Ray cluster at 127.0.0.1:1"):
            run_batch(jobs_file("a box"), tmp_path / "out", ray="127.0.0.1:1", load=load_stand_in)

    def test_what_a_lost_node_was_at_is_made_elsewhere(self, jobs_file, tmp_path, monkeypatch):
        jobs = jobs_file(*(f"a box, number {i}" for i in range(20)))
        run_batch(jobs, tmp_path / "here", defaults=SMALL, load=load_stand_in)
        with two_nodes() as (address, second):
            doomed = subprocess.Popen(
                [sys.executable, "-c", _KILL_LATER, str(tmp_path / "ray" / "assets"), "6", str(second.pid)]
            )
            counts = run_batch(jobs, tmp_path / "ray", defaults=SMALL, workers=2, ray=address, load=load_slow)
            assert doomed.wait(60) == 0
        assert counts == Counts(done=20)
        assert check(tmp_path / "ray", 20) == check(tmp_path / "here", 20)


_KILL_LATER = """
import os, sys, time
from pathlib import Path
from tests.batch.test_cluster import kill_tree
assets, count, pid = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
while not assets.is_dir() or len(list(assets.iterdir())) < count:
    time.sleep(0.1)
kill_tree(pid)
"""


@contextmanager
def two_nodes() -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a cluster of two nodes with one worker each, and the process of the second."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ray = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]
    address = f"127.0.0.1:{port}"
    head = _start([*ray, "--head", f"--port={port}", "--include-dashboard=false"])
    nodes = [head]
    try:
        _wait_for_nodes(address, 1)
        nodes.append(_start([*ray, f"--address={address}"]))
        _wait_for_nodes(address, 2)
        yield address, nodes[1]
    finally:
        for node in nodes:
            kill_tree(node.pid)
            node.wait()


def _start(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_for_nodes(address: str, count: int) -> None:
    script = (
        "import sys, ray; ray.init(sys.argv[1], log_to_driver=False, logging_level='ERROR');"
        "print(sum(node['Alive'] for node in ray.nodes()))"
    )
    end = time.monotonic() + 120
    while time.monotonic() < end:
        answer = subprocess.run([sys.executable, "-c", script, address], capture_output=True, text=True)
        if answer.stdout.strip().endswith(str(count)):
            return
        time.sleep(1)
    raise AssertionError(f"the cluster has no {count} nodes: {answer.stderr[-500:]}")


def kill_tree(pid: int) -> None:
    """Kill a process and all that it started, at once."""
    below = children(pid)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    for child in below:
        kill_tree(child)
