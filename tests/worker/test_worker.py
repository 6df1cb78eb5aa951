"""The worker as its parent meets it: a process and its lines."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet import __version__
from modelsheet.context import Context
from modelsheet.messages import TEMPLATES
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet
from modelsheet.worker import PROTOCOL

from .conftest import Worker
from .stand_in import StandIn


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def post(prompt: str) -> ModelSheet:
    return StandIn().draw(Request(prompt), Context())


def wait_for_end(pid: int) -> None:
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} goes on")


def test_it_greets_with_its_protocol(worker: Worker):
    expected = {"event": "hello", "protocol": PROTOCOL, "version": __version__, "pid": worker.process.pid}
    assert worker.hello == expected


def test_a_job_tells_how_far_it_is_and_ends_with_files(worker: Worker, job: dict):
    worker.send(**job)
    events = worker.until("done", "error")
    assert events[-1] == {
        "event": "done",
        "id": "job",
        "folder": job["folder"],
        "notices": [],
    }
    assert {event["id"] for event in events} == {"job"}
    progress = [event for event in events if event["event"] == "progress"]
    phases = list(dict.fromkeys(event["phase"] for event in progress))
    assert phases[-7:] == ["draw", "reconstruct", "simplify", "unwrap", "bake", "report", "save"]
    assert all(0 <= event["overall"] <= 1 and event["eta"] >= 0 for event in progress)
    assert progress[-1]["overall"] > progress[0]["overall"]

    assert [event["event"] for event in events[-2:]] == ["progress", "done"]
    (mesh,) = [event for event in events if event["event"] == "mesh"]
    assert mesh["path"].endswith("/asset.glb")
    assert events.index(mesh) < next(i for i, e in enumerate(events) if e.get("phase") == "report")

    folder = Path(job["folder"])
    assert {"asset.glb", "sheet.png", "report.json", "preview.png"} <= set(names(folder))
    sheets = [event for event in events if event["event"] == "sheet"]
    assert len(sheets) >= 2
    assert sheets[-1]["names"] == ["front", "right", "back", "left", "top", "bottom"]
    with np.load(sheets[-1]["path"]) as views:
        assert [(views[name].shape, views[name].dtype) for name in views] == [((128, 128, 4), np.uint8)] * 6
        assert np.array_equal(views["arr_2"], ModelSheet.load(folder)["back"].rgba)


def test_candidates_are_shown_by_number_and_then_the_one_that_goes_on(worker: Worker, job: dict):
    worker.send(**job, candidates=2, views_only=True)
    sheets = [event for event in worker.until("done", "error") if event["event"] == "sheet"]
    assert [(event["candidate"], event["seed"]) for event in sheets[-3:-1]] == [(1, 0), (2, 1)]
    assert "candidate" not in sheets[-1]
    with np.load(sheets[-2]["path"]) as views:
        second = ModelSheet.load(Path(job["folder"]) / "candidates" / "2")
        assert np.array_equal(views["arr_0"], second["front"].rgba)


def test_a_jobs_file_is_read_as_requests(worker: Worker, tmp_path: Path):
    def read(path: Path) -> dict:
        worker.send(id="file", do="jobs", path=str(path))
        return worker.until("jobs", "error")[-1]

    (tmp_path / "jobs.csv").write_text("prompt,seed,triangles\na red car,3,\n木桶,,800\n", "utf-8")
    answer = read(tmp_path / "jobs.csv")
    assert answer["jobs"] == [{"prompt": "a red car", "seed": 3}, {"prompt": "木桶", "triangles": 800}]
    (tmp_path / "jobs.csv").write_text("prompt,seed\na red car,many\n")
    assert "line 2" in read(tmp_path / "jobs.csv")["text"]
    assert "absolute" in read(Path("jobs.csv"))["text"]


def test_a_picture_decides_a_view(worker: Worker, job: dict):
    assert worker.ended(**job)["event"] == "done"
    front = ModelSheet.load(job["folder"])["front"]
    assert tuple(front.rgba[64, 64]) == (200, 80, 40, 255)
    rows = np.flatnonzero(front.mask.any(1))
    assert (rows[0], rows[-1]) == (23, 104)  # 48 x 32 pixels, fitted


def test_pictures_of_several_sides_are_kept(worker: Worker, job: dict):
    answer = worker.ended(**{**job, "images": {"left": job["image"]}})
    assert answer["event"] == "done", answer
    sheet = ModelSheet.load(job["folder"])
    assert [tuple(sheet[name].rgba[64, 64]) for name in ("front", "left")] == [(200, 80, 40, 255)] * 2
    answer = worker.ended(**job, images={"left": "side.png"})
    assert "images must be an absolute path" in answer["text"]


def test_a_cut_out_is_shown_before_anything_is_drawn(worker: Worker, job: dict, tmp_path: Path):
    worker.send(id="cut", do="cutout", path=job["image"], to=str(tmp_path / "cut.png"))
    assert worker.until("cutout")[-1]["path"] == str(tmp_path / "cut.png")
    with Image.open(tmp_path / "cut.png") as cut:
        assert (cut.mode, cut.size, cut.getpixel((128, 128))) == ("RGBA", (256, 256), (200, 80, 40, 255))
        assert cut.getpixel((2, 2))[3] == 0
    worker.send(id="gone", do="cutout", path=str(tmp_path / "gone.png"), to=str(tmp_path / "cut.png"))
    assert worker.until("error")[-1]["code"] == "image-missing"


def test_pinned_views_stay_in_a_reroll(worker: Worker, job: dict, tmp_path: Path):
    before = post("a barrel")
    again = {**job, "sheet": str(before.save(tmp_path / "sheet")), "seed": 9}
    del again["image"], again["prompt"]
    assert worker.ended(**again, pin=["front", "top"])["event"] == "done"
    after = ModelSheet.load(job["folder"])
    assert after.prompt == "a barrel"
    same = [a.name for a, b in zip(before, after, strict=True) if np.array_equal(a.rgba, b.rgba)]
    assert same == ["front", "top"]
    assert "no view 'inside'" in worker.ended(**again, pin=["inside"])["text"]


def test_a_sheet_is_rebuilt_without_a_generator(worker: Worker, tmp_path: Path):
    sheet = post("a barrel").save(tmp_path / "sheet")
    request = {"id": "r", "do": "reconstruct", "sheet": str(sheet), "folder": str(tmp_path / "out")}
    worker.send(**request, triangles=100, texture_size=64)
    events = worker.until("done", "error")
    assert events[-1]["event"] == "done"
    assert next(event["phase"] for event in events if event["event"] == "progress") == "reconstruct"
    assert (tmp_path / "out" / "asset.glb").exists()


@pytest.mark.parametrize("prompt", ['a "quoted"\r\nbarrel\t\\ {}', "一个木桶 🛢️ бочка", "x" * 1000])
def test_any_prompt_is_tried(prompt, worker: Worker, job: dict):
    assert worker.ended(**{**job, "prompt": prompt})["event"] == "done"
    report = json.loads((Path(job["folder"]) / "report.json").read_text("utf-8"))
    assert report["prompt"] == " ".join(prompt.split())


def test_any_path_is_used(worker: Worker, job: dict, tmp_path: Path):
    folder = tmp_path / "mein Ordner 模型 é" / "it's"
    assert worker.ended(**{**job, "folder": str(folder)})["event"] == "done"
    assert (folder / "asset.glb").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prompt": "", "image": None}, "the prompt is empty"),
        ({"image_view": "inside"}, "the view 'inside': choose from front"),
        ({"generator": "dall-e"}, "no model 'dall-e'"),
        ({"triangles": 3}, "triangles: 3 is not a whole number from 12"),
        ({"height": -1}, "height: -1 is not a number"),
        ({"seed": -1}, "seed"),
        ({"image": "/nowhere.png"}, "/nowhere.png is missing"),
        ({"folder": "/dev/null/x"}, "choose another folder"),
        ({"do": "reconstruct", "sheet": "/nowhere"}, "sheet.json is missing"),
    ],
)
def test_a_job_that_can_not_be_done_is_one_clear_line(change, words, worker: Worker, job: dict):
    event = worker.ended(**{**job, **change})
    assert event["event"] == "error"
    assert event["id"] == "job"
    assert words in event["text"]
    assert "\n" not in event["text"]
    assert event["code"] in TEMPLATES
    assert not Path(job["folder"]).exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"hello\n", "not JSON"),
        (b'{"id": "x", "do": "gener\n', "not JSON"),
        (b"\xff\xfe\n", "not JSON"),
        (b"[" * 100_000 + b"\n", "not JSON"),
        (b"{" + b" " * (3 << 20) + b"\n", "not JSON"),
        (b"[1, 2]\n", "an object with an id"),
        (b'{"do": "status"}\n', "an object with an id"),
        (b'{"id": "x", "do": "dance"}\n', "no request 'dance'"),
        (b'{"id": "x", "do": "generate"}\n', "needs a folder"),
        (b'{"id": "x", "do": "generate", "folder": "here"}\n', "absolute"),
        (b'{"id": "x", "do": "generate", "folder": "/a\\u0000b"}\n', "zero byte"),
        (b'{"id": "x", "do": "generate", "folder": "/a", "seed": "7"}\n', "seed: '7' is not a whole number"),
        (b'{"id": "x", "do": "generate", "folder": "/a", "height": NaN}\n', "height: nan is not a number"),
        (
            b'{"id": "x", "do": "generate", "folder": "/a", "prompt": "\\ud800"}\n',
            "prompt: the text is not",
        ),
        (b'{"id": "x", "do": "generate", "folder": "/a", "colour": 1}\n', "no 'colour'"),
        (b'{"id": "x", "do": "cancel"}\n', "cancel needs"),
        (b'{"id": "x", "do": "cancel", "job": "y"}\n', "no job 'y'"),
    ],
)
def test_a_wrong_line_is_answered_not_crashed_on(line, words, worker: Worker):
    worker.write(line)
    event = worker.read()
    assert event["event"] == "error"
    assert words in event["text"]
    worker.send(id="still", do="status")
    assert worker.read()["id"] == "still"


def test_waiting_jobs_can_be_cancelled_and_counted(worker: Worker, job: dict, tmp_path: Path):
    jobs = [{**job, "id": id, "folder": str(tmp_path / id)} for id in ("one", "two", "three")]
    worker.send(**{**jobs[0], "steps": 100})
    while worker.read().get("phase") != "draw":
        pass
    worker.send(**jobs[1])
    worker.send(**jobs[2])
    worker.send(id="c", do="cancel", job="two")
    worker.send(id="s", do="status")
    events = worker.until("status")
    assert {"event": "cancelled", "id": "two"} in events
    assert events[-1] == {
        "event": "status",
        "id": "s",
        "generator": job["generator"],
        "job": "one",
        "waiting": ["three"],
        "loaded": [job["generator"]],
        "downloads": [],
    }
    assert worker.until("done")[-1]["id"] == "one"
    assert worker.until("done")[-1]["id"] == "three"
    assert not (tmp_path / "two").exists()


@pytest.mark.parametrize("phase", ["draw", "reconstruct", "simplify", "unwrap", "bake", "save"])
def test_a_job_can_be_cancelled_in_every_phase(phase, worker: Worker, job: dict):
    worker.send(**{**job, "texture_size": 2048, "triangles": 20_000})
    while worker.read().get("phase") != phase:
        pass
    worker.send(id="c", do="cancel", job="job")
    assert worker.until("cancelled", "done", "error")[-1] == {"event": "cancelled", "id": "job"}
    if (status := worker.status()) is not None:  # else it was deep in C and had to end: its parent cleans up
        assert status["job"] is None
        end = time.monotonic() + 10  # on a busy machine the job hears of it a little later
        while Path(job["folder"]).exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert not Path(job["folder"]).exists() or worker.process.poll() is not None


def test_a_job_can_be_cancelled_while_modules_are_imported(job: dict):
    worker = Worker()
    worker.send(**{**job, "generator": "embedded"})
    assert worker.read()["phase"] == "load"
    worker.send(id="c", do="cancel", job="job")
    assert worker.read() == {"event": "cancelled", "id": "job"}
    worker.close()


def test_it_ends_when_stdin_closes_and_leaves_nothing(job: dict, plugins: Path):
    worker = Worker(plugins=plugins)
    worker.send(**{**job, "steps": 1000})
    worker.until("sheet")
    worker.process.stdin.close()
    worker.process.wait(30)
    assert worker.process.returncode == 0
    assert not Path(job["folder"]).exists()


def test_a_truncated_last_line_is_answered(job: dict):
    worker = Worker()
    worker.write(b'{"id": "x", "do": "stat')
    worker.process.stdin.close()
    assert worker.read()["event"] == "error"
    worker.process.wait(30)


def test_it_ends_on_request():
    worker = Worker()
    worker.send(id="end", do="shutdown")
    assert worker.process.wait(30) == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows closes the pipe")
def test_it_ends_when_its_parent_dies(tmp_path: Path):
    """Even where another process still holds its stdin open."""
    script = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-m', 'modelsheet.worker'], stdin=0, stdout=subprocess.PIPE)\n"
        "p.stdout.readline(); print(p.pid, flush=True); time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_for_end(pid)
    parent.stdin.close()


def test_what_libraries_print_does_not_mix_with_the_events():
    code = (
        "import modelsheet.worker.server as server\n"
        "start = server.Server.serve\n"
        "def serve(self):\n"
        "    import os; print('noise'); os.write(1, b'more noise\\n')\n"
        "    start(self)\n"
        "server.Server.serve = serve\n"
        "server.main()\n"
    )
    worker = Worker(sys.executable, "-c", code)
    assert worker.hello["event"] == "hello"
    worker.close()


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk with room for 512 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_clear_line_and_leaves_nothing(worker: Worker, job: dict, small_disk: Path):
    event = worker.ended(**{**job, "folder": str(small_disk / "out"), "texture_size": 512})
    assert event["event"] == "error"
    assert event["code"] == "disk-full"
    assert "is full" in event["text"]
    assert names(small_disk) == []


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't limit address space")
def test_too_little_memory_for_a_job_is_one_line_and_the_worker_lives(tmp_path: Path):
    worker = Worker("sh", "-c", f"ulimit -v 1700000; exec {sys.executable} -m modelsheet.worker")
    event = worker.ended(id="job", do="generate", prompt="a cup", folder=str(tmp_path / "out"))
    assert (event["event"], event["code"], "\n" in event["text"]) == ("error", "no-memory", False)
    status = worker.status()
    assert status is not None
    assert status["job"] is None
    worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't limit address space")
def test_too_little_memory_to_start_is_told_before_the_end():
    worker = Worker("sh", "-c", f"ulimit -v 600000; exec {sys.executable} -m modelsheet.worker")
    assert (worker.hello["event"], worker.hello["code"]) == ("error", "no-memory")
    assert worker.process.wait(30) == 2
    worker.close()
