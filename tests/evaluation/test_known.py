"""Known parts, with a generator of random weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.evaluation import known
from modelsheet.evaluation.judge import Choices
from modelsheet.evaluation.known import PINNED, UNSEEN, Known, known_figures, picture, three_quarter
from modelsheet.generation.embedded import generator
from modelsheet.pipeline import Pipeline
from modelsheet.reconstruction import reconstruct
from modelsheet.render import render_sheet

CATEGORIES = Choices(["ball", "wedge"], np.eye(2), ["ball", "wedge"])


class Critic:
    """Knows one sheet."""

    def __init__(self, sheet) -> None:
        self.front = sheet["right"].rgba

    def of_views(self, views):
        assert tuple(views) == UNSEEN
        return self

    def pick(self, rgba, choices, own) -> bool:
        return choices.texts[own] == "wedge" and np.array_equal(rgba[1], self.front)


class Empty:
    """Draws nothing."""

    name = "empty"

    def __init__(self, sheet) -> None:
        views = [replace(view, alpha=np.zeros_like(view.alpha)) for view in sheet]
        self.sheet = replace(sheet, views=tuple(views))

    def draw(self, request, context):
        return self.sheet


@pytest.mark.long
def test_fronts_and_pinned_views_are_measured(wedge, tiny_folder, monkeypatch):
    """The surface is the bare one: to finish what random weights draw takes minutes."""
    monkeypatch.setattr(known, "product", lambda sheet: (None, reconstruct(sheet)))
    monkeypatch.setattr(generator, "_SURE", 2)  # a wedge's front is no front to the reader
    sheet = render_sheet(wedge)
    pipeline = Pipeline.from_pretrained(tiny_folder)
    shown = []
    figures = known_figures(
        pipeline,
        Critic(sheet),
        CATEGORIES,
        [Known("wedge", "a red wedge", sheet, wedge)],
        ["a wedge"],
        show=lambda *parts: shown.append(parts),
    )
    (category, real, drawn, told), *others = shown
    assert (category, real, others) == ("wedge", sheet, [])
    assert (drawn.prompt, told.prompt) == ("", "a red wedge")
    given = picture(sheet["front"])
    assert np.abs(told["front"].rgba.astype(int) - given.rgba).mean() < 5  # cut out anew
    assert (figures.images, figures.pins) == (1, 1)
    assert (figures.unseen_right, figures.told_unseen_right, figures.unseen_right_real) == (0, 0, 1)
    assert figures.kept == 1
    assert 0 < figures.front_iou <= 1
    assert 0 < figures.told_front_iou <= 1
    assert ", ".join(PINNED) in str(figures)


def test_what_gives_no_mesh_counts_as_nothing(wedge):
    sheet = render_sheet(wedge)
    figures = known_figures(
        Pipeline(Empty(sheet)),
        Critic(sheet),
        CATEGORIES,
        [Known("wedge", "a wedge", sheet, wedge)],
        ["a wedge"],
    )
    assert (figures.front_iou, figures.told_front_iou, figures.free_iou, figures.pinned_iou) == (0, 0, 0, 0)


def test_a_three_quarter_picture_shows_light_and_shade(wedge):
    shown = three_quarter(wedge)
    colors = shown.rgb[shown.mask].astype(int).sum(1)
    assert 0.05 < shown.mask.mean() < 0.9
    assert colors.min() < 0.9 * colors.max()


def test_nothing_to_draw_is_said(wedge, tiny_folder):
    pipeline = Pipeline.from_pretrained(tiny_folder)
    with pytest.raises(ModelsheetError, match="give real sheets and prompts"):
        known_figures(pipeline, Critic(render_sheet(wedge)), CATEGORIES, [], [])
