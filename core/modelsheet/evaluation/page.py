"""The page of an evaluation: every figure, and every sample with what was drawn, made and remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from ..sheet import ModelSheet, View
from ..training.dataset import SheetCache
from .evaluate import SEEDS, Evaluation, Sample, text
from .judge import CHOICES

_PICTURES = "pictures"
_CELL = 96
_STYLE = """
body { margin: 24px auto; max-width: 1080px; padding: 0 16px; font: 15px/1.5 system-ui, sans-serif; color: #22211f; background: #f4f3f0; }
table { border-collapse: collapse; margin: 12px 0; font-variant-numeric: tabular-nums; background: #fff; }
th, td { padding: 4px 10px; border: 1px solid #d9d6d0; text-align: right; font-size: 14px; }
th:first-child, td:first-child { text-align: left; }
tr.real { color: #6a6762; }
section { margin: 18px 0; padding: 10px 14px; background: #fff; border: 1px solid #d9d6d0; border-radius: 8px; }
section h3 { margin: 0; font-size: 16px; }
section p { margin: 2px 0 8px; color: #6a6762; font-size: 13px; }
img { max-width: 100%; background: #e9e7e2; }
.good { color: #1d6b3a; } .bad { color: #a3262a; }
"""  # noqa: E501
_NOTES = f"""
<ul>
<li><b>sheet right, mesh right</b>: R-Precision. A judge, taught on renders of the training assets and
never on the held-out families (only its four constants were chosen by them) nor on anything generated,
picks the prompt among {CHOICES} of its group, from the drawn sheet and from renders of the mesh. A caption of
the same concept is not among them. Chance is {1 / CHOICES:.2f}; what it scores on real sheets is the row
below.</li>
<li><b>iou, psnr</b>: silhouettes and colours of the mesh against its sheet through the sheet's six cameras;
<b>oblique</b>: through four others, against the sheet's own pixels carried there by their depth.</li>
<li><b>usable</b>: watertight, at least 90 % of the surface in one piece (not asked of compositions), no view
empty, of the promised size and on the ground.</li>
<li><b>nearest</b>: median distance to the most similar training sheet, or its mirror image. A model that
copies comes out far below the real sheets, which are measured against the assets of other families.</li>
<li>Real <b>compositions</b> are put together from assets that the judge has seen alone.</li>
</ul>
"""


class Page:
    """Gathers the pictures of samples in a folder, then writes `index.html` and `evaluation.json`."""

    def __init__(self, folder: Path, training: SheetCache) -> None:
        self.folder = folder
        self._training = training
        self._rows = {record.id: i for i, record in enumerate(training.records)}
        self._samples: list[Sample] = []
        self._known: list[str] = []
        (folder / _PICTURES).mkdir(parents=True)

    def show(self, sample: Sample, sheet: ModelSheet, carried: list[View], mesh: list[View]) -> None:
        """Keep a picture of the sheet, of the mesh under it, and of the nearest training sheet."""
        near = self._training.rgba[self._rows[sample.nearest]]
        rows = ([view.rgba for view in (*sheet, *carried)], [view.rgba for view in mesh], list(near))
        self._draw(f"{len(self._samples):03d}", rows)
        self._samples.append(sample)

    def show_known(self, category: str, real: ModelSheet, drawn: ModelSheet, told: ModelSheet) -> None:
        """Keep a picture of an asset's own views, and under them those drawn from its front."""
        rows = [[view.rgba for view in sheet] for sheet in (real, drawn, told)]
        self._draw(f"known-{len(self._known):03d}", rows)
        self._known.append(category)

    def _draw(self, name: str, rows: Sequence[Sequence[np.ndarray]]) -> None:
        picture = Image.new("RGBA", (len(rows[0]) * _CELL, len(rows) * _CELL))
        for y, views in enumerate(rows):
            for x, rgba in enumerate(views):
                small = Image.fromarray(np.ascontiguousarray(rgba)).resize((_CELL, _CELL))
                picture.paste(small, (x * _CELL, y * _CELL))
        picture.save(self.folder / _PICTURES / f"{name}.webp", quality=80)

    def write(self, evaluation: Evaluation) -> None:
        """The page and the figures as JSON."""
        content = json.dumps(evaluation.to_dict(), indent=1, ensure_ascii=False)
        (self.folder / "evaluation.json").write_text(content + "\n", "utf-8")
        (self.folder / "index.html").write_text(self._html(evaluation), "utf-8")

    def _html(self, evaluation: Evaluation) -> str:
        lost = [s for s in evaluation.samples if s.consistency is None]
        parts = [
            "<!doctype html><html lang='en'><meta charset='utf-8'>",
            "<meta name='viewport' content='width=device-width'>",
            f"<title>Evaluation of {escape(evaluation.model)}</title><style>{_STYLE}</style>",
            f"<h1>Evaluation of {escape(evaluation.model)}</h1>",
            f"<p>{escape(evaluation.provenance)}. Compared with {evaluation.seen:,} training sheets.</p>",
            _table(evaluation.rows()),
            f"<p>Mean distance between the sheets of one prompt over {SEEDS} seeds: {evaluation.spread:.3f};",
            f" between real assets of one concept: {evaluation.real_spread:.3f}.</p>",
            "<h2>Known parts</h2>",
            *(f"<p>{escape(line)}</p>" for line in str(evaluation.known).splitlines()),
            *self._fronts(),
            _NOTES,
            "<h2>The judge</h2>",
            "<p>The share of real sheets that it judges right, by how many sheets it has learnt from.</p>",
            _table(evaluation.judge),
            "<h2>By category, the worst first</h2>",
            _table(evaluation.categories()),
            "<h2>Samples</h2><p>First row: the sheet, then its pixels carried to four other cameras. Second:",
            " the mesh. Third: the nearest training sheet.</p>",
            *(_section(sample, f"{_PICTURES}/{i:03d}.webp") for i, sample in enumerate(self._samples)),
            *(_section(sample, "") for sample in lost),
            "</html>\n",
        ]
        return "\n".join(parts)

    def _fronts(self) -> Iterator[str]:
        if self._known:
            yield "<details><summary>From a front: the asset's own views, those drawn without words,"
            yield " and those drawn with its caption</summary>"
            yield from (
                _figure(name, f"{_PICTURES}/known-{i:03d}.webp") for i, name in enumerate(self._known)
            )
            yield "</details>"


def _table(rows: Sequence[dict]) -> str:
    if not rows:
        return "<p>none was asked for</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = (
        f"<tr{' class=real' if str(row.get('what')).endswith('real') else ''}>"
        + "".join(f"<td>{escape(text(value))}</td>" for value in row.values())
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{''.join(body)}</table>"


def _section(sample: Sample, picture: str) -> str:
    facts = [
        f"{escape(sample.prompt.group)} {escape(sample.prompt.category)}",
        _verdict("sheet", sample.sheet_right),
        _verdict("mesh", bool(sample.mesh_right)),
    ]
    if sample.consistency:
        c = sample.consistency
        facts.append(f"iou {c.iou:.3f}, psnr {c.psnr:.1f}; oblique {c.oblique_iou:.3f}, {c.oblique_psnr:.1f}")
    if sample.faults:
        facts.append(f"<span class=bad>{escape(', '.join(sample.faults))}</span>")
    facts.append(f"nearest {escape(sample.nearest)}, {text(sample.distance)} away")
    image = (
        f"<img src='{picture}' loading='lazy' alt='{escape(sample.prompt.text, True)}'>" if picture else ""
    )
    return f"<section><h3>{escape(sample.prompt.text)}</h3><p>{' · '.join(facts)}</p>{image}</section>"


def _figure(name: str, picture: str) -> str:
    return f"<p>{escape(name)}<br><img src='{picture}' loading='lazy' alt='{escape(name, True)}'></p>"


def _verdict(what: str, right: bool) -> str:
    return f"<span class={'good' if right else 'bad'}>{what} {'right' if right else 'wrong'}</span>"
