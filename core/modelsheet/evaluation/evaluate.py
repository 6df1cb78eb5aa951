"""One model, the fixed prompts, and every figure beside that of real sheets.

alignment     R-Precision: the judge picks the prompt out of 50, from the drawn sheet and from renders
              of the mesh; a caption of the same concept is not among them
consistency   the mesh against its sheet, through the sheet's six cameras and four others
validity      the share of assets that can be used as they are
diversity     how unlike sheets of one prompt are, over seeds
memorisation  how near the nearest training sheet is, against real assets that were held out
known parts   what becomes of a picture of the front, and of pinned views
judge         what the judge scores on real sheets, and with how much less to learn from
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from ..cameras import SHEET_VIEWS, sheet_camera
from ..errors import ModelsheetError
from ..pipeline import Pipeline
from ..prompts.english import names_several
from ..prompts.minilm import TextEncoder
from ..sheet import ModelSheet, View, decode
from ..surface import Surface
from ..training.dataset import DEPTH_LIMIT, AssetLibrary
from ..training.train import never_saw_held_out
from ..weights import find_model
from . import judge, likeness
from .consistency import Consistency, carried, consistency, oblique_cameras, product
from .known import IMAGES, PINS, Known, KnownFigures, ShowKnown, known_figures
from .prompts import GROUPS, Prompt, check_data, first, fixed_prompts, real_compositions

SEEDS = 3
_MAIN = 0.9  # of the surface that one piece must hold
_EMPTY = 16  # pixels; a view that shows fewer is empty
_REALS = 20  # real sheets of each group that are rebuilt too
_PAIRS = 200  # of real assets of one concept
_SHARES = (1 / 8, 1 / 4, 1 / 2, 1)  # of the judge's sheets

Show = Callable[["Sample", ModelSheet, list[View], list[View]], None]
"""Called with a sample, its sheet, the sheet's pixels through the oblique cameras, and all of the mesh."""


@dataclass(frozen=True)
class Sample:
    """What became of one prompt, or of one real sheet.

    sheet_right, mesh_right: whether the judge picked the prompt. faults: why the asset can't be used.
    nearest and distance: the training asset whose sheet is most like it. None where it was not measured.
    """

    prompt: Prompt
    sheet_right: bool
    mesh_right: bool | None = None
    consistency: Consistency | None = None
    faults: tuple[str, ...] | None = None
    nearest: str = ""
    distance: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Evaluation:
    """All figures of a model. `real` are real sheets through the same measures.

    spread: mean distance between sheets of one prompt over seeds; real_spread: between real assets of
    one concept. held_out: whether the model's folder says it never saw the held-out families.
    known: of a picture of the front, and of pinned views. judge: one row for each share of its sheets.
    """

    model: str
    held_out: bool
    samples: list[Sample]
    real: list[Sample]
    spread: float
    real_spread: float
    known: KnownFigures
    judge: list[dict]
    seen: int

    def rows(self) -> list[dict]:
        """One row a group, each followed by that of the real sheets of the group."""
        return [
            row(name, [s for s in samples if s.prompt.group == group])
            for group in GROUPS
            for name, samples in ((group, self.samples), (f"{group}, real", self.real))
            if any(s.prompt.group == group for s in samples)
        ]

    def categories(self) -> list[dict]:
        """One row a category that was asked for, the worst first."""
        names = sorted({s.prompt.category for s in self.samples if s.prompt.category})
        rows = [row(name, [s for s in self.samples if s.prompt.category == name]) for name in names]
        return sorted(rows, key=lambda row: (row["mesh right"] or 0, row["usable"] or 0, row["iou"] or 0))

    def to_dict(self) -> dict:
        """Plain JSON values."""
        names = ("model", "held_out", "spread", "real_spread", "judge")
        figures = {name: getattr(self, name) for name in names}
        samples = {name: [asdict(s) for s in getattr(self, name)] for name in ("samples", "real")}
        known = asdict(self.known)
        return {**figures, "known": known, "rows": self.rows(), "categories": self.categories(), **samples}

    def __str__(self) -> str:
        apart = f"{self.spread:.3f}; of real assets of one concept {self.real_spread:.3f}"
        return "\n".join(
            [
                table(self.rows()),
                f"spread over {SEEDS} seeds {apart}",
                str(self.known),
                "real sheets right, by what the judge has learnt from",
                table(self.judge),
                self.provenance,
            ]
        )

    @property
    def provenance(self) -> str:
        """Whether the held-out families are new to the model, in a sentence."""
        if self.held_out:
            return "The model's folder says that it was trained without the held-out families"
        return (
            "The model's folder does not say that it was trained without the held-out families:"
            " take them as seen, and nearest distances as those to its own training data"
        )


def evaluate(
    model: str,
    data: str | Path,
    cache: Path,
    count: int | None = None,
    seed: int = 0,
    progress: Callable[[str, float], None] = lambda phase, part: None,
    show: Show | None = None,
    show_known: ShowKnown | None = None,
) -> Evaluation:
    """Every figure of a model. `count` prompts of each group instead of all make it quick.

    data: the folder of the training assets. cache: where their renders and the judge are kept. The same
    arguments give the same figures, seconds aside.
    """
    prompts = first(fixed_prompts(), count)
    library, held_out = AssetLibrary(data), never_saw_held_out(find_model(model))
    progress("judge", 0.0)
    bench = Bench.open(library, cache, show)
    sheets = real_sheets(library, cache)
    real = _real_samples(bench, sheets, len([p for p in prompts if p.group == GROUPS[0]]), progress)
    curve = _judge_curve(bench, sheets)
    bench = bench.for_model(held_out)
    pipeline = Pipeline.from_pretrained(model)
    samples = []
    for i, prompt in enumerate(prompts):
        progress("prompts", i / len(prompts))
        samples.append(_sample(pipeline, bench, prompt, seed))
    progress("seeds", 0.0)
    few = [p for p in prompts if p.group == GROUPS[-1]]
    spread = float(np.mean([_spread(pipeline, p.text, seed) for p in first(few, max(2, len(few) // 5))]))
    real_assets = _known_assets(library, bench, sheets)
    known = _known(pipeline, bench, real_assets, few, seed, lambda p: progress("known parts", p), show_known)
    seen = len(bench.training.records)
    apart = _real_spread(bench.training)
    return Evaluation(str(model), held_out, samples, real, spread, apart, known, curve, seen)


def _sample(pipeline: Pipeline, bench: Bench, prompt: Prompt, seed: int) -> Sample:
    """What becomes of a prompt; a fault of ours there costs this prompt, not the hour before it."""
    start = time.perf_counter()
    try:
        return bench.sample(prompt, pipeline.draw(prompt.text, seed=seed), start)
    except Exception as error:
        traceback.print_exc()
        return Sample(prompt, False, False, faults=(f"failed: {type(error).__name__}: {error}",))


@dataclass(frozen=True)
class Bench:
    """What a sheet is measured with. choices: the prompts of each group, as the jury reads them. training:
    the assets among which the nearest is sought: `seen`, those of the families not held out, or `every`.
    """

    jury: judge.Jury
    choices: dict[str, judge.Choices]
    every: likeness.Training
    seen: likeness.Training
    training: likeness.Training
    show: Show | None = None

    @classmethod
    def open(cls, library: AssetLibrary, cache: Path, show: Show | None = None) -> Bench:
        """For real sheets: with the judge of the cache, and the nearest among the seen families."""
        jury = judge.load_or_train(library, cache, TextEncoder())
        every = likeness.Training.of(library.sheets(library.whole, cache))
        seen = every.only(library.seen)
        return cls(jury, choices_of(library, jury), every, seen, seen, show)

    def with_jury(self, jury: judge.Jury) -> Bench:
        """The same prompts before another judge."""
        concepts = {g: dict(zip(c.texts, c.concepts, strict=True)) for g, c in self.choices.items()}
        choices = {group: judge.Choices.of(texts, jury) for group, texts in concepts.items()}
        return replace(self, jury=jury, choices=choices)

    def for_model(self, held_out: bool) -> Bench:
        """For what a model drew; unless it never saw the held-out ones, it may know any by heart."""
        return replace(self, training=self.seen if held_out else self.every)

    def sample(self, prompt: Prompt, sheet: ModelSheet, start: float | None = None) -> Sample:
        """Every figure of a sheet; `start`, of perf_counter, is when its drawing began."""
        try:
            surface, faults = _finished(sheet, whole=not _several(prompt))
        except ModelsheetError as error:
            surface, faults = None, (f"no mesh: {error}",)
        seconds = None if start is None else time.perf_counter() - start
        pixels = judge.rgba_of(sheet)
        i, distance = self.training.nearest(likeness.small(pixels))
        nearest = self.training.records[i].id
        sample = Sample(prompt, self.right(prompt, pixels), nearest=nearest, distance=distance)
        if surface is None:
            return replace(sample, mesh_right=False, faults=faults)
        agreement, views = consistency(surface, sheet)
        mesh_right = self.right(prompt, judge.rgba_of(views[: len(sheet.views)]))
        sample = replace(sample, mesh_right=mesh_right, consistency=agreement, faults=faults, seconds=seconds)
        if self.show and start is not None:
            self.show(sample, sheet, [carried(sheet, camera) for camera in oblique_cameras()], views)
        return sample

    def right(self, prompt: Prompt, rgba: np.ndarray) -> bool:
        """Whether the judge picks the prompt."""
        choices = self.choices[prompt.group]
        return self.jury.pick(rgba, choices, choices.texts.index(prompt.text))


def choices_of(library: AssetLibrary, jury: judge.Jury) -> dict[str, judge.Choices]:
    """The fixed prompts of each group, as a jury reads them."""
    concepts = {record.id: record.concept for record in library.whole}
    texts: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for prompt in fixed_prompts():
        texts[prompt.group][prompt.text] = concepts.get(prompt.source, prompt.text)
    return {group: judge.Choices.of(own, jury) for group, own in texts.items()}


def _judge_curve(bench: Bench, sheets: list[tuple[Prompt, ModelSheet]]) -> list[dict]:
    """One row for each of _SHARES: what a judge that learnt from so much scores on the real sheets."""
    rows = []
    for share in _SHARES:
        less = bench.with_jury(bench.jury.of_share(share))
        right = [(prompt.group, less.right(prompt, judge.rgba_of(sheet))) for prompt, sheet in sheets]
        groups = dict.fromkeys(group for group, _ in right)
        scores = {group: float(np.mean([good for g, good in right if g == group])) for group in groups}
        rows.append({"sheets": less.jury.sheets, **scores})
    return rows


def _known(
    pipeline: Pipeline,
    bench: Bench,
    known: list[Known],
    prompts: list[Prompt],
    seed: int,
    progress: Callable[[float], None],
    show: ShowKnown | None,
) -> KnownFigures:
    """IMAGES of the assets, and PINS prompts; no more than `prompts`."""
    categories = judge.Choices.categories(bench.seen.records, bench.jury)
    chosen = np.linspace(0, len(known) - 1, min(IMAGES, len(known), len(prompts))).round().astype(int)
    texts = [prompt.text for prompt in first(prompts, PINS)]
    real = [known[i] for i in chosen]
    return known_figures(pipeline, bench.jury, categories, real, texts, seed, progress, show)


def _known_assets(
    library: AssetLibrary, bench: Bench, sheets: list[tuple[Prompt, ModelSheet]]
) -> list[Known]:
    """The held-out assets of the prompts, of categories that were trained on."""
    categories = {record.category for record in bench.seen.records}
    records = {record.id: record for record in library.held_out}
    held = {p.source: (p, sheet) for p, sheet in sheets if p.group == GROUPS[0] and p.category in categories}
    return [
        Known(prompt.category, prompt.text, sheet, library.surface(records[source]))
        for source, (prompt, sheet) in held.items()
    ]


def _several(prompt: Prompt) -> bool:
    """Whether several objects are asked for, which may lie apart."""
    return prompt.group == "composition" or names_several(prompt.text)


def _finished(sheet: ModelSheet, whole: bool) -> tuple[Surface, tuple[str, ...]]:
    """The finished surface, back in the sheet's cube, and what is wrong with the asset."""
    asset, surface = product(sheet)
    promised = (asset.report["typical_size"] or {"longest_side_metres": 1.0})["longest_side_metres"]
    size, foot = np.ptp(asset.surface.bounds, axis=0), asset.surface.bounds[0, 2]
    checks = {
        "not watertight": asset.report["watertight"],
        "in pieces": not whole or main_share(asset.surface) >= _MAIN,
        "a view is empty": all(view.mask.sum() >= _EMPTY for view in sheet),
        "not of the promised size": abs(size.max() / promised - 1) < 1e-3 and abs(foot) < 1e-3,
    }
    faults = tuple(name for name, good in checks.items() if not good)
    return surface, faults


def main_share(surface: Surface) -> float:
    """The share of the surface that its largest piece holds; pieces hang together at places, not vertices."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    _, place = np.unique(surface.vertices, axis=0, return_inverse=True)
    a, b, c = place.reshape(-1)[surface.faces].T
    count = int(place.max()) + 1
    links = coo_matrix((np.ones(2 * len(a), np.int8), (np.r_[a, b], np.r_[b, c])), (count, count))
    label = connected_components(links, directed=False)[1][a]
    p, q, r = np.moveaxis(surface.corners.astype(np.float64), 1, 0)
    area = np.linalg.norm(np.cross(q - p, r - p), axis=1)
    return float(np.bincount(label, area).max() / area.sum())


def _real_samples(
    bench: Bench,
    sheets: list[tuple[Prompt, ModelSheet]],
    count: int,
    progress: Callable[[str, float], None],
) -> list[Sample]:
    """The prompts' own real sheets: all of them judged, some of them rebuilt as well."""
    wanted = set(first([prompt for prompt, _ in sheets], min(count, _REALS)))
    samples = []
    for i, (prompt, sheet) in enumerate(sheets):
        progress("real sheets", i / len(sheets))
        if prompt in wanted:
            samples.append(bench.sample(prompt, sheet))
        else:
            samples.append(Sample(prompt, bench.right(prompt, judge.rgba_of(sheet))))
    return samples


def real_sheets(library: AssetLibrary, cache: Path) -> list[tuple[Prompt, ModelSheet]]:
    """The sheets of the prompts that describe something real."""
    check_data(library)
    held = library.sheets(library.held_out, cache)
    place = {record.id: i for i, record in enumerate(held.records)}
    made = real_compositions(library, cache)
    found = []
    for prompt in fixed_prompts():
        if prompt.group == "held-out":
            i = place[prompt.source]
            found.append((prompt, _sheet(held.rgba[i], held.depth[i])))
        elif prompt.group == "composition":
            record, drawing = made[int(prompt.source)]
            if record.caption != prompt.text:
                raise ModelsheetError(
                    f"the data gives {record.caption!r}, not {prompt.text!r}:"
                    " give the assets that prompts.tsv is of"
                )
            found.append((prompt, _sheet(*drawing.encoded())))
    return found


def _sheet(rgba: np.ndarray, depth: np.ndarray) -> ModelSheet:
    """One sheet of a SheetCache."""
    depths = decode(depth, 0, DEPTH_LIMIT)
    parts = zip(SHEET_VIEWS, rgba, depths, strict=True)
    views = (
        View(name, sheet_camera(name, v.shape[0]), v[..., :3].copy(), v[..., 3].copy(), z)
        for name, v, z in parts
    )
    return ModelSheet(tuple(views), generator="render")


def _spread(pipeline: Pipeline, prompt: str, seed: int) -> float:
    """Mean distance between the sheets of one prompt over some seeds."""
    sheets = [pipeline.draw(prompt, seed=seed + i) for i in range(SEEDS)]
    drawn = [likeness.small(judge.rgba_of(sheet)) for sheet in sheets]
    return float(np.mean([likeness.distance(a, b) for a, b in combinations(drawn, 2)]))


def _real_spread(training: likeness.Training) -> float:
    """Mean distance between real assets of one concept, of different families."""
    order = np.random.default_rng(0).permutation(len(training.records))
    last: dict[str, int] = {}
    found: list[float] = []
    for i in order:
        record = training.records[i]
        j = last.get(record.concept)
        last[record.concept] = i
        if j is not None and training.records[j].family != record.family:
            found.append(float(likeness.distance(training.small[i], training.small[j])))
    return float(np.mean(found[:_PAIRS])) if found else float("nan")


def row(name: str, samples: list[Sample]) -> dict:
    """Means over the samples, each over those where it was measured."""

    def mean(values: list) -> float | None:
        known = [float(value) for value in values if value is not None]
        return float(np.mean(known)) if known else None

    found = [s.consistency for s in samples if s.consistency]
    distances = [s.distance for s in samples if s.distance is not None]
    return {
        "what": name,
        "prompts": len(samples),
        "sheet right": mean([s.sheet_right for s in samples]),
        "mesh right": mean([s.mesh_right for s in samples]),
        "iou": mean([c.iou for c in found]),
        "psnr": mean([c.psnr for c in found]),
        "oblique iou": mean([c.oblique_iou for c in found]),
        "oblique psnr": mean([c.oblique_psnr for c in found]),
        "usable": mean([not s.faults for s in samples if s.faults is not None]),
        "nearest": float(np.median(distances)) if distances else None,
        "seconds": mean([s.seconds for s in samples]),
    }


def table(rows: Sequence[dict]) -> str:
    """Rows of the same keys, for a person."""
    cells = [list(rows[0]), *([text(value) for value in each.values()] for each in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(" ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) for line in cells)


def text(value: object) -> str:
    """A figure as the tables show it."""
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
