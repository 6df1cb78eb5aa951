"""Kill a batch again and again, fill its disk once, and see whether all comes out well in the end.

    python -m tests.batch.torment FOLDER [--jobs 60] [--kills 20] [--pause 5]

does it with the model that ships, in few steps (test_torment.py does it with a stand-in). FOLDER must
be new, and the user have the right to mount a small disk.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from modelsheet.evaluation.bench_prompts import PROMPTS

_SMALL = ("--steps", "4", "--triangles", "500", "--texture-size", "128")


def torment(
    command: list[str],
    folder: Path,
    count: int,
    kills: int,
    pause: float,
    seed: int = 0,
    room: Callable[[], None] = lambda: None,
) -> list[str]:
    """Run the command until it ends well, and kill one of its processes `kills` times meanwhile.

    A kill comes up to `pause` seconds after the number of finished assets has passed a random mark.
    `room` is called when the disk is full. Returns what happened.
    """
    rng = random.Random(seed)
    marks = sorted(rng.sample(range(count - 2), kills))
    events: list[str] = []
    while True:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while process.poll() is None:
            time.sleep(0.02)
            if marks and finished(folder) >= marks[0]:
                time.sleep(rng.uniform(0, pause))
                victim = rng.choice([process.pid, *children(process.pid)])
                if process.poll() is None and kill(victim):
                    marks.pop(0)
                    events.append(
                        "killed the batch" if victim == process.pid else "killed a process of its own"
                    )
        _, complaint = process.communicate()
        if process.returncode == 0:
            assert not marks, f"it ended with {len(marks)} kills to come"
            return events
        if process.returncode == 2 and "full" in complaint:
            events.append("filled the disk")
            room()
        else:
            assert process.returncode == -signal.SIGKILL, f"exit code {process.returncode}: {complaint}"


def finished(folder: Path) -> int:
    try:
        return sum(1 for _ in (folder / "assets").iterdir())
    except OSError:
        return 0


def children(pid: int) -> list[int]:
    """The processes that any thread of a process has started."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    except OSError:  # it is gone
        pass
    return found


def kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def check(folder: Path, count: int) -> dict[str, str]:
    """Assert that every job is done, once, with all its files whole; returns the GLBs' hashes by name."""
    with closing(sqlite3.connect(folder / "batch.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        jobs = db.execute("SELECT name, state, files FROM jobs").fetchall()
        often = db.execute(
            "SELECT name FROM attempts WHERE outcome = 'done' GROUP BY name HAVING count(*) > 1"
        ).fetchall()
    assert [state for _, state, _ in jobs] == ["done"] * count
    assert often == []
    assert sorted(path.name for path in (folder / "assets").iterdir()) == sorted(name for name, *_ in jobs)
    assert list(folder.glob(".*")) == []
    for name, _, files in jobs:
        for file, digest in json.loads(files).items():
            assert hashlib.sha256((folder / "assets" / name / file).read_bytes()).hexdigest() == digest
    return {name: json.loads(files)["asset.glb"] for name, _, files in jobs}


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A disk of its own for a folder, gone afterwards. Raises OSError when this user may not."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        folder.rmdir()
        raise OSError("this user may not mount a small disk") from error
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def grow(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pause", type=float, default=5, help="seconds, at most")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    jobs = options.folder / "jobs.csv"
    rows = [f"{PROMPTS[i % len(PROMPTS)]},{i // len(PROMPTS)}" for i in range(options.jobs)]
    jobs.write_text("\n".join(["prompt,seed", *rows]))
    base = [sys.executable, "-m", "modelsheet", "batch", str(jobs), *_SMALL, "--workers", "2", "--out"]

    calm, disk = options.folder / "calm", options.folder / "disk"
    subprocess.run([*base, str(calm)], check=True)
    expected = check(calm, options.jobs)
    half = sum(path.stat().st_size for path in calm.rglob("*")) // 2
    out = disk / "out"
    with small_disk(disk, f"{half}"):
        events = torment(
            [*base, str(out)], out, options.jobs, options.kills, options.pause, room=lambda: grow(disk, "4g")
        )
        same = sum(expected[name] == digest for name, digest in check(out, options.jobs).items())
    for event in sorted(set(events)):
        print(f"{events.count(event):3} times {event}")
    print(f"{options.jobs} jobs done once, {same} with the hash of the undisturbed run")


if __name__ == "__main__":
    main()
