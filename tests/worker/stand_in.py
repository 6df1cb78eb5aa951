"""A view generator of another package, which draws a painted post in no time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np

from modelsheet.cameras import OBJECT_EXTENT, SHEET_RESOLUTION, SHEET_VIEWS, sheet_camera
from modelsheet.context import Context
from modelsheet.generation import KnownParts
from modelsheet.generation.embedded.known import known_parts
from modelsheet.registry import GeneratorSpec
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet, View

_TALL, _WIDE = OBJECT_EXTENT, 0.125  # thin, for little surface is little work
_STEP = 0.01  # seconds, so that a job can be met while it draws


class StandIn:
    """Draws a post whose sides have colours of the seed's choice; keeps what is known."""

    name = "stand_in"

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """The same sheet after every step."""
        colors = np.random.default_rng(request.seed).integers(0, 256, (len(SHEET_VIEWS), 3), np.uint8)
        known = known_parts(request, SHEET_RESOLUTION)
        views = tuple(_view(name, color, known) for name, color in zip(SHEET_VIEWS, colors, strict=True))
        sheet = ModelSheet(views, request.prompt, request.seed, self.name)
        count = request.steps or 4
        for step in range(1, count + 1):
            time.sleep(_STEP)
            context.forming(step, count, lambda: sheet)
        return sheet


SPEC = GeneratorSpec(
    "stand_in",
    "a painted post",
    lambda folder: StandIn(),
    takes=frozenset({"prompt", "image", "images", "sheet"}),
    check=known_parts,
)
ENTRY_POINTS = {"modelsheet.generators": {"stand_in": "stand_in:SPEC"}}


def save(folder: Path) -> Path:
    """A folder that names this generator."""
    (folder / "model_index.json").write_text(json.dumps({"generator": StandIn.name}))
    return folder


def _view(name: str, color: np.ndarray, known: KnownParts | None) -> View:
    """One side of the post, or what is known of it."""
    lying = name in ("top", "bottom")
    rows, columns = (_pixels(_WIDE if lying else _TALL), _pixels(_WIDE))
    rgba = np.zeros((SHEET_RESOLUTION, SHEET_RESOLUTION, 4), np.uint8)
    rgba[rows, columns] = (*color, 255)
    if known is not None and name in known.color:
        rgba[known.color[name]] = known.sheet[name].rgba[known.color[name]]
    near = np.float32(1 - (_TALL if lying else _WIDE) / 2)
    depth = np.where(rgba[..., 3] >= 128, near, np.float32(np.nan))
    return View(name, sheet_camera(name), rgba[..., :3].copy(), rgba[..., 3].copy(), depth)


def _pixels(side: float) -> slice:
    """Where a side of this length lies in a view."""
    margin = round(SHEET_RESOLUTION * (1 - side) / 2)
    return slice(margin, SHEET_RESOLUTION - margin)
