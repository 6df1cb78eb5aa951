"""Forty fixed prompts through the whole pipeline, and a blind grid for a person to judge."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..errors import ModelsheetError
from ..export import save
from ..pipeline import Pipeline

PROMPTS = (
    *("barrel", "crate", "treasure chest", "wooden table", "chair", "sofa", "bookshelf", "bed"),
    *("floor lamp", "bathtub", "kitchen stove", "burger", "pizza slice", "pumpkin", "carrot"),
    *("potion bottle", "sword", "axe", "shield", "key", "gold coin", "pine tree", "palm tree"),
    *("oak tree", "bush", "rock", "mushroom", "cactus", "wooden fence", "stone bridge"),
    *("castle tower", "medieval house", "windmill", "tent", "red car", "police car", "fire truck"),
    *("spaceship", "pig", "knight"),
)
_CELL, _COLUMNS, _LABEL = 240, 8, 20
_GOOD, _BAD, _PLAIN = (30, 120, 60), (180, 40, 40), (90, 90, 90)


@dataclass(frozen=True)
class PromptResult:
    """What one prompt gave. `number` is its place in the blind grid."""

    prompt: str
    number: int
    silhouette_iou: float
    watertight: bool
    triangles: int
    components: int


def bench_prompts(
    out: Path,
    generator: str = "embedded",
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> list[PromptResult]:
    """Make the 40 assets in `out`; write `blind.png` (shuffled, numbers only) and `results.json`."""
    pipeline = Pipeline.from_pretrained(generator)
    places = np.random.default_rng(seed).permutation(len(PROMPTS))
    results = []
    for i, prompt in enumerate(PROMPTS):
        asset = pipeline.generate(prompt, seed=seed)
        save(asset, out / prompt.replace(" ", "-"))
        report = asset.report
        facts = (report["silhouette_iou"]["mean"], report["watertight"], report["triangles"])
        results.append(PromptResult(prompt, int(places[i]), *facts, report["components"]))
        if progress:
            progress("prompts", (i + 1) / len(PROMPTS))
    (out / "results.json").write_text(json.dumps([vars(r) for r in results], indent=1) + "\n")
    numbered = sorted(results, key=lambda result: result.number)
    _grid(out, numbered, [(str(r.number), _PLAIN) for r in numbered]).save(out / "blind.png")
    return results


def mark(out: Path, verdicts: Path) -> tuple[int, int]:
    """Write `grid.png` from a person's verdicts; returns how many of how many were recognised.

    `verdicts` is JSON: {"NUMBER": true or false}, for the numbers of `blind.png`: true where the
    picture was called by its prompt's name, or a synonym, without the prompt in sight.
    """
    try:
        results = [PromptResult(**entry) for entry in json.loads((out / "results.json").read_text())]
    except (OSError, ValueError, TypeError) as error:
        raise ModelsheetError(f"{out} has no results to mark: run it without --verdicts first") from error
    try:
        judged = dict(json.loads(verdicts.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise ModelsheetError(f'{verdicts} is no list of verdicts: write {{"NUMBER": true, ...}}') from error
    missing = [str(r.number) for r in results if str(r.number) not in judged]
    if missing:
        raise ModelsheetError(f"{verdicts} lacks a verdict for {', '.join(missing)}: judge all of blind.png")
    labels = [
        (f"{r.prompt} {'yes' if judged[str(r.number)] else 'NO'}", _GOOD if judged[str(r.number)] else _BAD)
        for r in results
    ]
    _grid(out, results, labels).save(out / "grid.png")
    return sum(bool(judged[str(r.number)]) for r in results), len(results)


def table(results: list[PromptResult]) -> str:
    """The figures in one paragraph, the worst silhouettes by name."""
    worst = sorted(results, key=lambda result: result.silhouette_iou)[:5]
    return "\n".join(
        (
            f"prompts            {len(results)}",
            f"watertight         {sum(r.watertight for r in results)}",
            f"silhouette IoU     mean {np.mean([r.silhouette_iou for r in results]):.3f}",
            "worst silhouettes  " + ", ".join(f"{r.prompt} {r.silhouette_iou:.3f}" for r in worst),
            f"triangles          median {int(np.median([r.triangles for r in results]))}",
        )
    )


def _grid(out: Path, results: list[PromptResult], labels: list[tuple[str, tuple]]) -> Image.Image:
    rows = -(-len(results) // _COLUMNS)
    picture = Image.new("RGB", (_COLUMNS * _CELL, rows * (_CELL + _LABEL)), "white")
    draw = ImageDraw.Draw(picture)
    for i, (result, (text, color)) in enumerate(zip(results, labels, strict=True)):
        left, top = i % _COLUMNS * _CELL, i // _COLUMNS * (_CELL + _LABEL)
        preview = Image.open(out / result.prompt.replace(" ", "-") / "preview.png").convert("RGB")
        picture.paste(preview.resize((_CELL, _CELL), Image.Resampling.LANCZOS), (left, top))
        draw.text((left + 8, top + _CELL + 3), text, fill=color)
    return picture
