"""Lines in, lines out."""

from __future__ import annotations

import json
import math
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

from ..errors import ModelsheetError
from ..finishing import FinishOptions

LONGEST = 1 << 20  # bytes of a line
KINDS = ("generate", "reroll", "reconstruct")


@dataclass(frozen=True)
class Job:
    """A request that takes time."""

    id: str
    do: str
    folder: str
    prompt: str = ""
    seed: int = 0
    generator: str = "embedded"
    steps: int | None = None
    guidance: float | None = None
    image: str | None = None
    image_view: str = "front"
    sheet: str | None = None
    pinned: tuple[str, ...] = ()
    expand: bool = True
    triangles: int = 5000
    texture_size: int = 1024
    height: float | None = None

    @property
    def finish(self) -> FinishOptions:
        """Raises ModelsheetError for options that make no sense."""
        return FinishOptions(self.triangles, self.texture_size, self.height)


@dataclass(frozen=True)
class Order:
    """A request that is answered at once: cancel, status or shutdown."""

    id: str
    do: str
    job: str = ""


class BadRequest(ModelsheetError):
    """A line that is no request. `id` is that of the line, if it has one."""

    def __init__(self, message: str, id: str | None = None) -> None:
        super().__init__(message)
        self.id = id


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


def parse(line: bytes) -> Job | Order:
    """The request of a line. Raises BadRequest."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or a maze
        raise BadRequest(f"a line is not JSON ({error}): send one object a line") from error
    if not isinstance(values, dict) or not isinstance(values.get("id"), str):
        raise BadRequest("a request is an object with an id, which is text")
    id, do = values["id"], values.get("do")
    if do in KINDS:
        return _job(values)
    if do in ("status", "shutdown", "cancel"):
        job = values.get("job", "")
        if do == "cancel" and not (job and isinstance(job, str)):
            raise BadRequest("cancel needs the id of a job", id)
        return Order(id, do, job if do == "cancel" else "")
    known = ", ".join((*KINDS, "cancel", "status", "shutdown"))
    raise BadRequest(f"there is no request {do!r}: send {known}", id)


def _job(values: dict[str, Any]) -> Job:
    id = values["id"]
    accepted: dict[str, Any] = {}
    types = {field.name: str(field.type) for field in fields(Job)}
    for name, value in values.items():
        if name not in types:
            raise BadRequest(f"a job has no {name!r}", id)
        if not _fits(value, types[name]):
            raise BadRequest(f"{name} can't be {value!r}", id)
        accepted[name] = tuple(value) if isinstance(value, list) else value
    wanted = ["folder"] + (["sheet"] if values["do"] in ("reroll", "reconstruct") else [])
    for name in wanted:
        if not accepted.get(name):
            raise BadRequest(f"{values['do']} needs a {name}", id)
        if not Path(accepted[name]).is_absolute():
            raise BadRequest(f"{name} must be an absolute path, not {accepted[name]!r}", id)
    return Job(**accepted)


def _fits(value: Any, kind: str) -> bool:
    if value is None:
        return "None" in kind
    if kind == "bool":
        return isinstance(value, bool)
    if kind.startswith("tuple"):
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    if kind.startswith("str"):
        return isinstance(value, str) and not re.search("[\0\ud800-\udfff]", value)
    if kind.startswith("float") and isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)
