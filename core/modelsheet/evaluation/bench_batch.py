"""`modelsheet bench batch`: what more workers bring, and what the batch itself costs.

Two questions. Real jobs: how many times faster are N workers than one, how much memory takes each,
and are the files those of single runs? Ten thousand jobs of no content: how long does each hold up a
worker beside its own work, does memory grow, and how soon does a resumed batch start?
"""

from __future__ import annotations

import numpy as np

from ..cameras import SHEET_VIEWS, sheet_camera
from ..generation import KnownParts, StepCallback
from ..pipeline import Pipeline
from ..sheet import ModelSheet, View

_PIXELS = 32


class StandIn:
    """A view generator that draws a box, in a colour chosen by the seed, in a millisecond."""

    name = "stand-in"

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: StepCallback | None = None,
    ) -> ModelSheet:
        """Six views of a cube with its depth."""
        alpha = np.zeros((_PIXELS, _PIXELS), np.uint8)
        alpha[1:-1, 1:-1] = 255
        depth = np.where(alpha > 0, np.float32(0.52), np.float32(np.nan))
        color = np.random.default_rng(seed).integers(0, 256, 3, np.uint8)
        rgb = np.where(alpha[..., None] > 0, color, np.uint8(0))
        cameras = [sheet_camera(name, _PIXELS) for name in SHEET_VIEWS]
        views = tuple(View(n, c, rgb, alpha, depth) for n, c in zip(SHEET_VIEWS, cameras, strict=True))
        return ModelSheet(views, prompt, seed, self.name)


def load_stand_in(generator: str) -> Pipeline:
    """A pipeline with the stand-in, whatever generator is asked for."""
    return Pipeline(StandIn())
