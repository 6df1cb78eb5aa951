"""Pictures of objects to views."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet import cutout
from modelsheet.background import NoRembg
from modelsheet.cameras import sheet_camera, sheet_cameras
from modelsheet.cutout import view_from_image, views_from_images
from modelsheet.errors import ModelsheetError
from modelsheet.sheet import View

RED = (200, 30, 20)
SIDE = sheet_camera("front").height
MIDDLE = SIDE // 2
LONG, HALF = 0.96 * SIDE, 0.48 * SIDE  # the longest side of the object, and one of half its length


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
    assert extent(view.mask) == (pytest.approx(HALF, abs=1), pytest.approx(LONG, abs=1))
    centre = np.argwhere(view.mask).mean(0)
    assert centre == pytest.approx((MIDDLE - 0.5, MIDDLE - 0.5), abs=1)
    assert tuple(view.rgb[MIDDLE, MIDDLE]) == RED


def test_sides_agree_in_what_they_share(tmp_path: Path):
    """A box 40 x 80 x 20: front and right have its height, front and top its width, at any scale."""
    paths = {}
    for name, scale, width, height in (("front", 1, 40, 20), ("right", 2, 80, 20), ("top", 3, 40, 80)):
        pixels = np.zeros((300, 300, 4), np.uint8)
        pixels[10 : 10 + height * scale, 20 : 20 + width * scale] = (*RED, 255)
        paths[name] = save(pixels, tmp_path / f"{name}.png")
    views = {view.name: extent(view.mask) for view in views_from_images(paths, sheet_cameras())}
    pixel = sheet_camera("front").pixel
    length, width, height = (side * 0.96 / pixel for side in (1, 0.5, 0.25))
    assert views["front"] == (pytest.approx(height, abs=1), pytest.approx(width, abs=1))
    assert views["right"] == (pytest.approx(height, abs=1), pytest.approx(length, abs=1))
    assert views["top"] == (pytest.approx(length, abs=1), pytest.approx(width, abs=1))


def test_the_background_shows_through_a_hole(tmp_path: Path):
    pixels = box((255, 255, 255), RED)
    pixels[35:45, 20:40] = 254
    view = view_of(save(pixels, tmp_path / "ring.png"))
    assert not view.mask[MIDDLE, MIDDLE]
    assert view.mask[int(0.3 * SIDE), MIDDLE]


@pytest.mark.parametrize(("spot", "color"), [(20, 240), (2, 255)], ids=["another white", "a small spot"])
def test_what_is_no_hole_stays(spot: int, color: int, tmp_path: Path):
    """A hole has the background's very colour, and some size."""
    pixels = np.full((120, 200, 3), 255, np.uint8)
    pixels[20:100, 20:180] = RED
    pixels[60 : 60 + spot, 100 : 100 + spot] = color
    mask = view_of(save(pixels, tmp_path / "eye.png")).mask
    assert mask[int(0.3 * SIDE) : int(0.7 * SIDE), int(0.1 * SIDE) : int(0.9 * SIDE)].all()


def test_a_card_with_rounded_corners_is_not_the_object(tmp_path: Path):
    pixels = np.dstack([box((255, 255, 255), RED), np.full((60, 100, 1), 255, np.uint8)])
    for y, x in np.ndindex(60, 100):
        dx, dy = max(12 - x, x - 87, 0), max(12 - y, y - 47, 0)
        pixels[y, x, 3] = np.clip(255 * (12.5 - np.hypot(dx, dy)), 0, 255)  # softly
    view = view_of(save(pixels, tmp_path / "card.png"))
    assert extent(view.mask) == (pytest.approx(HALF, abs=1), pytest.approx(LONG, abs=1))


def test_grey_in_16_bits_is_read(tmp_path: Path):
    grey = np.full((60, 100), 65535, np.uint16)
    grey[30:50, 10:50] = 100 * 257
    view = view_of(save(grey, tmp_path / "grey.png"))
    assert extent(view.mask) == (pytest.approx(HALF, abs=1), pytest.approx(LONG, abs=1))
    assert tuple(view.rgb[MIDDLE, MIDDLE]) == (100, 100, 100)


def test_a_large_picture_needs_no_warning(tmp_path: Path, recwarn: pytest.WarningsRecorder):
    picture = Image.new("1", (12000, 8000), 1)
    picture.paste(0, (5000, 2000, 7000, 6000))
    picture.save(tmp_path / "large.png")
    view = view_of(tmp_path / "large.png")
    assert extent(view.mask) == (pytest.approx(LONG, abs=1), pytest.approx(HALF, abs=1))
    assert not recwarn.list


def test_what_is_too_large_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modelsheet.pictures.MOST_PIXELS", 5999)
    with pytest.raises(ModelsheetError, match="100 x 60 pixels, more than can be read: scale it to 2048"):
        view_of(save(box((255, 255, 255), RED), tmp_path / "box.png"))


def busy(tmp_path: Path) -> Path:
    noise = np.random.default_rng(0).integers(0, 256, (60, 100, 3), np.uint8)
    return save(noise, tmp_path / "busy.png")


def test_rembg_cuts_out_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def alpha(rgb: np.ndarray) -> np.ndarray:
        assert rgb.shape == (60, 100, 3)
        return box((0, 0, 0, 0), (*RED, 255))[..., 3]

    monkeypatch.setattr(cutout, "alpha_by_rembg", alpha)
    view = view_of(busy(tmp_path))
    assert (view.alpha[MIDDLE, MIDDLE], view.alpha[0, 0]) == (255, 0)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (NoRembg(installed=True, reason="no model: no network"), r"rembg can't .* \(no model: no network\)"),
        (NoRembg(installed=False), "has no plain background: cut the object out"),
    ],
)
def test_a_photograph_without_rembg_is_one_clear_line(missing, words, tmp_path, monkeypatch):
    def fail(rgb: np.ndarray) -> np.ndarray:
        raise missing

    monkeypatch.setattr(cutout, "alpha_by_rembg", fail)
    with pytest.raises(ModelsheetError, match=words):
        view_of(busy(tmp_path))


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
