"""`modelsheet bench steps`: what more denoising steps bring, and what they cost."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ..pipeline import Pipeline
from ..training.dataset import AssetLibrary
from ..training.train import never_saw_held_out
from ..weights import find_model
from .evaluate import Bench, row
from .prompts import GROUPS, first, fixed_prompts

_TOGETHER, _TIMES = 4, 3


def bench_steps(
    model: str,
    data: str | Path,
    cache: Path,
    count: int,
    steps: Sequence[int],
    progress: Callable[[str, float], None] = lambda phase, part: None,
) -> list[dict]:
    """One row for each number of steps: the figures of `evaluate` over `count` category prompts, seed 0.

    draw: median seconds to draw one sheet. together: seconds a sheet where four seeds are drawn in one
    pass, None for a generator that can't.
    """
    progress("judge", 0.0)
    pipeline = Pipeline.from_pretrained(model)
    bench = Bench.open(AssetLibrary(data), cache).for_model(never_saw_held_out(find_model(model)))
    prompts = [prompt for prompt in first(fixed_prompts(), count) if prompt.group == GROUPS[-1]]
    pipeline.draw(prompts[0].text, steps=1)
    _together(pipeline, prompts[0].text, steps=1)  # both warm up
    rows = []
    for number in steps:
        samples, seconds = [], []
        for i, prompt in enumerate(prompts):
            progress(f"{number} steps", i / len(prompts))
            start = time.perf_counter()
            sheet = pipeline.draw(prompt.text, steps=number)
            seconds.append(time.perf_counter() - start)
            samples.append(bench.sample(prompt, sheet))
        figures = row(f"{number} steps", samples)
        del figures["seconds"]
        together = _together(pipeline, prompts[0].text, number)
        rows.append({**figures, "draw": statistics.median(seconds), "together": together})
    return rows


def _together(pipeline: Pipeline, prompt: str, steps: int) -> float | None:
    draw_seeds = getattr(pipeline.generator, "draw_seeds", None)
    if draw_seeds is None:
        return None
    seconds = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        draw_seeds(prompt, range(_TOGETHER), steps=steps)
        seconds.append((time.perf_counter() - start) / _TOGETHER)
    return statistics.median(seconds)
