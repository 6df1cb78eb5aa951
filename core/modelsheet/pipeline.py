"""The Python face: prompt to sheet to surface to asset, on one screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import finishing, reconstruction
from .asset import Asset
from .candidates import Candidates, seeds
from .context import Context, Listener, ignore
from .finishing import FinishOptions
from .generation import KnownParts, load_generator
from .registry import BatchGenerator, Generator
from .request import Request, check_prompt
from .sheet import ModelSheet


class Pipeline:
    """A view generator with everything that turns its sheets into assets.

    Options are the fields of `request.Request`; one that is not, or has a value that can't be, raises
    TypeError or ModelsheetError. `listen` is called with the events of `context`.

    >>> asset = Pipeline.from_pretrained().generate("a wooden barrel", seed=7)
    """

    def __init__(self, generator: Generator) -> None:
        self.generator = generator

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path = "embedded") -> Pipeline:
        """Load the generator that ships, another by name, or a trained one from its folder."""
        return cls(load_generator(name_or_folder))

    def draw(
        self, prompt: str, *, known: KnownParts | None = None, listen: Listener = ignore, **options: Any
    ) -> ModelSheet:
        """The model sheet of a prompt, which may be empty where parts are known.

        The sheet's settings say how the prompt was understood, and what of it was not.
        """
        request = Request(check_prompt(prompt, needed=known is None), **options)
        return draw(self.generator, request, Context(listen, known))

    def reconstruct(self, sheet: ModelSheet, *, listen: Listener = ignore, **options: Any) -> Asset:
        """The finished asset of a sheet, drawn or painted."""
        return make(sheet, Request(sheet.prompt, **options), Context(listen))

    def generate(
        self, prompt: str, *, known: KnownParts | None = None, listen: Listener = ignore, **options: Any
    ) -> Asset:
        """Prompt to asset: `draw`, then `reconstruct`."""
        request = Request(check_prompt(prompt, needed=known is None), **options)
        context = Context(listen, known)
        return make(draw(self.generator, request, context), request, context)


def draw(generator: Generator, request: Request, context: Context) -> ModelSheet:
    """The sheet that a request asks for, with the seconds that it took."""
    with context.phase("draw"):
        sheet = generator.draw(request, context)
    return _told(sheet, request, context)


def _told(sheet: ModelSheet, request: Request, context: Context) -> ModelSheet:
    """With what was asked for, and the seconds that it took."""
    return replace(sheet, prompt=request.prompt, seconds=dict(context.seconds))


def draw_candidates(generator: Generator, request: Request, context: Context) -> Candidates:
    """`request.candidates` sheets and which of them is the best, with the seconds that all took."""
    if request.candidates == 1:
        return Candidates((draw(generator, request, context),))
    with context.phase("draw"):
        if isinstance(generator, BatchGenerator):
            drawn = generator.draw_candidates(request, context)
        else:
            drawn = Candidates(_one_after_the_other(generator, request, context))
    return replace(drawn, sheets=tuple(_told(sheet, request, context) for sheet in drawn.sheets))


def _one_after_the_other(generator: Generator, request: Request, context: Context) -> tuple[ModelSheet, ...]:
    sheets = []
    context.candidates = request.candidates
    for context.candidate, seed in enumerate(seeds(request.seed, request.candidates), 1):
        sheets.append(generator.draw(replace(request, seed=seed, candidates=1), context))
    context.candidate = context.candidates = 1
    return tuple(sheets)


def make(sheet: ModelSheet, request: Request, context: Context) -> Asset:
    """The finished asset of a sheet; needs no generator. Its report has what the drawing took, too."""
    with context.phase("reconstruct"):
        tolerance = reconstruction.contradiction(sheet)
        even, symmetries = reconstruction.regular(sheet, request.symmetry, tolerance)
        notes: list[str] = []
        surface = reconstruction.reconstruct(even, request.method, dict(request.extra), tolerance, notes)
    options = FinishOptions(request.triangles, request.texture_size, request.height, request.texture)
    asset = finishing.finish(surface, even, options, context)
    facts = {"symmetries": list(symmetries), "notes": notes}
    seconds = {**sheet.seconds, **context.seconds}
    return replace(asset, sheet=sheet, report={**asset.report, **facts, "seconds": seconds})


class WarmPipeline:
    """Gives the pipeline of a generator; that of the last one stays loaded, and only that one.

    load: where it comes from, by the generator's name or folder.
    """

    def __init__(self, load: Callable[[str], Pipeline] = Pipeline.from_pretrained) -> None:
        self._load = load
        self._pipeline: Pipeline | None = None
        self.generator: str | None = None

    def __call__(self, generator: str) -> Pipeline:
        """The pipeline."""
        if self._pipeline is not None and generator == self.generator:
            return self._pipeline
        self._pipeline = self.generator = None  # two would take twice the memory
        self._pipeline = self._load(generator)
        self.generator = generator
        return self._pipeline
