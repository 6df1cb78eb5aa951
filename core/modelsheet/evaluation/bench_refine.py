"""`modelsheet bench refine`: what refining a sheet brings, and what it costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ModelsheetError
from ..pipeline import Pipeline
from ..prompts.minilm import TextEncoder
from ..registry import REFINERS
from ..sheet import ModelSheet
from ..training.dataset import AssetLibrary
from . import judge
from .consistency import Consistency, back_in_the_cube, consistency
from .evaluate import choices_of
from .prompts import Prompt, check_data, first, fixed_prompts

UNREFINED = "off"
_TEXTURE = 512  # texels a side, as `evaluate` has them


@dataclass(frozen=True)
class Refined:
    """What became of one sheet. sheet_right, mesh_right: whether the judge picks the prompt out of 50.
    agreement: of the mesh with its sheet; None where there is no mesh. processor: seconds from the drawn
    sheet to the asset.
    """

    prompt: Prompt
    how: str
    sheet_right: bool = False
    mesh_right: bool = False
    agreement: Consistency | None = None
    processor: float = 0.0


def bench_refine(
    model: str,
    data: str | Path,
    cache: Path,
    count: int = 7,
    seed: int = 0,
    progress: Callable[[str, float], None] = lambda phase, part: None,
) -> list[Refined]:
    """The assets of `count` prompts of each group: of the sheet as it was drawn, and after each refiner with
    its own number of steps.
    """
    progress("judge", 0.0)
    library = AssetLibrary(data)
    check_data(library)
    jury = judge.load_or_train(library, cache, TextEncoder())
    texts = choices_of(library, jury)
    pipeline = Pipeline.from_pretrained(model)
    prompts, found = first(fixed_prompts(), count), []
    for i, prompt in enumerate(prompts):
        progress("prompts", i / len(prompts))
        sheet = pipeline.draw(prompt.text, seed=seed)

        def right(rgba: np.ndarray, prompt: Prompt = prompt) -> bool:
            own = texts[prompt.group]
            return jury.pick(rgba, own, own.texts.index(prompt.text))

        found += [_refined(pipeline, sheet, prompt, how, right) for how in (UNREFINED, *REFINERS.names())]
    return found


def _refined(
    pipeline: Pipeline, sheet: ModelSheet, prompt: Prompt, how: str, right: Callable[[np.ndarray], bool]
) -> Refined:
    start = time.process_time()
    try:
        asset = pipeline.reconstruct(sheet, refine=how, texture_size=_TEXTURE, seed=sheet.seed)
    except ModelsheetError:
        return Refined(prompt, how)
    processor = time.process_time() - start
    assert asset.sheet is not None
    surface = back_in_the_cube(asset.surface, np.array(asset.report["cube"]))
    agreement, views = consistency(surface, asset.sheet)
    mesh = judge.rgba_of(views[: len(sheet.views)])
    return Refined(prompt, how, right(judge.rgba_of(asset.sheet)), right(mesh), agreement, processor)


def rows(found: list[Refined]) -> list[dict]:
    """One row for each way: means over its sheets."""
    table = []
    for how in dict.fromkeys(each.how for each in found):
        own = [each for each in found if each.how == how]
        known = [each.agreement for each in own if each.agreement is not None]
        table.append(
            {
                "refine": how,
                "prompts": len(own),
                "sheet right": float(np.mean([each.sheet_right for each in own])),
                "mesh right": float(np.mean([each.mesh_right for each in own])),
                "iou": float(np.mean([each.iou for each in known])),
                "psnr": float(np.mean([each.psnr for each in known])),
                "oblique iou": float(np.mean([each.oblique_iou for each in known])),
                "oblique psnr": float(np.mean([each.oblique_psnr for each in known])),
                "processor": float(np.mean([each.processor for each in own])),
            }
        )
    return table
