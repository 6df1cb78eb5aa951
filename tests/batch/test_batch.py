"""The whole batch with a stand-in for the generator: real processes, real files, real signals."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from modelsheet.batch import run_batch
from modelsheet.batch.record import MOST_DEATHS, Counts
from modelsheet.cores import threads
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.bench_batch import StandIn, load_stand_in
from modelsheet.pipeline import Models, Pipeline
from modelsheet.request import Request
from modelsheet.run import run

from . import torment

SHEETS = {"views_only": True}
SMALL = {"triangles": 100, "texture_size": 64}
ROOT = Path(__file__).parents[2]


class Moody(StandIn):
    """Does what the prompt says."""

    def draw(self, request, context):
        prompt = request.prompt
        if "die once" in prompt:
            flag = Path(prompt.split()[-1])
            if not flag.exists():
                flag.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "die" in prompt:
            os.kill(os.getpid(), signal.SIGKILL)
        if "fail" in prompt:
            raise ModelsheetError("this prompt can't be drawn: choose another")
        if "count" in prompt:
            raise ModelsheetError(f"{threads()} threads")
        if "break" in prompt:
            raise RuntimeError("something\nunheard of")
        if "wait" in prompt:
            time.sleep(60)
        return super().draw(request, context)


def load_moody(generator: str) -> Pipeline:
    return Pipeline(Moody())


def load_deadly(generator: str) -> Pipeline:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hashes(folder: Path, name: str = "asset.glb") -> dict[str, str]:
    return {
        path.parent.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "assets").glob(f"*/{name}")
    }


def log(folder: Path) -> str:
    return (folder / "batch.log").read_text("utf-8")


@pytest.mark.long
def test_a_batch_makes_what_generate_makes(jobs_file, tmp_path, query):
    path = jobs_file("prompt,seed,triangles", "a crate,7,", "a barrel,8,50", "樽,9,", name="jobs.csv")
    out = tmp_path / "out"
    counts = run_batch(path, out, defaults=SMALL, workers=2, load=load_stand_in)
    assert counts == Counts(done=3)
    made = {
        "a-crate-7": Request("a crate", 7, **SMALL),
        "a-barrel-8": Request("a barrel", 8, triangles=50, texture_size=64),
        "樽-9": Request("樽", 9, **SMALL),
    }
    for name, job in made.items():
        run(job, tmp_path / "single" / "assets" / name, load=load_stand_in)
    assert hashes(out) == hashes(tmp_path / "single")
    recorded = query(out, "SELECT name, files, seconds FROM jobs")
    assert {name: json.loads(files)["asset.glb"] for name, files, _ in recorded} == hashes(out)
    assert {"draw", "bake", "save"} <= set(json.loads(recorded[0][2]))
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == []


def test_the_same_command_again_does_only_what_is_left(jobs_file, tmp_path, query):
    out = tmp_path / "out"
    run_batch(jobs_file("a crate", "a barrel"), out, defaults=SHEETS, load=load_stand_in)
    counts = run_batch(jobs_file("a cup", "a crate", "a barrel"), out, defaults=SHEETS, load=load_stand_in)
    assert counts == Counts(done=3)
    attempts = query(out, "SELECT name, outcome FROM attempts ORDER BY rowid")
    assert attempts == [("a-crate-0", "done"), ("a-barrel-0", "done"), ("a-cup-0", "done")]


def test_a_job_that_fails_stops_no_other(jobs_file, tmp_path, query):
    out = tmp_path / "out"
    path = jobs_file("fail", "a crate", "break", "a barrel")
    assert run_batch(path, out, defaults=SHEETS, load=load_moody) == Counts(done=2, failed=2)
    assert query(out, "SELECT name, error FROM jobs WHERE state = 'failed' ORDER BY line") == [
        ("fail-0", "this prompt can't be drawn: choose another"),
        ("break-0", "RuntimeError: something unheard of"),
    ]
    assert "failed fail-0" in log(out)
    assert "Traceback" in log(out)

    assert run_batch(path, out, defaults=SHEETS, load=load_stand_in) == Counts(done=2, failed=2)
    assert run_batch(path, out, defaults=SHEETS, load=load_stand_in, retry_failed=True) == Counts(done=4)


@pytest.mark.parametrize(("said", "threads"), [(None, 1), ("3", 3)])
def test_a_worker_computes_with_one_thread_unless_told(
    said, threads, jobs_file, tmp_path, query, monkeypatch
):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OMP_NUM_THREADS", said)
    run_batch(jobs_file("count"), tmp_path / "out", load=load_moody)
    assert query(tmp_path / "out", "SELECT error FROM jobs") == [(f"{threads} threads",)]
    assert os.environ.get("OMP_NUM_THREADS") == said


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_that_dies_is_replaced(jobs_file, tmp_path, query):
    out = tmp_path / "out"
    path = jobs_file("a crate", f"die once {tmp_path / 'flag'}", "a barrel", "die", "a cup")
    counts = run_batch(path, out, defaults=SHEETS, workers=2, load=load_moody)
    assert counts == Counts(done=4, failed=1)
    [(name, error)] = query(out, "SELECT name, error FROM jobs WHERE state = 'failed'")
    assert name == "die-0"
    assert "killed by signal 9" in error
    lost = query(out, "SELECT count(*) FROM attempts WHERE outcome = 'lost'")
    assert lost == [(1 + MOST_DEATHS,)]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_workers_that_never_come_up_end_the_batch(jobs_file, tmp_path):
    with pytest.raises(ModelsheetError, match=r"die while they load .* signal 9"):
        run_batch(jobs_file("a crate"), tmp_path / "out", defaults=SHEETS, load=load_deadly)
    counts = run_batch(jobs_file("a crate"), tmp_path / "out", defaults=SHEETS, load=load_stand_in)
    assert counts == Counts(done=1)


def test_a_bad_jobs_file_writes_nothing(jobs_file, tmp_path):
    with pytest.raises(ModelsheetError, match="line 3"):
        run_batch(jobs_file("prompt,seed", "a,1", "b,x", name="jobs.csv"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_names_stay_inside_the_folder(jobs_file, tmp_path):
    names = ["../../etc/passwd", "/opt/x", "C:\\temp", ".hidden", "..", "樽"]
    path = jobs_file("prompt,name", *(f"a box,{name}" for name in names), name="jobs.csv")
    assert run_batch(path, tmp_path / "deep/out", defaults=SHEETS, load=load_stand_in) == Counts(done=6)
    assert {place.name for place in (tmp_path / "deep/out/assets").iterdir()} == {
        "etc-passwd",
        "opt-x",
        "C-temp",
        "hidden",
        "asset",
        "樽",
    }
    assert {place.name for place in tmp_path.iterdir()} == {"jobs.csv", "deep"}
    assert {place.name for place in (tmp_path / "deep").iterdir()} == {"out"}


def modelsheet(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "modelsheet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_ends_with_3_when_jobs_failed(jobs_file, tmp_path):
    """A generator whose weights are damaged is found out when a worker loads it."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "model_index.json").write_text('{"generator": "embedded"}')
    path, out = jobs_file("a crate", "a barrel"), tmp_path / "out"
    done = modelsheet("batch", path, "--out", out, "--generator", broken)
    assert done.returncode == 3
    assert done.stderr == f"modelsheet: note: {out / 'batch.log'} says why; --retry-failed tries again\n"
    assert done.stdout == f"0 done, 2 failed: {out / 'index.html'}\n"
    assert log(out).count("SHA256.json is missing or damaged") == 2
    assert (out / "index.html").is_file()


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_batch_that_is_stopped_takes_its_workers_along_and_goes_on_later(
    number, jobs_file, tmp_path, query
):
    out = tmp_path / "out"
    path = jobs_file("a crate", "wait", "a barrel")
    script = (
        "import sys; from tests.batch.test_batch import *\n"
        "if __name__ == '__main__':\n"
        "    run_batch(sys.argv[1], sys.argv[2], defaults=SHEETS, workers=1, load=load_moody)"
    )
    (tmp_path / "stop.py").write_text(script)
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "stop.py"), str(path), str(out)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "core")])},
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (out / "batch.sqlite").exists() or query_states(out) != ["done", "running", "waiting"]:
            assert process.poll() is None
            time.sleep(0.1)
        workers = torment.children(process.pid)
        assert workers
        with pytest.raises(ModelsheetError, match="another batch works in"):
            run_batch(path, out, defaults=SHEETS, load=load_stand_in)
        process.send_signal(number)
        process.wait(30)
    finally:
        process.kill()
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "a worker outlives its batch"
        time.sleep(0.1)
    assert run_batch(path, out, defaults=SHEETS, load=load_stand_in) == Counts(done=3)
    attempts = query(out, "SELECT name, outcome FROM attempts ORDER BY rowid")
    assert attempts == [("a-crate-0", "done"), ("wait-0", "lost"), ("wait-0", "done"), ("a-barrel-0", "done")]


def query_states(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "batch.sqlite")) as db:
        try:
            return [state for (state,) in db.execute("SELECT state FROM jobs ORDER BY line")]
        except sqlite3.OperationalError:  # not made yet
            return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    try:
        with torment.small_disk(disk, "1m"):
            yield disk
    except OSError as error:
        pytest.skip(str(error))


def test_a_full_disk_stops_the_batch_and_nothing_is_lost(small_disk, jobs_file):
    path, out = jobs_file(*(f"a box, number {i}" for i in range(40))), small_disk / "out"
    with pytest.raises(ModelsheetError, match=r"full.* what is finished is kept"):
        run_batch(path, out, defaults=SHEETS, load=load_stand_in)
    made = hashes(out, "sheet.png")
    assert 0 < len(made) < 40
    before = {name: (out / "assets" / name).stat().st_mtime_ns for name in made}
    torment.grow(small_disk, "64m")
    assert run_batch(path, out, defaults=SHEETS, load=load_stand_in) == Counts(done=40)
    assert {name: (out / "assets" / name).stat().st_mtime_ns for name in made} == before
    assert list(out.glob(".*")) == []


@pytest.mark.slow
@pytest.mark.model
def test_the_shipped_model_makes_the_same_bytes_in_a_batch_and_alone(jobs_file, tmp_path):
    small = {"steps": 4, "triangles": 500, "texture_size": 256}
    prompts = ["a wooden barrel", "a red car", "a pine tree"]
    out = tmp_path / "out"
    run_batch(jobs_file(*prompts), out, defaults=small, workers=2)
    load = Models()  # once for all three, computing with as many threads as there are cores
    for prompt in prompts:
        run(Request(prompt, **small), tmp_path / "alone" / "assets" / f"{prompt}-0", load=load)
    assert {name.replace("-", " "): digest for name, digest in hashes(out).items()} == {
        name.replace("-", " "): digest for name, digest in hashes(tmp_path / "alone").items()
    }
