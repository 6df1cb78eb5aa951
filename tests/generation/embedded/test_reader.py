"""A picture is read: its noun, its colours, its side; and a drawing is judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.context import Context
from modelsheet.generation import load_generator
from modelsheet.generation.embedded import critic
from modelsheet.generation.embedded.pipeline import EmbeddedPipeline
from modelsheet.generation.embedded.reader import (
    MIRRORED,
    PIXELS,
    SIDES,
    Eye,
    PictureReader,
    Reading,
    as_input,
    cut,
)
from modelsheet.generation.embedded.vocabulary import Vocabulary
from modelsheet.prompts.colors import color_shares, colors_in
from modelsheet.request import Request
from modelsheet.weights import find_model, models_folder


class Told:
    """An eye that sees what it is told."""

    def __init__(self, side: str, sure: float) -> None:
        self.reading = Reading("barrel", ("red", "white"), side, sure)

    def read(self, rgba: np.ndarray) -> Reading:
        return self.reading


@pytest.fixture
def generator(tiny_folder: Path, monkeypatch):
    monkeypatch.setattr(EmbeddedPipeline, "attempts", 1)
    return load_generator(tiny_folder)


@pytest.fixture
def picture(tmp_path: Path) -> str:
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[10:50, 20:40] = (200, 40, 40, 255)
    Image.fromarray(rgba).save(tmp_path / "barrel.png")
    return str(tmp_path / "barrel.png")


def drawn(generator, side: str, sure: float, **options):
    generator.eye = Told(side, sure)
    return generator.draw(Request("", steps=1, **options), Context())


def test_a_picture_is_cut_to_its_object():
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[5:25, 30:40] = (10, 200, 30, 255)
    small = cut(rgba)
    rows, columns = np.nonzero(small[..., 3] > 128)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (92, 46)
    assert cut(np.zeros_like(rgba)).max() == 0
    given = as_input(small[None])
    assert given.shape == (1, 4, PIXELS, PIXELS)
    assert given[0, :, 0, 0].tolist() == [0.5, 0.5, 0.5, 0.0]


def test_colours_are_told_by_words():
    rgb = np.array([(200, 50, 40)] * 70 + [(240, 240, 240)] * 30, np.uint8)
    assert list(color_shares(rgb).items()) == [("red", 0.7), ("white", 0.3)]
    assert list(color_shares(np.array([(34, 80, 36)], np.uint8))) == ["green"]  # dark, but no gray
    assert colors_in("A grey table, with RED legs") == ("gray", "red")


def test_without_words_the_caption_is_what_was_read(generator, picture):
    sheet = drawn(generator, "front", 0.9, image=picture)
    assert sheet.settings["given"] == ["front"]
    assert str(sheet.notices[-1]) == 'the picture was taken for the front of "a red and white barrel"'


@pytest.mark.parametrize(
    ("side", "sure", "given"),
    [("right", 0.9, ["right"]), ("right", 0.5, ["front"]), ("back", 0.95, ["front"])],
)
def test_another_side_must_be_sure(generator, picture, side, sure, given):
    assert drawn(generator, side, sure, image=picture).settings["given"] == given


def test_a_person_knows_better(generator, picture):
    sheet = drawn(generator, "three-quarter", 0.99, image=picture, image_view="left")
    assert sheet.settings["given"] == ["left"]


def test_from_between_the_sides_the_words_are_drawn(generator, picture):
    sheet = drawn(generator, "three-quarter", 0.99, image=picture)
    assert "given" not in sheet.settings
    assert "--image-view front" in str(sheet.notices[-1])


@pytest.mark.model
def test_the_reader_that_ships_is_small_and_reads_mirrored_pictures_alike():
    files = list((models_folder() / "reader").glob("*.safetensors"))
    assert sum(path.stat().st_size for path in files) < 6e6
    eye = Eye.open(Vocabulary.load(find_model("embedded")))
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[20:60, 8:50] = (150, 104, 64, 255)
    rgba[4:20, 8:20] = (150, 104, 64, 255)
    one, other = eye.sides([rgba, rgba[:, ::-1].copy()])
    assert one == pytest.approx(other[MIRRORED], abs=0.01)
    assert one.sum() == pytest.approx(1, abs=1e-5)
    assert len(one) == len(SIDES)


def test_the_critic_prefers_what_is_whole_and_of_the_right_colour(wedge_sheet, encoder):
    vocabulary = Vocabulary(("barrel", "tree", "car"), encoder.sentences(["barrel", "tree", "car"]))
    eye = Eye(PictureReader(), vocabulary)  # that has learnt nothing
    red = [replace(view, rgb=np.full_like(view.rgb, (200, 40, 40))) for view in wedge_sheet]
    broken = [replace(view, alpha=np.where(np.arange(32) == 14, 0, view.alpha)) for view in red]
    sheets = [replace(wedge_sheet, views=tuple(views)) for views in (broken, wedge_sheet, red)]
    found = critic.scores(sheets, "a red wedge", encoder.sentences(["a red wedge"])[0], eye)
    assert [each["colors"] for each in found] == [1, 0, 1]
    assert found[0]["whole"] < found[2]["whole"]
    alike = tuple({name: each[name] for name in ("colors", "whole")} for each in found)
    assert critic.best(alike) == 2
    several = critic.scores(sheets[:1], "two wedges", encoder.sentences(["two wedges"])[0], eye)
    assert not {"whole", "colors"} & several[0].keys()
