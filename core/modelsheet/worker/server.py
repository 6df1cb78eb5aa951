"""Jobs one after the other in the main thread; requests are read beside it, so a job can be cancelled.

Where a cancelled job can't be stopped in time the process ends: its parent starts another.
"""

from __future__ import annotations

import io
import json
import os
import queue
import shutil
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .. import __version__, second
from ..candidates import FOLDER as CANDIDATES
from ..errors import Message, ModelsheetError
from ..stopping import Stopped, Stopper
from ..surroundings import TOO_LITTLE_MEMORY, check, is_out_of_memory
from . import PROTOCOL
from .downloads import Downloads
from .protocol import BadRequest, Channel, Fetch, Job, Order, lines, parse

if TYPE_CHECKING:
    from ..asset import Asset
    from ..context import Event
    from ..pipeline import Models
    from ..sheet import ModelSheet

VIEWS_FILE = "views.npz"
MESH_FOLDER = ".mesh"
"""In a job's folder while it runs: the mesh, before it is measured and its pictures are made."""
_BETWEEN_SHEETS = 0.5  # seconds
_SHOWING = 4.0  # times what a sheet took to show, it is drawn on: showing costs a fifth of the time at most


class Server:
    """Reads requests, runs jobs and keeps the models that were used last."""

    def __init__(self, requests: IO[bytes], channel: Channel) -> None:
        self._requests, self._channel = requests, channel
        self._lock = threading.Lock()
        self._news = queue.SimpleQueue[None]()  # one for each job that was added, and one to end
        self._waiting: list[Job] = []
        self._running: Job | None = None
        self._cancelled = ""  # the id of the running job once it has been cancelled
        self._closing = False
        self._models: Models | None = None
        self._listener: _Listener | None = None
        self._downloads = Downloads(channel, _explained)
        self._unload = self._prepare = False  # asked for; done between two jobs

    def serve(self) -> None:
        """Greet, then work until there is nobody left to work for. Call it in the main thread."""
        from .estimate import Estimate

        parent = os.getppid()  # asked before the greeting, after which it may be gone
        self._stopper = Stopper(self._say_cancelled)
        self._estimate = Estimate()
        self._channel.send("hello", protocol=PROTOCOL, version=__version__, pid=os.getpid())
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._watch_parent, args=(parent,), daemon=True).start()
        while True:
            self._news.get()
            self._unload_now()
            self._prepare_now()
            with self._lock:
                if self._closing:
                    return
                job = self._running = self._waiting.pop(0) if self._waiting else None
                self._cancelled = ""
            if job is not None:
                event, values = self._run(job)
                with self._lock:
                    self._running = None
                self._channel.send(event, id=job.id, **values)

    def _run(self, job: Job) -> tuple[str, dict[str, Any]]:
        """Do a job; returns how it ended, as an event: done, cancelled or error."""
        folder = Path(job.folder)
        try:
            with self._stopper.stoppable():
                if self._cancelled == job.id:  # before it could be stopped
                    raise Stopped
                return self._perform(job, folder)
        except Stopped:
            ended: tuple[str, dict] = "cancelled", {}
        except ModelsheetError as error:
            said = TOO_LITTLE_MEMORY if is_out_of_memory(error) else error.message
            ended = "error", said.to_json()
        except Exception as error:
            traceback.print_exc()
            ended = "error", _explained(error).to_json()
        if ended[1].get("code") in ("no-memory", "route-no-memory"):
            self._free()
        _remove_views(folder)
        return ended

    def _perform(self, job: Job, folder: Path) -> tuple[str, dict[str, Any]]:
        """Whatever happens the folder is either complete or as it was, but for VIEWS_FILE."""
        from ..pipeline import Models  # imports too take time in which the job may be cancelled
        from ..routes import find_route
        from ..run import run

        request = job.request()
        models = self._models = self._models or Models()
        self._estimate.start(request, warm=find_route(request).generator == models.generator)
        listener = self._listener = _Listener(self, job, folder)
        try:
            run(request, folder, listener, models)
        except Stopped:
            listener.forget_picture()
            raise
        finally:
            shutil.rmtree(folder / MESH_FOLDER, ignore_errors=True)
        return "done", {"folder": job.folder, "notices": [message.to_json() for message in listener.notices]}

    def tell(self, job: Job, event: Event) -> None:
        """How far it is."""
        from ..context import Phase

        assert isinstance(event, Phase)
        overall, eta = self._estimate.update(event)
        values: dict[str, Any] = {"phase": event.name, "fraction": round(event.fraction, 4)}
        self._channel.send("progress", id=job.id, **values, overall=round(overall, 4), eta=round(eta, 1))

    def show(self, job: Job, path: Path, names: list[str], **candidate: int) -> None:
        """The sheet, or one of several, as it stands."""
        self._channel.send("sheet", id=job.id, path=str(path), names=names, **candidate)

    def say_mesh(self, job: Job, path: Path) -> None:
        """The mesh, before the job is done."""
        self._channel.send("mesh", id=job.id, path=str(path))

    def picture(self, job: Job, path: Path) -> None:
        """The picture of the words."""
        self._channel.send("picture", id=job.id, path=str(path))

    def _free(self) -> None:
        """Let go of what a job held that ran out of memory: its error, which held it, is gone by now."""
        from ..hub.fit import release

        if self._models is not None:
            self._models.clear()
        release()

    def _unload_now(self) -> None:
        """Let go of all models and of the second process, where that was asked for."""
        if self._unload and self._models is not None:
            self._models.clear()
            second.stop()
        self._unload = False

    def _prepare_now(self) -> None:
        """Load the model that comes along, where that was asked for and nothing else is to be done."""
        wanted, self._prepare = self._prepare, False
        if not wanted or self._models is not None or self._waiting or self._closing:
            return
        from ..pipeline import Models
        from ..routes import DEFAULT
        from ..run import warm_up

        second.start(warm_up)
        self._models = Models()
        try:
            self._models(DEFAULT)
        except ModelsheetError as error:
            print(error, file=sys.stderr)  # the job that needs it will tell

    def _read(self) -> None:
        """The reading thread."""
        for line in lines(self._requests):
            if not line.strip():
                continue
            try:
                request = parse(line)
                if isinstance(request, Job):
                    self._add(request)
                elif isinstance(request, Fetch):
                    self._add_fetch(request)
                elif request.do == "shutdown":
                    break
                else:
                    self._obey(request)
            except BadRequest as error:
                self._channel.send("error", id=error.id, **error.message.to_json())
        self._close()

    def _add(self, job: Job) -> None:
        with self._lock:
            taken = [other.id for other in (*self._waiting, self._running) if other]
            if job.id in taken:
                raise BadRequest("job-taken", name=repr(job.id))
            self._waiting.append(job)
        self._news.put(None)

    def _add_fetch(self, fetch: Fetch) -> None:
        if fetch.id in self._downloads.ids:
            raise BadRequest.of(fetch.id, "job-taken", name=repr(fetch.id))
        self._downloads.add(fetch)

    def _obey(self, order: Order) -> None:
        if order.do == "status":
            with self._lock:
                running = self._running.id if self._running else None
                waiting = [job.id for job in self._waiting]
            models = self._models
            told: dict[str, Any] = {"generator": models.generator if models else None, "job": running}
            told |= {"loaded": models.names if models else (), "downloads": self._downloads.ids}
            self._channel.send("status", id=order.id, waiting=waiting, **told)
        elif order.do == "stages":
            self._channel.send("stages", id=order.id, **_stages())
        elif order.do == "models":
            self._channel.send("models", id=order.id, **_models())
        elif order.do == "prepare":
            self._prepare = True
            self._news.put(None)
            self._channel.send("prepare", id=order.id)
        elif order.do == "unload":
            self._unload = True
            self._news.put(None)
            self._channel.send("unloading", id=order.id)
        elif order.do == "cutout":  # takes up to a second, in which a job may be cancelled
            threading.Thread(target=self._cut_out, args=(order,), daemon=True).start()
        elif order.do == "jobs":
            self._channel.send("jobs", id=order.id, jobs=_rows(order))
        elif not (self._cancel(order.job) or self._downloads.cancel(order.job)):
            raise BadRequest.of(order.id, "job-unknown", name=repr(order.job))

    def _cut_out(self, order: Order) -> None:
        """Show what of a picture is taken for the object."""
        from ..cutout import save_cut_out

        try:
            save_cut_out(order.path, Path(order.to))
        except ModelsheetError as error:
            self._channel.send("error", id=order.id, **error.message.to_json())
        except Exception as error:
            traceback.print_exc()
            self._channel.send("error", id=order.id, **_explained(error).to_json())
        else:
            self._channel.send("cutout", id=order.id, path=order.to)

    def _cancel(self, id: str) -> bool:
        """End a job, waiting or running; False when there is none of this id."""
        with self._lock:
            for job in self._waiting:
                if job.id == id:
                    self._waiting.remove(job)
                    self._channel.send("cancelled", id=id)
                    return True
            if self._running is None or self._running.id != id:
                return False
            self._cancelled = id
        self._stopper.stop()
        return True

    def _say_cancelled(self) -> None:
        """The process ends with the running job."""
        if self._running is not None:
            if self._listener is not None:
                self._listener.forget_picture()
            _remove_views(Path(self._running.folder))
            self._channel.send("cancelled", id=self._running.id)

    def _watch_parent(self, parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        self._close()

    def _close(self) -> None:
        """End the process: the running job first, in a way that leaves nothing behind."""
        with self._lock:
            self._closing = True
            running = self._running
            self._waiting.clear()
        if running:
            self._cancel(running.id)
        self._news.put(None)


class _Listener:
    """What a run tells, as lines for the parent; the sheet as it forms not more often than it is worth."""

    def __init__(self, server: Server, job: Job, folder: Path) -> None:
        self._server, self._job, self._folder = server, job, folder
        self._next = 0.0
        self._shows: dict[int, int] = {}  # of each candidate, how often it was shown
        self._picture: Path | None = None
        self.notices: list[Message] = []

    def __call__(self, event: Event) -> None:
        from ..context import Drawn, Forming, Meshed, Notice, Phase, Pictured

        if isinstance(event, Phase):
            self._server.tell(self._job, event)
        elif isinstance(event, Notice):
            self.notices.append(event.message)
        elif isinstance(event, Meshed):
            self._hand_over(event.asset)
        elif isinstance(event, Pictured):
            self._picture = event.path
            self._server.picture(self._job, event.path)
        elif isinstance(event, Drawn):
            self._show(event.sheet, event.candidate)
        elif isinstance(event, Forming) and self._is_due(event.candidate):
            begun = time.perf_counter()
            self._show(event.sheet(), event.candidate)  # a pass through the refiner
            shown = time.perf_counter()
            self._next = shown + max(_BETWEEN_SHEETS, _SHOWING * (shown - begun))
            self._shows[event.candidate] += 1

    def _is_due(self, candidate: int) -> bool:
        """Whether it is time, and no other candidate was shown less often."""
        self._shows.setdefault(candidate, 0)
        return time.perf_counter() >= self._next and self._shows[candidate] == min(self._shows.values())

    def forget_picture(self) -> None:
        """Remove the picture of a job that is not wanted any more."""
        if self._picture is not None:
            self._picture.unlink(missing_ok=True)

    def _hand_over(self, asset: Asset) -> None:
        """The mesh for whoever shows it at once; gone when all files are in their place."""
        from ..finishing.report import versions
        from ..folders import staged
        from ..formats.writers.glb import write_glb

        folder = self._folder / MESH_FOLDER
        with staged(folder) as stage:
            write_glb(asset, stage / "asset.glb")
            (stage / "report.json").write_text(json.dumps({"versions": dict(versions())}), "utf-8")
        self._server.say_mesh(self._job, folder / "asset.glb")

    def _show(self, sheet: ModelSheet, candidate: int) -> None:
        folder = self._folder / CANDIDATES / str(candidate) if candidate else self._folder
        path = write_views(sheet, folder)
        told = {"candidate": candidate, "seed": sheet.seed or 0} if candidate else {}
        self._server.show(self._job, path, [view.name for view in sheet], **told)


def write_views(sheet: ModelSheet, folder: Path) -> Path:
    """All views in one file of arrays by number, for a reader without an image library."""
    import numpy as np

    from ..folders import staged

    content = io.BytesIO()  # for numpy does not say that a disk is full
    np.savez(content, *(view.rgba for view in sheet))
    with staged(folder) as stage:
        (stage / VIEWS_FILE).write_bytes(content.getvalue())
    return folder / VIEWS_FILE


def _remove_views(folder: Path) -> None:
    """What showed views and mesh of a job that made nothing, and its folder where it is empty then."""
    shutil.rmtree(folder / MESH_FOLDER, ignore_errors=True)
    several = sorted((folder / CANDIDATES).glob("[0-9]*"))
    for place in (*several, folder / CANDIDATES, folder):
        with suppress(OSError):  # there may be no such folder, and can't be
            (place / VIEWS_FILE).unlink(missing_ok=True)
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()


def _models() -> dict[str, Any]:
    """The routes and the models that can be downloaded, where they lie, and the bytes that are free there."""
    from ..hub.catalogue import catalogue
    from ..hub.catalogue import to_dict as model_dict
    from ..hub.store import models_home
    from ..routes import routes
    from ..routes import to_dict as route_dict

    home = models_home()
    there = next(place for place in (home, *home.parents) if place.exists())
    return {
        "routes": [route_dict(route) for route in routes()],
        "models": [model_dict(model) for model in catalogue().values()],
        "folder": str(home),
        "free": shutil.disk_usage(there).free,
    }


def _stages() -> dict[str, list[dict[str, str]]]:
    """Names and summaries of all stages; one whose package is broken is left out."""
    from ..registry import EXPORTERS, GENERATORS, RECONSTRUCTORS, ROUTES

    found: dict[str, list[dict[str, str]]] = {}
    kinds = (
        ("routes", ROUTES),
        ("generators", GENERATORS),
        ("reconstructors", RECONSTRUCTORS),
        ("exporters", EXPORTERS),
    )
    for kind, registry in kinds:
        found[kind] = []
        for name in registry.names():
            try:
                found[kind].append({"name": name, "summary": registry.get(name).summary})
            except ModelsheetError as error:
                print(error, file=sys.stderr)
    return found


def _rows(order: Order) -> list[dict[str, Any]]:
    """The rows of a jobs file as requests. Raises BadRequest."""
    from ..batch.jobs import read_jobs

    try:
        return [row.request.to_json() for row in read_jobs(order.path)]
    except ModelsheetError as error:
        raise BadRequest.of(order.id, error.message.code, **error.message.values) from error


def _explained(error: Exception) -> Message:
    """A message for a failure that nobody foresaw."""
    first = (str(error).strip().splitlines() or [""])[0]
    if is_out_of_memory(error):
        return TOO_LITTLE_MEMORY
    if isinstance(error, OSError):
        reason = error.strerror or first
        return Message("file-trouble", {"path": error.filename or "the system", "reason": reason})
    return Message("engine-failed", {"kind": type(error).__name__, "reason": first})


def main() -> None:
    """Serve on stdin and stdout; what libraries print goes to stderr.

    Where it can't even start it says why instead of greeting, and ends with exit code 2.
    """
    refused: ModelsheetError | None = None
    try:
        check()
    except ModelsheetError as error:
        refused = error
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    channel = Channel(events)
    if refused is not None:
        print(refused, file=sys.stderr)
        channel.send("error", id=None, **refused.message.to_json())
        sys.exit(2)
    Server(sys.stdin.buffer, channel).serve()
    events.flush()
    second.stop()
    os._exit(0)  # threads of libraries may not want to end
