# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes that the engine offers, and the download of what they need."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from ..locale import N_
from .process import ENDED
from .session import Problem, Session

DEFAULT = "embedded"


@dataclass(frozen=True)
class Route:
    """A way from words or a picture to a mesh.

    quality: how good its meshes are beside those of other routes, 1 to 5; 0 where nobody says. size, missing:
    bytes of all models, and of those still to be downloaded. memory: bytes on a GPU, 0 where none is needed.
    commercial: "yes", "no", "conditions" or "unknown". licences: of the weights, in words.
    """

    name: str
    summary: str
    quality: int = 0
    installed: bool = True
    needs_picture: bool = False
    size: int = 0
    missing: int = 0
    memory: int = 0
    commercial: str = "yes"
    licences: tuple[str, ...] = ()

    @classmethod
    def of(cls, said: dict[str, Any]) -> Route:
        """As the worker describes it."""
        licences = tuple(f"{row['model']}: {row['licence']}" for row in said["weights"])
        names = {each.name for each in fields(cls)} & said.keys()
        return cls(**{name: said[name] for name in names}, licences=licences)


SUMMARIES = (  # of routes that need a download, as the engine gives them
    N_("A quick picture of the words, and the whole object from it: also without a GPU"),
    N_("A fine picture of the words, and the whole object from it"),
    N_("The whole object from your picture"),
    N_("A quick picture of the words, and the other sides by the model that comes with the engine"),
    N_("A picture of the words, six views of it, and a surface that is fitted to them"),
    N_("Six views of the words, and a surface that is fitted to them"),
    N_("Four views of the words, and a surface from them in one pass"),
    N_("Four views of your picture, and a surface from them in one pass"),
    N_("Six views of your picture, and a surface from them in one pass"),
    N_("Six views of your picture with normals, and a surface that is fitted to them"),
)
OWN = (  # those that every engine has
    Route(DEFAULT, N_("The small model that comes with the engine: on any computer, offline"), 1),
    Route("procedural", N_("What the prompt names, built exactly from parameters that can be changed"), 2),
)


@dataclass
class Download:
    """Of what a route needs. seconds: until it ends; None while that is not known."""

    route: str
    id: str
    fraction: float = 0.0
    done: int = 0
    total: int = 0
    seconds: float | None = None


class Routes:
    """What the worker of a session says of routes, and one download at a time."""

    def __init__(self, session: Session) -> None:
        self.all: tuple[Route, ...] = OWN
        self.download: Download | None = None
        self.problem: Problem | None = None  # of the last download
        self._session = session
        self._listed: int | None = None  # the worker that was asked

    def find(self, name: str) -> Route | None:
        """The route of this name, as far as it is known."""
        return next((route for route in self.all if route.name == name), None)

    def poll(self) -> None:
        """Ask every new worker once."""
        if self._session.greeted and self._listed != self._session.pid:
            self._listed = self._session.pid
            self.ask()

    def ask(self) -> None:
        """Ask what there is; a worker is started where there is none."""
        self._session.ask({"do": "models"}, self._take_list)

    def fetch(self, name: str) -> None:
        """Download what a route needs."""
        self.problem = None
        self.download = Download(name, self._session.ask({"do": "download", "model": name}, self._follow))

    def cancel(self) -> None:
        """End the download; what came is kept, and the next one goes on there."""
        if self.download is not None:
            self._session.cancel_order(self.download.id)

    def forget(self) -> None:
        """Nothing is known of routes any more, and nothing is downloaded."""
        self.all, self.download, self.problem, self._listed = OWN, None, None, None

    def _take_list(self, event: dict[str, Any]) -> None:
        if event["event"] == "models":
            self.all = tuple(map(Route.of, event["routes"]))

    def _follow(self, event: dict[str, Any]) -> None:
        download, kind = self.download, event["event"]
        if download is None:
            return
        if kind == "progress":
            download.fraction, download.seconds = event["overall"], event["eta"]
            download.done, download.total = event["bytes"], event["total"]
            return
        self.download = None
        if kind == "done":
            self.ask()
        elif kind == ENDED:
            self.problem = Problem(N_("The engine stopped while it downloaded: start the download again"))
        elif kind == "error":
            self.problem = event.get("problem") or Problem.of(event)
