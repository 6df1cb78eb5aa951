"""Lines in, lines out."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

from ..errors import ModelsheetError
from ..options import File, Files
from ..request import TASKS, Request
from ..request import check as check_field

LONGEST = 1 << 20  # bytes of a line
ORDERS = ("cancel", "status", "stages", "models", "jobs", "cutout", "prepare", "unload", "shutdown")
FETCHES = ("download", "import", "verify", "remove")


@dataclass(frozen=True)
class Job:
    """A request that takes time, by the fields that it gives, and the folder where its results go."""

    id: str
    folder: str
    values: dict[str, Any]

    def request(self) -> Request:
        """Reads the sheet that it names. Raises ModelsheetError for what can't be done."""
        return Request.of(self.values)


@dataclass(frozen=True)
class Order:
    """A request that is answered at once. path: a jobs file or a picture. to: where its cut-out goes."""

    id: str
    do: str
    job: str = ""
    path: str = ""
    to: str = ""


@dataclass(frozen=True)
class Fetch:
    """A request about the models on this machine, done beside the jobs.

    model: the name of a model, or of a route for all that it needs. folder: of files that were fetched by
    hand. token, endpoint: for the Hub, where they are not those of the environment.
    """

    id: str
    do: str
    model: str
    folder: str = ""
    token: str = ""
    endpoint: str = ""


class BadRequest(ModelsheetError):
    """A line that is no request. `id` is that of the line, if it has one."""

    id: str | None = None

    @classmethod
    def of(cls, id: str | None, code: str, **values: object) -> BadRequest:
        """With the id of the line."""
        error = cls(code, **values)
        error.id = id
        return error


class Channel:
    """Events out, one whole line at a time, from any thread."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, event: str, **values: Any) -> None:
        """Write an event. Where nobody reads any more the process ends."""
        line = json.dumps({"event": event, **values}, separators=(",", ":"), default=str)
        with self._lock:
            try:
                self._stream.write(line.encode("ascii") + b"\n")
                self._stream.flush()
            except OSError:
                os._exit(0)


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the start, which is no JSON."""
    while line := stream.readline(LONGEST):
        yield line
        while len(line) == LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)


def parse(line: bytes) -> Job | Order | Fetch:
    """The request of a line. Raises BadRequest."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or a maze
        raise BadRequest("line-no-json", reason=str(error)) from error
    if not isinstance(values, dict) or not isinstance(values.get("id"), str):
        raise BadRequest("line-no-id")
    id, do = values["id"], values.get("do")
    if do in TASKS:
        return _job(values)
    if do in ORDERS:
        job = values.get("job", "")
        if do == "cancel" and not (job and isinstance(job, str)):
            raise BadRequest.of(id, "cancel-what")
        names = {"jobs": ("path",), "cutout": ("path", "to")}.get(do, ())
        paths = {name: values.get(name, "") for name in names}
        for name, path in paths.items():
            if not (isinstance(path, str) and Path(path).is_absolute()):
                raise BadRequest.of(id, "not-absolute", name=name, path=repr(path))
        return Order(id, do, job if do == "cancel" else "", **paths)
    if do in FETCHES:
        return _fetch(values)
    known = ", ".join((*TASKS, *ORDERS, *FETCHES))
    raise BadRequest.of(id, "request-unknown", name=repr(do), known=known)


def _fetch(values: dict[str, Any]) -> Fetch:
    """All fields are texts."""
    id, do = values["id"], values["do"]
    given = {name: value for name, value in values.items() if value is not None}
    known = {each.name for each in fields(Fetch)}
    for name, value in given.items():
        if name not in known:
            raise BadRequest.of(id, "field-unknown", name=repr(name))
        if not isinstance(value, str):
            raise BadRequest.of(id, "not-a-text", value=repr(value))
    for name in ["model"] + (["folder"] if do == "import" else []):
        if not given.get(name):
            raise BadRequest.of(id, "field-missing", do=do, name=name)
    if given.get("folder") and not Path(given["folder"]).is_absolute():
        raise BadRequest.of(id, "not-absolute", name="folder", path=repr(given["folder"]))
    return Fetch(**given)


def _job(values: dict[str, Any]) -> Job:
    """The job, every field of its own right; whether they go together shows when it is run."""
    id = values["id"]
    kinds = {each.name: each.metadata["kind"] for each in fields(Request)} | {"folder": File()}
    accepted: dict[str, Any] = {}
    for name, value in values.items():
        if name == "id" or value is None:
            continue
        if name not in kinds:
            raise BadRequest.of(id, "field-unknown", name=repr(name))
        try:
            accepted[name] = File().check(value) if name == "folder" else check_field(name, value)
        except ModelsheetError as error:
            raise BadRequest.of(id, error.message.code, **error.message.values) from error
        paths = [value] if isinstance(kinds[name], File) else []
        if isinstance(kinds[name], Files) and isinstance(value, dict):
            paths = list(value.values())
        for path in paths:
            if not Path(path).is_absolute():
                raise BadRequest.of(id, "not-absolute", name=name, path=repr(path))
    wanted = ["folder"] + (["sheet"] if values["do"] == "reconstruct" else [])
    for name in wanted:
        if not accepted.get(name):
            raise BadRequest.of(id, "field-missing", do=values["do"], name=name)
    return Job(id, accepted.pop("folder"), accepted)
