"""`modelsheet bench batch`: what more workers bring, and what the batch itself costs.

Real jobs: how much faster are N workers than one, what memory does each hold, and are the files those
of single runs? Jobs without content: how long does a worker wait for the batch between two of them,
does memory grow, and how soon does a batch that goes on begin?
"""

from __future__ import annotations

import json
import mmap
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
from ..batch.record import ASSETS, FILE, Record
from ..cameras import SHEET_VIEWS, sheet_camera
from ..context import Context
from ..errors import ModelsheetError
from ..pipeline import Pipeline
from ..request import Request
from ..run import Load
from ..sheet import ModelSheet, View
from .bench_prompts import PROMPTS

_MB = 2**20
_PIXELS = 32


def bench(generator: str, count: int, workers: int, singles: int, empty: int) -> dict:
    """`count` real jobs by one worker and by `workers`, `singles` of them alone, and `empty` empty ones.

    What there is none of is left out. Raises ModelsheetError when a job fails.
    """
    result: dict = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "workers": workers,
    }
    with tempfile.TemporaryDirectory() as place:
        if count:
            result["real"] = bench_real(generator, count, workers, singles, Path(place))
        if empty:
            result["empty"] = bench_empty(empty, workers, Path(place))
    return result


def table(result: dict) -> str:
    """The figures for a person."""
    rows, workers = [("machine", result["machine"])], result["workers"]
    if "real" in result:
        real = result["real"]
        rows += [
            ("real jobs", str(real["count"])),
            ("one worker", f"{real['seconds_of_one']:.1f} s"),
            (f"{workers} workers", f"{real['seconds']:.1f} s: {real['speedup']:.2f} times the throughput"),
            ("memory of a worker", f"{real['memory_mb'] / 1024:.2f} GB"),
            ("same GLB as by one worker", f"{real['same_as_one']} of {real['count']}"),
            ("same GLB as alone", f"{real['same_as_single']} of {real['singles']}"),
        ]
    if "empty" in result:
        empty = result["empty"]
        growth = "{:.0f} MB after a tenth of the jobs, {:.0f} MB after all"
        rows += [
            ("empty jobs", f"{empty['count']:,}"),
            ("sealing: hashes, flush to disk", f"{1000 * empty['sealing']:.2f} ms a job"),
            ("overhead of the scheduler", f"{1000 * empty['overhead']:.2f} ms a job"),
            ("memory of the batch", growth.format(*empty["memory_mb"])),
            ("... with the gallery", f"{empty['gallery_mb']:.0f} MB"),
            ("memory of a worker", growth.format(*empty["worker_mb"])),
            ("start of a batch that goes on", f"{empty['resume']:.2f} s"),
        ]
    return "\n".join(f"{name:32}{figure}" for name, figure in rows)


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
    during = [held for at, held in memory if run.start <= at <= run.end] or [0]
    return {
        "count": count,
        "seconds": run.seconds,
        "sealing": run.sealing / count,
        "overhead": (run.seconds * workers - run.busy) / count,
        "memory_mb": [during[len(during) // 10] / _MB, during[-1] / _MB],
        "gallery_mb": max(held for _, held in memory) / _MB,
        "worker_mb": [max(run.memory[: -(-count // 10)]) / _MB, max(run.memory) / _MB],
        "resume": resume,
    }


class StandIn:
    """A view generator that draws a box, in a colour chosen by the seed, in a millisecond."""

    name = "stand-in"

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """Six views of a cube with its depth."""
        alpha = np.zeros((_PIXELS, _PIXELS), np.uint8)
        alpha[1:-1, 1:-1] = 255
        depth = np.where(alpha > 0, np.float32(0.52), np.float32(np.nan))
        color = np.random.default_rng(request.seed).integers(0, 256, 3, np.uint8)
        rgb = np.where(alpha[..., None] > 0, color, np.uint8(0))
        cameras = [sheet_camera(name, _PIXELS) for name in SHEET_VIEWS]
        views = tuple(View(n, c, rgb, alpha, depth) for n, c in zip(SHEET_VIEWS, cameras, strict=True))
        return ModelSheet(views, request.prompt, request.seed, self.name)


def load_stand_in(generator: str) -> Pipeline:
    """A pipeline with the stand-in, whatever generator is asked for."""
    return Pipeline(StandIn())


@dataclass(frozen=True)
class _Run:
    """A batch that is done.

    start, end: of the first claim and the last job, in seconds since 1970. busy: the seconds of all
    jobs, of which `sealing` went into making them safe. memory: the most that the worker had held, in
    bytes, after each job. hashes: of each job's main file, by its name.
    """

    folder: Path
    start: float
    end: float
    busy: float
    sealing: float
    memory: list[int]
    hashes: dict[str, str]

    @property
    def seconds(self) -> float:
        return self.end - self.start


def _run(jobs: Path, folder: Path, workers: int, defaults: dict, load: Load | None = None) -> _Run:
    counts = run_batch(jobs, folder, defaults=defaults, workers=workers, load=load)
    if counts.done != counts.all:
        raise ModelsheetError(
            f"{counts.failed} jobs failed: run them with `modelsheet batch` and see its log"
        )
    with closing(sqlite3.connect(folder / FILE)) as db:
        start, end = db.execute("SELECT min(started), max(ended) FROM attempts").fetchone()
        memory = [held for (held,) in db.execute("SELECT memory FROM attempts ORDER BY ended")]
        made = db.execute("SELECT name, seconds, files FROM jobs ORDER BY line").fetchall()
    phases = [json.loads(seconds) for _, seconds, _ in made]
    busy, sealing = sum(sum(spent.values()) for spent in phases), sum(spent["seal"] for spent in phases)
    files = [(name, json.loads(files)) for name, _, files in made]
    hashes = {name: found.get("asset.glb", found["sheet.png"]) for name, found in files}
    return _Run(folder, start, end, busy, sealing, memory, hashes)


def _alone(made: Path, out: Path) -> str:
    """The hash of the GLB that the asset's own command makes, in a process of its own."""
    words = shlex.split(json.loads((made / "job.json").read_text("utf-8"))["command"])
    command = [sys.executable, "-m", *words, "--out", str(out)]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        raise ModelsheetError("a single run failed: run `modelsheet doctor`")
    return json.loads((out / "report.json").read_text("utf-8"))["files"]["asset.glb"]


@contextmanager
def _memory() -> Iterator[list[tuple[float, int]]]:
    """When (seconds since 1970) this process held how many bytes; 0 where the system doesn't tell."""
    statm, end = Path("/proc/self/statm"), threading.Event()
    samples: list[tuple[float, int]] = []

    def watch() -> None:
        while not end.wait(0.1):
            pages = int(statm.read_text().split()[1]) if statm.exists() else 0
            samples.append((time.time(), pages * mmap.PAGESIZE))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield samples
    finally:
        end.set()
        thread.join()
