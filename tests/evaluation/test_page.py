"""The page of an evaluation, written for one sample that was made and one that was lost."""

from __future__ import annotations

import json

import numpy as np
from PIL import Image

from modelsheet.evaluation.consistency import carried, consistency, oblique_cameras
from modelsheet.evaluation.evaluate import Evaluation, Sample
from modelsheet.evaluation.known import KnownFigures
from modelsheet.evaluation.page import Page
from modelsheet.evaluation.prompts import Prompt
from modelsheet.render import render_sheet
from modelsheet.training.dataset import AssetLibrary


def test_a_page_shows_every_sample_and_every_figure(assets, wedge, tmp_path):
    library = AssetLibrary(assets)
    training = library.sheets(library.held_out, tmp_path / "cache", workers=1)
    sheet, surface = render_sheet(wedge), wedge.normalized()
    agreement, views = consistency(surface, sheet)
    near = training.records[0].id
    made = Sample(
        Prompt("held-out", "wedge", "a <red> wedge", "x"), True, True, agreement, (), near, 0.1, 2.0
    )
    lost = Sample(
        Prompt("composition", "", "a ghost", "0"), False, False, None, ("no mesh: empty",), near, 0.5
    )
    page = Page(tmp_path / "page", training)
    page.show(made, sheet, [carried(sheet, camera) for camera in oblique_cameras()], views)
    page.show_known("a <wedge>", sheet, sheet, sheet)
    known = KnownFigures(3, 0.97, 0.6, 0.98, 0.7, 0.8, 2, 1.0, 0.96, 0.95, 0.5)
    judge = [{"sheets": 20, "held-out": 0.25}, {"sheets": 40, "held-out": 0.5}]
    page.write(Evaluation("tiny", False, [made, lost], [made], 0.2, 0.3, known, judge, 40))

    text = (tmp_path / "page" / "index.html").read_text("utf-8")
    for words in (
        "a &lt;red&gt; wedge",
        "a ghost",
        "no mesh: empty",
        "held-out, real",
        "take them as seen",
        "front iou 0.970",
        "a &lt;wedge&gt;",
        "<td>20</td><td>0.250</td>",
    ):
        assert words in text
    figures = json.loads((tmp_path / "page" / "evaluation.json").read_text("utf-8"))
    assert [row["what"] for row in figures["rows"]] == ["held-out", "held-out, real", "composition"]
    assert figures["rows"][0]["iou"] > 0.97
    assert [row["usable"] for row in figures["rows"]] == [1, 1, 0]
    with Image.open(tmp_path / "page" / "pictures" / "000.webp") as picture:
        pixels = np.asarray(picture.convert("RGBA"))
    assert pixels.shape == (3 * 96, 10 * 96, 4)
    with Image.open(tmp_path / "page" / "pictures" / "known-000.webp") as picture:
        assert picture.size == (6 * 96, 3 * 96)
    rows = pixels[..., 3].reshape(3, 96, 10, 96).any((1, 3))
    assert rows.tolist() == [[True] * 10, [True] * 10, [True] * 6 + [False] * 4]
