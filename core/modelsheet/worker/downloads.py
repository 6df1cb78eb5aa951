"""Models that come and go while jobs run: one at a time, in a thread beside them."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Message, ModelsheetError
from .protocol import Channel, Fetch

if TYPE_CHECKING:
    from ..hub.spec import ModelSpec

_BETWEEN = 0.25  # seconds between two lines about a download
_RATE_OVER = 10.0  # seconds over which the speed is averaged


class _Cancelled(Exception):
    """Raised out of a download that is not wanted any more."""


class Downloads:
    """Downloads, imports, checks and removes models; what a cancelled or broken download has is kept."""

    def __init__(self, channel: Channel, explain: Callable[[Exception], Message]) -> None:
        self._channel, self._explain = channel, explain
        self._lock = threading.Lock()
        self._waiting: list[Fetch] = []
        self._running: Fetch | None = None
        self._cancelled = ""
        self._news = queue.SimpleQueue[None]()
        self._thread: threading.Thread | None = None

    @property
    def ids(self) -> list[str]:
        """Of what runs and waits."""
        with self._lock:
            return [fetch.id for fetch in (self._running, *self._waiting) if fetch]

    def add(self, fetch: Fetch) -> None:
        """Do it after all that wait."""
        with self._lock:
            self._waiting.append(fetch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        self._news.put(None)

    def cancel(self, id: str) -> bool:
        """End one, waiting or running; False when there is none of this id."""
        with self._lock:
            for fetch in self._waiting:
                if fetch.id == id:
                    self._waiting.remove(fetch)
                    self._channel.send("cancelled", id=id)
                    return True
            if self._running is None or self._running.id != id:
                return False
            self._cancelled = id
        return True

    def _work(self) -> None:
        while True:
            self._news.get()
            with self._lock:
                fetch = self._running = self._waiting.pop(0) if self._waiting else None
                self._cancelled = ""
            if fetch is None:
                continue
            event, values = self._perform(fetch)
            with self._lock:
                self._running = None
            self._channel.send(event, id=fetch.id, **values)

    def _perform(self, fetch: Fetch) -> tuple[str, dict[str, Any]]:
        """How it ended, as an event: done, cancelled or error."""
        try:
            names = self._carry_out(fetch)
        except _Cancelled:
            return "cancelled", {}
        except ModelsheetError as error:
            return "error", error.message.to_json()
        except Exception as error:
            traceback.print_exc()
            return "error", self._explain(error).to_json()
        return "done", {"models": names}

    def _carry_out(self, fetch: Fetch) -> list[str]:
        """The names of the models that were dealt with."""
        from ..hub import store
        from ..routes import wanted_models

        models = wanted_models(fetch.model)
        if fetch.do == "download":
            self._download(fetch, models)
        for model in models:
            if fetch.do == "import":
                store.add(model, Path(fetch.folder))
            elif fetch.do == "verify":
                store.verify(model.name)
            elif fetch.do == "remove":
                store.remove(model.name)
        return [model.name for model in models]

    def _download(self, fetch: Fetch, models: Sequence[ModelSpec]) -> None:
        from ..hub.remote import Hub
        from ..hub.store import download

        hub = Hub(fetch.endpoint or None, fetch.token or None)
        whole, before = sum(model.size for model in models), 0
        speed = Speed()
        for model in models:

            def tell(done: int, total: int, name: str = model.name, before: int = before) -> None:
                if self._cancelled == fetch.id:
                    raise _Cancelled
                all_ = max(whole, before + total)
                if speed.due(before + done) or done == total:
                    self._channel.send(
                        "progress",
                        id=fetch.id,
                        phase="download",
                        model=name,
                        fraction=round(done / max(total, 1), 4),
                        overall=round((before + done) / max(all_, 1), 4),
                        bytes=before + done,
                        total=all_,
                        eta=speed.seconds(all_ - before - done),
                    )

            download(model, hub=hub, progress=tell)
            before += model.size


class Speed:
    """Bytes a second, over the last seconds."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, int]] = []

    def due(self, done: int) -> bool:
        """Take in how many bytes there are; whether it is time to tell."""
        now = time.monotonic()
        if self._seen and now - self._seen[-1][0] < _BETWEEN:
            return False
        self._seen = [*(seen for seen in self._seen if now - seen[0] < _RATE_OVER), (now, done)]
        return True

    def seconds(self, left: int) -> float | None:
        """How long so many bytes take; None while that can't be known."""
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        if last <= first or end <= start:
            return None
        return round(left * (end - start) / (last - first), 1)
