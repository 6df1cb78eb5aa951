"""The embedded pipeline as a stage: the prompt in the words of its captions, parts that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ...cameras import sheet_cameras
from ...candidates import Candidates, seeds
from ...context import Context
from ...prompts import understand
from ...request import Request
from ...sheet import ModelSheet
from ..known import KnownParts
from . import PATCH, RESOLUTION, critic
from .known import known_parts
from .pipeline import EmbeddedPipeline
from .typical import expand


class EmbeddedGenerator:
    """See `registry.Generator`."""

    name = "embedded"

    def __init__(self, pipeline: EmbeddedPipeline) -> None:
        self.pipeline = pipeline

    @classmethod
    def load(cls, folder: Path) -> EmbeddedGenerator:
        """From a folder of weights. Raises ModelsheetError when a part is missing or damaged."""
        return cls(EmbeddedPipeline.from_pretrained(folder))

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """One sheet; the same request, weights and machine give the same pixels.

        The model reads the prompt as `prompts.understand` puts it, and of a bare noun more. The sheet's
        settings say what was understood, and what was not.
        """
        return self._draw(request, context)[0]

    def draw_candidates(self, request: Request, context: Context) -> Candidates:
        """Sheets of one pass, as `draw` gives them one by one but for rounding, and the critic's choice."""
        sheets = self._draw(request, context)
        found = critic.scores(sheets, sheets[0].settings.get("understood", request.prompt))
        return Candidates(tuple(sheets), found, critic.best(found))

    def _draw(self, request: Request, context: Context) -> list[ModelSheet]:
        understood = understand(request.prompt)
        text = expand(understood.text) if request.expand else understood.text
        sheets = self.pipeline.draw_seeds(
            text,
            seeds(request.seed, request.candidates),
            steps=request.steps,
            guidance_scale=request.guidance,
            known=self._known(request, context),
            on_step=context.forming,
        )
        told: dict[str, Any] = {}
        if text != request.prompt:
            told["understood"] = text
        if understood.unknown:
            told["unknown"] = list(understood.unknown)
        return [replace(sheet, settings=sheet.settings | told) for sheet in sheets]

    def _known(self, request: Request, context: Context) -> KnownParts | None:
        if context.known and context.known.surface:
            return KnownParts.of_mesh(context.known.surface, request, sheet_cameras(RESOLUTION), PATCH)
        return context.known or known_parts(request, RESOLUTION)
