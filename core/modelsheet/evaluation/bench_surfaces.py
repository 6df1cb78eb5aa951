"""`modelsheet bench surfaces`: how regular the surfaces of drawn sheets are, before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import reconstruction
from ..errors import ModelsheetError
from ..finishing.report import components
from ..pipeline import Pipeline
from ..reconstruction.depth_hull import marched
from ..render import silhouette_iou
from ..sheet import ModelSheet
from ..surface import Surface
from .metrics import asymmetry, flat_share

PROMPTS = (
    "a wooden crate",
    "a metal crate",
    "a stack of two crates",
    "a cardboard box",
    "a wooden chest",
    "a treasure chest",
    "a wooden table",
    "a white table",
    "a kitchen table",
    "a desk",
    "a workbench",
    "a bedside table",
    "a stone wall",
    "a brick wall",
    "a wooden wall",
    "a castle wall",
    "a wall with a window",
    "a white wall",
    "a small house",
    "a brick house with a red roof",
    "a small cottage",
    "a medieval house",
    "a small village house",
    "a barn",
)


@dataclass(frozen=True)
class Regularity:
    """One drawn sheet. Before: its surface as it is marched from the sheet as drawn; after: as it ships.

    flat: share of the area along the dominant planes, see `metrics.flat_share`. asymmetry: object units,
    see `metrics.asymmetry`; symmetries: those that were found and enforced. floating: pieces beside the
    largest; noted: lines in the report on pieces. iou: silhouettes with the sheet as drawn.
    """

    prompt: str
    seed: int
    flat_before: float
    flat_after: float
    asymmetry_before: float
    asymmetry_after: float
    symmetries: str
    floating_before: int
    floating_after: int
    noted: int
    iou_before: float
    iou_after: float


def bench_surfaces(
    prompts: Sequence[str] = (),
    seeds: int = 1,
    generator: str = "embedded",
    sheets: Path | None = None,
    progress: Callable[[str, float], None] = lambda phase, part: None,
) -> list[Regularity]:
    """A row for each of the prompts (PROMPTS where none is given) and each of so many seeds.

    sheets: a folder, in which all saved sheets are measured instead.
    """
    if sheets:
        found = sorted(path.parent for path in sheets.rglob("sheet.json"))
        if not found:
            raise ModelsheetError(f"no sheet in {sheets}: draw some with `modelsheet batch --views-only`")
        rows = []
        for i, folder in enumerate(found):
            progress("surfaces", i / len(found))
            rows.append(measure(ModelSheet.load(folder)))
        return rows
    pipeline = Pipeline.from_pretrained(generator)
    wanted = [(prompt, seed) for prompt in prompts or PROMPTS for seed in range(seeds)]
    rows = []
    for i, (prompt, seed) in enumerate(wanted):
        progress("surfaces", i / len(wanted))
        rows.append(measure(pipeline.draw(prompt, seed=seed)))
    return rows


def measure(sheet: ModelSheet) -> Regularity:
    """The row of a drawn sheet with depths."""
    tolerance = reconstruction.contradiction(sheet)
    before = marched(sheet, tolerance)
    even, symmetries = reconstruction.regular(sheet, "auto", tolerance)
    notes: list[str] = []
    after = reconstruction.reconstruct(even, "depth_hull", {}, tolerance, notes)
    return Regularity(
        sheet.prompt,
        sheet.seed or 0,
        flat_share(before),
        flat_share(after),
        asymmetry(before),
        asymmetry(after),
        " ".join(symmetries) or "none",
        components(before) - 1,
        components(after) - 1,
        len(notes),
        _iou(before, sheet),
        _iou(after, sheet),
    )


def table(rows: Sequence[Regularity]) -> str:
    """The figures for a person, and their means."""
    pairs = ("flat", "asymmetry", "floating", "iou")
    lines = [f"{'before > after':28}" + "".join(f"{name:>20}" for name in pairs) + "  noted  symmetries"]
    for row in rows:
        lines.append(f"{row.prompt[:24]:25}{row.seed:<3}{_pairs([row])}{row.noted:7}  {row.symmetries}")
    lines.append(f"{'mean':28}{_pairs(rows)}")
    return "\n".join(lines)


def _pairs(rows: Sequence[Regularity]) -> str:
    cells = []
    for name, form in (("flat", ".2f"), ("asymmetry", ".4f"), ("floating", ".1f"), ("iou", ".3f")):
        ends = (np.mean([getattr(row, f"{name}_{when}") for row in rows]) for when in ("before", "after"))
        cells.append(" > ".join(format(end, form) for end in ends))
    return "".join(f"{cell:>20}" for cell in cells)


def _iou(surface: Surface, sheet: ModelSheet) -> float:
    return float(np.mean(list(silhouette_iou(surface, sheet).values())))
