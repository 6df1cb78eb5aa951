"""Prompt to sheet to surface to asset, on one screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import finishing, reconstruction
from .asset import Asset
from .errors import ModelsheetError
from .finishing import FinishOptions
from .generation import KnownParts, ViewGenerator, load_generator
from .prompts import understand
from .sheet import ModelSheet

MAX_PROMPT = 1000
DEFAULTS = FinishOptions()

Progress = Callable[[str, float], None]
"""Called with the phase's name and how much of it is done, 0 to 1. What it raises ends the job."""

SheetCallback = Callable[[Callable[[], ModelSheet]], None]
"""Called after each drawing step with a function that gives the sheet as it stands."""


class Pipeline:
    """A view generator with everything that turns its sheets into assets.

    >>> asset = Pipeline.from_pretrained().generate("a wooden barrel", seed=7)
    """

    def __init__(self, generator: ViewGenerator) -> None:
        self.generator = generator
        self.seconds: dict[str, float] = {}

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path = "embedded") -> Pipeline:
        """Load the shipped generator, another shipped one by name, or one from a folder."""
        pipeline = cls.__new__(cls)
        pipeline.seconds = {}
        with timed(pipeline.seconds, "load"):
            pipeline.generator = load_generator(name_or_folder)
        return pipeline

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        expand: bool = True,
        progress: Progress | None = None,
        on_sheet: SheetCallback | None = None,
    ) -> ModelSheet:
        """The model sheet of a prompt, which may be empty where parts are known.

        The generator reads the prompt as `prompts.understand` puts it; `expand` makes more of a bare
        noun. The sheet's settings say what was understood, and what was not. Raises ModelsheetError
        for a prompt or option it can't use.
        """
        prompt = check_prompt(prompt, needed=known is None)
        _check_range("seed", seed, 0, 2**63 - 1)
        _check_range("steps", steps, 1, 1000)
        _check_range("guidance scale", guidance_scale, 0, 100)

        def on_step(step: int, count: int, sheet: Callable[[], ModelSheet]) -> None:
            if progress:
                progress("draw", step / count)
            if on_sheet:
                on_sheet(sheet)

        with timed(self.seconds, "draw"):
            understood = understand(prompt, expand)
            sheet = self.generator.draw(
                understood.text,
                seed=seed,
                steps=steps,
                guidance_scale=guidance_scale,
                known=known,
                on_step=on_step,
            )
        settings = dict(sheet.settings)
        if understood.text != prompt:
            settings["understood"] = understood.text
        if understood.unknown:
            settings["unknown"] = list(understood.unknown)
        return replace(sheet, prompt=prompt, settings=settings)

    def reconstruct(
        self, sheet: ModelSheet, *, finish: FinishOptions = DEFAULTS, progress: Progress | None = None
    ) -> Asset:
        """The finished asset of a sheet, drawn or painted; its report has what the last drawing took, too."""
        spent, self.seconds = self.seconds, {}
        return reconstruct(sheet, finish=finish, progress=progress, seconds=spent)

    def generate(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        expand: bool = True,
        finish: FinishOptions = DEFAULTS,
        progress: Progress | None = None,
        on_sheet: SheetCallback | None = None,
    ) -> Asset:
        """Prompt to asset: `draw`, then `reconstruct`."""
        sheet = self.draw(
            prompt,
            seed=seed,
            steps=steps,
            guidance_scale=guidance_scale,
            known=known,
            expand=expand,
            progress=progress,
            on_sheet=on_sheet,
        )
        return self.reconstruct(sheet, finish=finish, progress=progress)


class WarmPipeline:
    """Gives the pipeline of a generator; that of the last one stays loaded, and only that one.

    load: where it comes from, by the generator's name or folder.
    """

    def __init__(self, load: Callable[[str], Pipeline] = Pipeline.from_pretrained) -> None:
        self._load = load
        self._pipeline: Pipeline | None = None
        self.generator: str | None = None

    def __call__(self, generator: str) -> Pipeline:
        """The pipeline, without the seconds of an earlier job."""
        if self._pipeline is not None and generator == self.generator:
            self._pipeline.seconds = {}
            return self._pipeline
        self._pipeline = self.generator = None  # two would take twice the memory
        self._pipeline = self._load(generator)
        self.generator = generator
        return self._pipeline


def reconstruct(
    sheet: ModelSheet,
    *,
    method: str = "auto",
    finish: FinishOptions = DEFAULTS,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Asset:
    """The finished asset of a sheet; needs no generator. `seconds` so far go into its report."""
    spent = dict(seconds or {})
    report = progress or (lambda phase, fraction: None)
    notes: list[str] = []
    report("reconstruct", 0.0)
    with timed(spent, "reconstruct"):
        tolerance = reconstruction.contradiction(sheet)
        drawn, symmetries = reconstruction.regular(sheet, finish.symmetry, tolerance)
        if "round" in symmetries:  # its depths are computed now
            tolerance = 0.0
        surface = reconstruction.reconstruct(drawn, method, tolerance, notes)
    report("reconstruct", 1.0)
    asset = finishing.finish(surface, drawn, finish, report)
    facts = {"symmetries": list(symmetries), "notes": notes}
    seconds = {**spent, **asset.report["seconds"]}
    return replace(asset, sheet=sheet, report={**asset.report, **facts, "seconds": seconds})


def check_prompt(prompt: str, needed: bool = True) -> str:
    """The prompt in one line. Raises ModelsheetError when it is too long, or needed and empty."""
    prompt = " ".join(prompt.split())
    if needed and not prompt:
        raise ModelsheetError("the prompt is empty: say what to make, for example 'a wooden barrel'")
    if len(prompt) > MAX_PROMPT:
        raise ModelsheetError(
            f"the prompt has {len(prompt):,} characters: shorten it to {MAX_PROMPT:,} or fewer"
        )
    return prompt


def _check_range(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise ModelsheetError(f"{name} must be between {low} and {high}, not {value}")


@contextmanager
def timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    """Record how long the block takes."""
    start = time.perf_counter()
    yield
    seconds[phase] = round(time.perf_counter() - start, 3)


class PhaseClock:
    """A progress callback that adds up the seconds of each phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._phase = ""
        self._start = 0.0

    def __call__(self, phase: str, fraction: float) -> None:
        """A phase lasts from its first call to the first call of another."""
        if phase != self._phase:
            self.stop()
            self._phase, self._start = phase, time.perf_counter()

    def stop(self) -> None:
        """End the phase that runs."""
        if self._phase:
            spent = time.perf_counter() - self._start
            self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + spent
        self._phase = ""
