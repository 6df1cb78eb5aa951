"""Many jobs, overnight: a jobs file becomes a folder of assets, a record and a gallery.

    FOLDER/index.html, contact-sheet.png    the gallery
    FOLDER/assets/NAME/                     what `modelsheet generate` writes, and job.json
    FOLDER/batch.sqlite                     the record
    FOLDER/batch.log                        what happened when, and what the workers said

`run_batch` reads the jobs (`jobs`), enters them into the record (`record`) and has them done on this
machine (`local`) or by Ray (`cluster`). Whatever stops it, the same call goes on where it was.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from ..cores import cores
from ..folders import UNFINISHED, check_writable
from ..routes import find_route, models_of
from ..run import Load
from .gallery import write_gallery
from .jobs import Row, read_jobs
from .make import Outcome
from .record import Counts, Record, disk_full

__all__ = ["LOG", "Counts", "run_batch"]

LOG = "batch.log"


def run_batch(
    jobs: str | Path,
    folder: str | Path,
    *,
    defaults: Mapping[str, Any] | None = None,
    workers: int | None = None,
    ray: str | None = None,
    retry_failed: bool = False,
    load: Load | None = None,
) -> Counts:
    """Make what is not made yet of the jobs in a file; returns how many are done and failed.

    defaults: options for jobs that don't have their own. workers: processes that compute with one thread
    each; None for one a core, or one alone where jobs use models of the Hub. ray: the address of a cluster,
    or "local". load: where a worker gets its pipeline from, if not from Pipeline.from_pretrained. Raises
    ModelsheetError for a jobs file that can't be used, a folder that another batch works in, a full disk;
    nothing that is finished is lost then.
    """
    from ..pipeline import Pipeline

    rows = read_jobs(jobs, defaults)
    folder = Path(folder).resolve()
    check_writable(folder)
    with Record(folder) as record:
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        record.enlist(rows)
        record.resume(retry_failed)
        before = record.counts()
        with Diary(folder / LOG, before) as diary:
            if before.waiting:
                if workers is None and ray is None and _has_large_models(rows):
                    workers = 1
                _run(record, diary, workers, ray, load or Pipeline.from_pretrained)
        write_gallery(folder)
        return record.counts()


def _has_large_models(rows: Sequence[Row]) -> bool:
    """Whether any job uses a model of the Hub, of which two don't fit most machines."""
    return any(models_of(route) for route in {find_route(row.request) for row in rows})


def _run(record: Record, diary: Diary, workers: int | None, ray: str | None, load: Load) -> None:
    from .local import run_local

    stages = record.folder / f"{UNFINISHED}{uuid.uuid4().hex[:8]}"
    stages.mkdir()
    try:
        if ray is not None:
            from .cluster import run_ray

            outcomes = run_ray(record, stages, ray, workers, load)
        else:
            outcomes = run_local(record, stages, diary.path, workers or cores(), load)
        with closing(outcomes):
            for outcome in outcomes:
                diary.note(outcome, record.settle(outcome, stages / outcome.task.name))
                if outcome.disk_full:
                    raise disk_full(record.folder)
    finally:
        shutil.rmtree(stages, ignore_errors=True)


class Diary:
    """What happens, to a bar with rate and ETA on stderr, where that is a terminal, and to the log."""

    def __init__(self, path: Path, counts: Counts) -> None:
        from tqdm import tqdm

        self.path = path
        self._failed = counts.failed
        done = counts.done + counts.failed
        self._bar = tqdm(total=counts.all, initial=done, unit="job", disable=None, dynamic_ncols=True)
        self._write(f"{counts.waiting} jobs to do, {counts.done} done before, {counts.failed} failed before")

    def __enter__(self) -> Diary:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
        self._write(f"stopped: {str(error) or kind.__name__}" if kind else "ended")

    def note(self, outcome: Outcome, state: str) -> None:
        """An outcome, and the state that its job is in now."""
        words = [state if state in ("done", "failed") else "lost", outcome.task.name]
        if outcome.seconds:
            words.append(f"{sum(outcome.seconds.values()):.2f} s")
        if outcome.memory:
            words.append(f"{outcome.memory / 2**30:.2f} GB")
        self._write(" ".join([*words, outcome.error]).rstrip())
        if state in ("done", "failed"):
            self._failed += state == "failed"
            self._bar.set_postfix_str(f"{self._failed} failed" if self._failed else "", refresh=False)
            self._bar.update()

    def _write(self, text: str) -> None:
        with suppress(OSError), self.path.open("a", encoding="utf-8") as file:  # a full disk is no reason
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
