"""`modelsheet bench batch`: what more workers bring, and what the batch itself costs.

Real jobs: how much faster are N workers than one, what memory does each hold, and are the files those
of single runs? Jobs without content: how long does each hold up a worker beside its own work, does
memory grow, and how soon does a batch that goes on begin?
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..batch import run_batch
from ..batch.jobs import read_jobs
from ..batch.make import Load
from ..batch.record import ASSETS, FILE, Record
from ..cameras import SHEET_VIEWS, sheet_camera
from ..errors import ModelsheetError
from ..generation import KnownParts, StepCallback
from ..pipeline import Pipeline
from ..sheet import ModelSheet, View
from .bench_prompts import PROMPTS

_MB = 2**20
_PIXELS = 32


def bench(generator: str, count: int, workers: int, singles: int, empty: int) -> dict:
    """`count` real jobs by one worker and by `workers`, `singles` of them alone, and `empty` empty ones.

    Raises ModelsheetError when a job fails.
    """
    with tempfile.TemporaryDirectory() as place:
        return {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "workers": workers,
            "real": bench_real(generator, count, workers, singles, Path(place)),
            "empty": bench_empty(empty, workers, Path(place)),
        }


def table(result: dict) -> str:
    """The figures for a person."""
    real, empty, workers = result["real"], result["empty"], result["workers"]
    rows = [
        ("one worker", f"{real['seconds_of_one']:.1f} s"),
        (f"{workers} workers", f"{real['seconds']:.1f} s: {real['speedup']:.2f} times the throughput"),
        ("memory of a worker", f"{real['memory_mb'] / 1024:.2f} GB"),
        ("same GLB as by one worker", f"{real['same_as_one']} of {real['count']}"),
        ("same GLB as alone", f"{real['same_as_single']} of {real['singles']}"),
        ("overhead", f"{1000 * empty['overhead']:.2f} ms a job"),
        ("memory of the batch", "{:.0f} MB after a tenth, {:.0f} MB at the end".format(*empty["memory_mb"])),
        (
            "memory of its workers",
            "{:.0f} MB after a tenth, {:.0f} MB at the end".format(*empty["worker_mb"]),
        ),
        ("start of a batch that goes on", f"{empty['resume']:.2f} s"),
    ]
    title = f"{real['count']} real jobs, {empty['count']:,} empty ones ({result['machine']})"
    return "\n".join([title, *(f"{name:32}{figure}" for name, figure in rows)])


def bench_real(generator: str, count: int, workers: int, singles: int, place: Path) -> dict:
    """Throughput from the first claim to the last end: the models are loaded then."""
    jobs = place / "real.csv"
    rows = [f"{PROMPTS[i % len(PROMPTS)]},{i // len(PROMPTS)}\n" for i in range(count)]
    jobs.write_text("".join(["prompt,seed\n", *rows]), "utf-8")
    one, many = (_run(jobs, place / f"real-{n}", n, {"generator": generator}) for n in (1, workers))
    chosen = list(one.hashes)[:: max(1, count // max(1, singles))][:singles]
    alone = {name: _alone(many.folder / ASSETS / name, place / "alone" / name) for name in chosen}
    return {
        "count": count,
        "seconds_of_one": one.seconds,
        "seconds": many.seconds,
        "speedup": one.seconds / many.seconds,
        "memory_mb": max(*one.memory, *many.memory) / _MB,
        "same_as_one": sum(many.hashes[name] == digest for name, digest in one.hashes.items()),
        "singles": len(alone),
        "same_as_single": sum(many.hashes[name] == digest for name, digest in alone.items()),
    }


def bench_empty(count: int, workers: int, place: Path) -> dict:
    """Jobs of a few milliseconds: what a worker doesn't spend on them is the batch's doing."""
    jobs, folder = place / "empty.txt", place / "empty"
    jobs.write_text("".join(f"a box, number {i}\n" for i in range(count)), "utf-8")
    with _memory() as memory:
        run = _run(jobs, folder, workers, {"views_only": True}, load_stand_in)
    shutil.rmtree(folder / ASSETS / "a-box-number-0-0")
    start = time.perf_counter()
    rows = read_jobs(jobs, {"views_only": True})
    with Record(folder) as record:
        record.enlist(rows)
        record.resume()
        left = record.claim()
    resume = time.perf_counter() - start
    if left is None or left.name != "a-box-number-0-0":
        raise ModelsheetError("a batch that goes on does not do what is left: this is a mistake of ours")
    tenth = len(memory) // 10
    return {
        "count": count,
        "seconds": run.seconds,
        "overhead": (run.seconds * workers - run.busy) / count,
        "memory_mb": [memory[tenth] / _MB, memory[-1] / _MB],
        "worker_mb": [max(run.memory[: count // 10]) / _MB, max(run.memory) / _MB],
        "resume": resume,
    }


class StandIn:
    """A view generator that draws a box, in a colour chosen by the seed, in a millisecond."""

    name = "stand-in"

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: StepCallback | None = None,
    ) -> ModelSheet:
        """Six views of a cube with its depth."""
        alpha = np.zeros((_PIXELS, _PIXELS), np.uint8)
        alpha[1:-1, 1:-1] = 255
        depth = np.where(alpha > 0, np.float32(0.52), np.float32(np.nan))
        color = np.random.default_rng(seed).integers(0, 256, 3, np.uint8)
        rgb = np.where(alpha[..., None] > 0, color, np.uint8(0))
        cameras = [sheet_camera(name, _PIXELS) for name in SHEET_VIEWS]
        views = tuple(View(n, c, rgb, alpha, depth) for n, c in zip(SHEET_VIEWS, cameras, strict=True))
        return ModelSheet(views, prompt, seed, self.name)


def load_stand_in(generator: str) -> Pipeline:
    """A pipeline with the stand-in, whatever generator is asked for."""
    return Pipeline(StandIn())


@dataclass(frozen=True)
class _Run:
    """A batch that is done.

    seconds: from the first claim to the last end. busy: the seconds of all jobs. memory: the most
    that the worker had held, in bytes, after each job. hashes: of each job's main file, by its name.
    """

    folder: Path
    seconds: float
    busy: float
    memory: list[int]
    hashes: dict[str, str]


def _run(jobs: Path, folder: Path, workers: int, defaults: dict, load: Load | None = None) -> _Run:
    counts = run_batch(jobs, folder, defaults=defaults, workers=workers, load=load)
    if counts.done != counts.all:
        raise ModelsheetError(
            f"{counts.failed} jobs failed: run them with `modelsheet batch` and see its log"
        )
    with closing(sqlite3.connect(folder / FILE)) as db:
        first, last = db.execute("SELECT min(started), max(ended) FROM attempts").fetchone()
        memory = [held for (held,) in db.execute("SELECT memory FROM attempts ORDER BY ended")]
        made = db.execute("SELECT name, seconds, files FROM jobs ORDER BY line").fetchall()
    busy = sum(sum(json.loads(seconds).values()) for _, seconds, _ in made)
    files = [(name, json.loads(files)) for name, _, files in made]
    hashes = {name: found.get("asset.glb", found["sheet.png"]) for name, found in files}
    return _Run(folder, last - first, busy, memory, hashes)


def _alone(made: Path, out: Path) -> str:
    """The hash of the GLB that the asset's own command makes, in a process of its own."""
    words = shlex.split(json.loads((made / "job.json").read_text("utf-8"))["command"])
    command = [sys.executable, "-m", *words, "--out", str(out)]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        raise ModelsheetError("a single run failed: run `modelsheet doctor`")
    return json.loads((out / "report.json").read_text("utf-8"))["files"]["asset.glb"]


@contextmanager
def _memory() -> Iterator[list[int]]:
    """What this process holds, in bytes, ten times a second; one zero where the system doesn't tell."""
    statm, samples, end = Path("/proc/self/statm"), [0], threading.Event()

    def watch() -> None:
        while statm.exists() and not end.wait(0.1):
            samples.append(int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        end.set()
        thread.join()
