"""Stages by name: generators, reconstruction methods and file formats, of this package and of others.

A stage is described by a spec, a small value that costs nothing to import. In this package every module of
`generation`, `texturing`, `reconstruction` and `formats.writers` that has a SPEC is one; another package
names its specs as entry points of the groups modelsheet.generators, .texturers, .reconstructors, .exporters
and .routes.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from .errors import Message, ModelsheetError
from .options import Option, read

if TYPE_CHECKING:
    import torch

    from .asset import Asset
    from .candidates import Candidates
    from .context import Context
    from .request import Request
    from .scene import Scene
    from .sheet import ModelSheet
    from .surface import Surface


class Generator(Protocol):
    """Draws all views of one object together, from the request."""

    name: str

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """A sheet. What is None in the request takes the generator's own default."""


@runtime_checkable
class BatchGenerator(Protocol):
    """One that draws all candidates of a request in one pass, and says which is the best. Others draw them
    one after the other, and the first is built."""

    def draw_candidates(self, request: Request, context: Context) -> Candidates:
        """As many sheets as `request.candidates`; their seeds follow each other."""


def _takes_anything(request: Request) -> None:
    """For generators that find out while they draw."""


@dataclass(frozen=True)
class GeneratorSpec:
    """A view generator, before it is loaded.

    load: makes it, given the folder of its weights, or None where it has none there. takes: which of
    "prompt", "image", "images" (several) and "sheet" it draws from. views: their names, or () where the
    request decides.
    resolution: pixels a side. depth, normals: whether the views know them. languages: of the prompts.
    downloads: what must be fetched once (repositories or files). licence: of the code, and of the weights.
    memory: bytes that it needs. check: raises ModelsheetError for a request that it can't draw, at no cost.
    """

    name: str
    summary: str
    load: Callable[[Path | None], Generator]
    takes: frozenset[str] = frozenset({"prompt"})
    views: tuple[str, ...] = ()
    resolution: int | None = None
    perspective: bool = False
    depth: bool = False
    normals: bool = False
    languages: tuple[str, ...] = ("en",)
    downloads: tuple[str, ...] = ()
    licence: tuple[str, str] = ("", "")
    memory: int = 0
    options: tuple[Option, ...] = ()
    check: Callable[[Request], object] = _takes_anything

    def read(self, request: Request) -> dict[str, Any]:
        """The values of the options, by name."""
        return read(self.options, dict(request.extra))


@dataclass(frozen=True)
class ReconstructorSpec:
    """A way from a sheet to a surface.

    reconstruct: called with the sheet and the values of its `options` by name; the surface may bring colours
    or a texture of its own, which are baked instead of the views where `colours` is True. drawn: whether it
    also takes `tolerance`, how far what is drawn may be from what is meant in object units, and `notes`, a
    list that gets a line for each thing that was mended. load: makes what it computes with, given to it as
    `network`; it is kept for the next job. clean: whether the surface is modelled, not drawn: its triangles
    stay as they are where they are few enough. perspective: whether it takes perspective views only.
    """

    name: str
    summary: str
    reconstruct: Callable[..., Surface]
    colours: bool = False
    drawn: bool = False
    options: tuple[Option, ...] = ()
    load: Callable[[], Any] | None = None
    clean: bool = False
    perspective: bool = False


@dataclass(frozen=True)
class RouteSpec:
    """A whole way from words or a picture to a surface, by the names of its stages.

    picture: the model that draws a picture of the words, from which the views are drawn; "" where they are
    drawn from the words themselves, or from a picture that is given. generator: what draws the views.
    method: the reconstruction. quality: how good its meshes are beside those of other routes, from 1 to 5, by
    what the makers of its models publish; 0 where nobody says.
    """

    name: str
    summary: str
    generator: str
    method: str = "auto"
    picture: str = ""
    quality: int = 0


@runtime_checkable
class HasPrior(Protocol):
    """A generator that can also refine."""

    def prior(self, prompt: str) -> Prior:
        """What it knows of a prompt, in the words of the sheet's settings."""


class Prior(Protocol):
    """A model that knows how things look, asked of one prompt.

    name: of the model.
    """

    name: str

    def redraw(self, sheet: ModelSheet, strength: float, seed: int) -> ModelSheet:
        """The sheet drawn anew after `strength`, 0 to 1, of the noise was put on it."""

    def pull(
        self, colors: torch.Tensor, sheet: ModelSheet, level: float, generator: torch.Generator
    ) -> torch.Tensor:
        """A number that falls as the sheet in other colours (V, 3, H, W), 0 to 1, becomes what the model
        would rather see; level: 0 to 1, the share of noise through which it looks."""


Rebuild = Callable[["ModelSheet"], "Surface"]
"""A sheet's surface, as the request wants it made."""


@dataclass(frozen=True)
class RefinerSpec:
    """What makes a sheet better before its asset is finished.

    refine: called with the sheet, which has depth, a Prior, a Rebuild, how many steps, the seed, and the
    context, which it tells how far it is. steps: how many where nobody says.
    """

    name: str
    summary: str
    refine: Callable[[ModelSheet, Prior, Rebuild, int, int, Context], ModelSheet]
    steps: int = 10


@dataclass(frozen=True)
class ExporterSpec:
    """A file format that assets are written in.

    write: called with the asset and the path of the file, which ends in `suffix`; it may write more files
    beside it, whose names begin alike. write_scene: the same for several assets in their places, where the
    format can hold them. extra, module: what to install (`modelsheet[EXTRA]`), and what it brings to import.
    """

    name: str
    summary: str
    suffix: str
    write: Callable[[Asset, Path], None]
    extra: str = ""
    write_scene: Callable[[Scene, Path], None] | None = None
    module: str = ""

    def check(self) -> None:
        """Raise ModelsheetError where what it needs is not installed."""
        if self.module and importlib.util.find_spec(self.module) is None:
            raise ModelsheetError("extra-missing", what=f"--format {self.name}", extra=self.extra)


Spec = TypeVar("Spec", GeneratorSpec, ReconstructorSpec, ExporterSpec, RouteSpec, RefinerSpec)


@cache
def _entry_points() -> Any:
    """Of all packages: to read them takes long where many are installed."""
    return importlib.metadata.entry_points()


class Registry(Generic[Spec]):
    """The specs of one kind. home: the package whose modules may have one, or the module that has them all;
    group: of the entry points.
    """

    def __init__(self, kind: Message, home: str, group: str, type_: type[Spec]) -> None:
        self.kind, self._home, self._group = kind, home, group
        self._type: type[Spec] = type_

    @cache  # noqa: B019  there is one registry of each kind, for as long as the process lives
    def all(self) -> dict[str, Spec]:
        """By name. An entry point that can't be loaded is left out: it says so when it is asked for."""
        found: dict[str, Any] = {}
        for entry in _entry_points().select(group=self._group):
            found[entry.name] = entry
        home = importlib.import_module(self._home)
        names = [each.name for each in pkgutil.iter_modules(getattr(home, "__path__", ()))]
        public = [name for name in names if not name.startswith("_")]
        for name in public or [""]:
            stage: Any = importlib.import_module(f"{self._home}.{name}".rstrip("."))
            for spec in (*getattr(stage, "SPECS", ()), getattr(stage, "SPEC", None)):
                if isinstance(spec, self._type):
                    found[spec.name] = spec
        return {name: found[name] for name in sorted(found)}

    def names(self) -> tuple[str, ...]:
        """Of all that there are."""
        return tuple(self.all())

    def find(self, name: str) -> Spec | None:
        """The spec of this name, or None. Raises ModelsheetError where its package is broken."""
        spec: Any = self.all().get(name)
        if isinstance(spec, importlib.metadata.EntryPoint):
            try:
                spec = spec.load()
            except Exception as error:  # somebody else's package may fail in any way it likes
                line = (str(error).splitlines() or [type(error).__name__])[0]
                raise ModelsheetError("stage-broken", kind=self.kind, name=name, reason=line) from error
        return spec

    def get(self, name: str) -> Spec:
        """The spec of this name. Raises ModelsheetError where there is none."""
        spec = self.find(name)
        if spec is None:
            raise ModelsheetError("stage-unknown", kind=self.kind, name=name, known=", ".join(self.names()))
        return spec


GENERATORS = Registry(
    Message("kind-generator"), "modelsheet.generation", "modelsheet.generators", GeneratorSpec
)
RECONSTRUCTORS = Registry(
    Message("kind-method"), "modelsheet.reconstruction", "modelsheet.reconstructors", ReconstructorSpec
)
TEXTURERS = Registry(Message("kind-texturer"), "modelsheet.texturing", "modelsheet.texturers", GeneratorSpec)
"""Generators that draw the views of `context.known.surface`, a mesh that exists: see `texturing`."""

EXPORTERS = Registry(
    Message("kind-format"), "modelsheet.formats.writers", "modelsheet.exporters", ExporterSpec
)
REFINERS = Registry(Message("kind-refiner"), "modelsheet.refining", "modelsheet.refiners", RefinerSpec)
ROUTES = Registry(Message("kind-route"), "modelsheet.routes", "modelsheet.routes", RouteSpec)
