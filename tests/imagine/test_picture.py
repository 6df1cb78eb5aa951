"""Pictures that are kept, exchanged and cut out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.errors import ModelsheetError
from modelsheet.imagine.picture import Picture
from modelsheet.imagine.templates import TEMPLATES, put_into


@pytest.fixture
def picture() -> Picture:
    rgba = np.random.default_rng(0).integers(0, 255, (8, 8, 4)).astype(np.uint8)
    return Picture(rgba, "a barrel", 3, "sdxl", {"steps": 4})


def test_a_picture_comes_back_as_it_was_saved(picture: Picture, tmp_path: Path) -> None:
    again = Picture.load(picture.save(tmp_path / "new" / "picture.png"))
    assert np.array_equal(again.rgba, picture.rgba)
    assert (again.prompt, again.seed, again.model, again.settings) == ("a barrel", 3, "sdxl", {"steps": 4})
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["picture.png"]


def test_the_background_is_taken_away() -> None:
    rgba = np.full((16, 16, 4), 255, np.uint8)
    rgba[4:12, 4:12, :3] = (200, 0, 0)
    alone = Picture(rgba, "a red box", 3).without_background()
    assert alone.prompt == "a red box"
    assert np.array_equal(alone.rgba[..., 3] == 255, (rgba[..., 1] == 0))


def test_a_picture_from_elsewhere_takes_its_place(picture: Picture, tmp_path: Path) -> None:
    path = picture.save(tmp_path / "picture.png")
    Image.new("RGB", (20, 10), (255, 0, 0)).save(path)
    other = Picture.load(path)
    assert other.rgba.shape == (10, 20, 4)
    assert (other.rgba == (255, 0, 0, 255)).all()
    assert other.model == ""


def test_what_is_no_picture_is_told(picture: Picture, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(ModelsheetError, match="can't be read as a picture"):
        Picture.load(tmp_path / "text.png")
    with pytest.raises(ModelsheetError, match="missing"):
        Picture.load(tmp_path / "none.png")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelsheetError, match="can't write"):
        picture.save(tmp_path / "file" / "picture.png")


def test_templates_by_name_or_as_text() -> None:
    assert put_into("plain", "a barrel") == "a barrel"
    assert put_into("object", "a barrel").startswith("a barrel, a single object")
    assert put_into("a photo of {prompt}", "a barrel") == "a photo of a barrel"
    assert all("{prompt}" in text for text in TEMPLATES.values())
    with pytest.raises(ModelsheetError, match="choose from object"):
        put_into("strange", "a barrel")
