"""The embedded pipeline as a stage: the prompt in the words of its captions, parts that are kept."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ...cameras import sheet_cameras
from ...candidates import Candidates, seeds
from ...context import Context
from ...errors import Message
from ...prompts import understand
from ...registry import Prior
from ...request import Request
from ...sheet import ModelSheet
from ..known import KnownParts
from . import PATCH, RESOLUTION, critic
from .known import known_parts
from .pipeline import EmbeddedPipeline
from .reader import THREE_QUARTER, Eye
from .typical import expand


class EmbeddedGenerator:
    """See `registry.Generator`."""

    name = "embedded"

    def __init__(self, pipeline: EmbeddedPipeline) -> None:
        self.pipeline = pipeline

    @cached_property
    def eye(self) -> Eye:
        """Reads pictures and judges drawings, in the words of this model's vocabulary."""
        return Eye.open(self.pipeline.vocabulary)

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
        text = str(sheets[0].prompt)
        found = critic.scores(sheets, text, self.pipeline.text_encoder.sentences([text])[0], self.eye)
        return Candidates(tuple(sheets), found, critic.best(found))

    def prior(self, prompt: str) -> Prior:
        """See `registry.HasPrior`."""
        from .prior import EmbeddedPrior

        return EmbeddedPrior(self.pipeline, prompt)

    def _draw(self, request: Request, context: Context) -> list[ModelSheet]:
        understood = understand(request.prompt)
        text = expand(understood.text) if request.expand else understood.text
        told: dict[str, Any] = {}
        if text != request.prompt:
            told["understood"] = text
        if understood.unknown:
            told["unknown"] = list(understood.unknown)
        known = self._known(request, context)
        if request.image and known and context.known is None:
            text, known, told["read"] = self._by_picture(text, known, request)
        sheets = self.pipeline.draw_seeds(
            text,
            seeds(request.seed, request.candidates),
            steps=request.steps,
            guidance_scale=request.guidance,
            known=known,
            on_step=context.forming,
        )
        return [replace(sheet, settings=sheet.settings | told) for sheet in sheets]

    def _known(self, request: Request, context: Context) -> KnownParts | None:
        if context.known and context.known.surface:
            return KnownParts.of_mesh(context.known.surface, request, sheet_cameras(RESOLUTION), PATCH)
        return context.known or known_parts(request, RESOLUTION)

    def _by_picture(
        self, text: str, known: KnownParts, request: Request
    ) -> tuple[str, KnownParts | None, dict[str, Any]]:
        """What is drawn of a picture: the words, the parts that are kept, and a message on how it was taken.

        Where nobody says what it shows, and it is surely another side than the front, it is taken for that
        side; pictures of several sides are what they are said to be. One from between the sides is no view
        of a sheet: then the words alone are drawn. A back is taken for the front: few people mean it.
        """
        reading = self.eye.read(known.sheet.views[0].rgba)
        words, side = text or reading.caption, request.image_view or "front"
        if reading.sure >= _SURE and not (request.image_view or request.images):
            if reading.side == THREE_QUARTER:
                return words, None, Message("picture-between", {"text": words}).to_json()
            side = "front" if reading.side == "back" else reading.side
            known = known_parts(replace(request, image_view=side), RESOLUTION) or known
        return words, known, Message("picture-read", {"text": words, "side": side}).to_json()


_SURE = 0.7
"""How sure the reader must be of a side to go by it: 0.08 of the fronts are then mistaken."""
