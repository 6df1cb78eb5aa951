"""Jobs on a Ray cluster: an actor for each worker, with a model that it loads once.

Ray places the actors, starts them again elsewhere when a node is lost, and repeats what they were at.
The files come back through Ray's object store, so the nodes need no disk in common, unless jobs name
pictures, sheets or generators by their path.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import ModelsheetError
from ..run import Load
from .make import Maker, Outcome, Task, names_below, unpack
from .record import MOST_DEATHS, Record


def run_ray(
    record: Record, stages: Path, address: str, workers: int | None, load: Load
) -> Generator[Outcome, None, None]:
    """Do all waiting jobs on the cluster at `address`, or on one of its own for "local".

    workers: how many; None for one a core of the cluster. As `run_local`: yields what became of each
    job, in `stages`/NAME; the caller settles it before it asks for the next one. Raises
    ModelsheetError when there is no Ray or no cluster.
    """
    ray = _connect(address, workers)
    at_work: dict[Any, tuple[Any, Task]] = {}

    def give(actor: Any) -> None:
        task = record.claim()
        if task is None:
            ray.kill(actor)  # an actor that lost its node may be waiting for the place
        else:
            at_work[actor.make.remote(task)] = (actor, task)

    try:
        workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        where = (load, str(Path.cwd()))
        worker = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=MOST_DEATHS)(_Worker)
        for _ in range(min(workers, record.counts().waiting)):
            give(worker.remote(*where))
        while at_work:
            [ready], _ = ray.wait(list(at_work))
            actor, task = at_work.pop(ready)
            try:
                outcome, files = ray.get(ready)
            except ray.exceptions.RayError as error:  # Ray has tried often enough, perhaps on a lost node
                ray.kill(actor)
                yield Outcome(task, error=f"Ray: {type(error).__name__}", lost=True)
                give(worker.remote(*where))
                continue
            give(actor)
            yield unpack(files, outcome, stages / task.name) if files else outcome
    finally:
        ray.shutdown()


class _Worker:
    """The actor."""

    def __init__(self, load: Load, folder: str) -> None:
        with suppress(OSError):  # where generators lie that are named by a relative path
            os.chdir(folder)
        self._maker = Maker(load)

    def make(self, task: Task) -> tuple[Outcome, dict[str, bytes]]:
        """What became of the task, and the content of its files."""
        with tempfile.TemporaryDirectory() as place:
            stage = Path(place) / task.name
            outcome = self._maker.make(task, stage)
            names = [] if outcome.error else names_below(stage)
            files = {name: (stage / name).read_bytes() for name in names}
        return outcome, files


def _connect(address: str, workers: int | None) -> Any:
    """The ray module, connected."""
    try:
        import ray
    except ImportError as error:
        raise ModelsheetError("Ray is not installed: pip install 'modelsheet[ray]'") from error
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    own = {"num_cpus": workers, "include_dashboard": False} if address == "local" else {}
    host, _, port = address.rpartition(":")
    try:
        if port.isdigit() and "/" not in host:  # Ray itself would try for minutes
            socket.create_connection((host, int(port)), timeout=10).close()
        ray.init(address=address, **own, **quiet)
    except (OSError, ValueError, RuntimeError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelsheetError(f"there is no Ray cluster at {address} ({first}): see `ray status`") from error
    return ray
