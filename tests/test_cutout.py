"""Pictures of objects to views."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_camera, sheet_cameras
from modelsheet.cutout import view_from_image
from modelsheet.errors import ModelsheetError
from modelsheet.sheet import View

RED = (200, 30, 20)


def save(pixels: np.ndarray, path: Path) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def view_of(path: Path, name: str = "front") -> View:
    return view_from_image(path, name, sheet_cameras())


def box(background: tuple[int, ...], color: tuple[int, ...]) -> np.ndarray:
    """A picture 100 wide and 60 tall with a box 40 wide and 20 tall in it."""
    pixels = np.full((60, 100, len(background)), background, np.uint8)
    pixels[30:50, 10:50] = color
    return pixels


def extent(mask: np.ndarray) -> tuple[int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


@pytest.mark.parametrize(
    "pixels",
    [box((0, 0, 0, 0), (*RED, 255)), box((255, 255, 255), RED), box((9, 8, 7), RED)],
    ids=["transparent", "white", "dark"],
)
def test_the_object_is_cut_out_fitted_and_centred(pixels: np.ndarray, tmp_path: Path):
    view = view_of(save(pixels, tmp_path / "box.png"), "right")
    assert view.camera == sheet_camera("right")
    assert view.depth is None
    assert extent(view.mask) == (pytest.approx(61, abs=1), pytest.approx(123, abs=1))
    centre = np.argwhere(view.mask).mean(0)
    assert centre == pytest.approx((63.5, 63.5), abs=1)
    assert tuple(view.rgb[64, 64]) == RED


def test_a_hole_of_the_backgrounds_colour_stays_in_the_object(tmp_path: Path):
    pixels = box((255, 255, 255), RED)
    pixels[35:45, 20:40] = 255
    view = view_of(save(pixels, tmp_path / "ring.png"))
    assert view.mask[64, 64]


def test_colours_do_not_mix_with_what_is_transparent(tmp_path: Path):
    view = view_of(save(box((0, 255, 0, 0), (*RED, 255)), tmp_path / "box.png"))
    assert view.rgb[view.alpha > 0, 1].max() <= RED[1] + 2


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path: Path):
    picture = Image.fromarray(box((255, 255, 255), RED))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    tall, wide = extent(view_of(tmp_path / "photo.jpg").mask)
    assert tall > wide


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing: choose another picture"),
        (b"hello", "can't be read as a picture"),
        (np.zeros((20, 20, 4), np.uint8), "shows nothing"),
        (np.full((20, 20, 3), 255, np.uint8), "shows nothing"),
        (np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8), "cut the object out"),
    ],
    ids=["missing", "text", "transparent", "blank", "busy"],
)
def test_a_picture_without_an_object_is_one_clear_line(content, words, tmp_path: Path):
    path = tmp_path / "picture.png"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        save(content, path)
    with pytest.raises(ModelsheetError, match=words):
        view_of(path)
