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
from .evaluate import SEEDS, Bench, Sample, row
from .prompts import first, fixed_prompts

_TOGETHER, _TIMES = 4, 3


def bench_steps(
    model: str,
    data: str | Path,
    cache: Path,
    count: int,
    steps: Sequence[int],
    progress: Callable[[str, float], None] = lambda phase, part: None,
) -> list[dict]:
    """One row for each number of steps: figures of `evaluate` over `count` prompts of each group, and SEEDS
    seeds. What the generator draws anew, it does here too.

    `sheet range` and `iou range`: from the lowest to the highest of the seeds' means. draw: median seconds
    to draw one sheet. together: seconds a sheet where four seeds are drawn in one pass, None for a
    generator that can't.
    """
    progress("judge", 0.0)
    pipeline = Pipeline.from_pretrained(model)
    bench = Bench.open(AssetLibrary(data), cache).for_model(never_saw_held_out(find_model(model)))
    prompts = first(fixed_prompts(), count)
    pipeline.draw(prompts[0].text, steps=1)
    _together(pipeline, prompts[0].text, steps=1)  # both warm up
    rows = []
    for number in steps:
        each: list[list[Sample]] = []
        seconds = []
        for seed in range(SEEDS):
            each.append([])
            for i, prompt in enumerate(prompts):
                progress(f"{number} steps", (seed + i / len(prompts)) / SEEDS)
                start = time.perf_counter()
                sheet = pipeline.draw(prompt.text, seed=seed, steps=number)
                seconds.append(time.perf_counter() - start)
                each[-1].append(bench.sample(prompt, sheet))
        figures = row(f"{number} steps", [sample for samples in each for sample in samples])
        apart = [row("", samples) for samples in each]
        rows.append(
            {
                "what": figures["what"],
                "prompts": len(prompts),
                "sheet right": figures["sheet right"],
                "sheet range": _range(apart, "sheet right"),
                **{name: figures[name] for name in ("mesh right", "iou")},
                "iou range": _range(apart, "iou"),
                "usable": figures["usable"],
                "draw": statistics.median(seconds),
                "together": _together(pipeline, prompts[0].text, number),
            }
        )
    return rows


def _range(rows: Sequence[dict], name: str) -> float | None:
    values = [each[name] for each in rows if each[name] is not None]
    return max(values) - min(values) if values else None


def _together(pipeline: Pipeline, prompt: str, steps: int) -> float | None:
    draw_seeds = getattr(getattr(pipeline.generator, "pipeline", None), "draw_seeds", None)
    if draw_seeds is None:
        return None
    seconds = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        draw_seeds(prompt, range(_TOGETHER), steps=steps)
        seconds.append((time.perf_counter() - start) / _TOGETHER)
    return statistics.median(seconds)
