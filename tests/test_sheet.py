"""A sheet saves to a folder that a person can paint on, and loads back exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_camera
from modelsheet.errors import ModelsheetError
from modelsheet.sheet import ModelSheet, View


def assert_same(sheet: ModelSheet, other: ModelSheet) -> None:
    assert [view.name for view in sheet] == [view.name for view in other]
    for mine, theirs in zip(sheet, other, strict=True):
        assert mine.camera == theirs.camera
        for part in ("rgb", "alpha", "depth", "normals"):
            np.testing.assert_array_equal(getattr(mine, part), getattr(theirs, part), err_msg=part)
    assert (sheet.prompt, sheet.seed, sheet.generator, sheet.settings) == (
        other.prompt,
        other.seed,
        other.generator,
        other.settings,
    )


def test_a_sheet_loads_back_exactly(wedge_sheet, tmp_path):
    sheet = replace(wedge_sheet, prompt="ein Keil, 楔", seed=7, settings={"steps": 30, "guidance_scale": 2.5})
    assert wedge_sheet["front"].normals is not None
    assert np.isnan(wedge_sheet["front"].depth).any()
    assert_same(ModelSheet.load(sheet.save(tmp_path)), sheet)


def test_random_depth_and_normals_load_back_exactly(tmp_path):
    rng = np.random.default_rng(0)
    depth = rng.uniform(0.5, 1.5, (16, 16)).astype(np.float32)
    depth[rng.random((16, 16)) < 0.3] = np.nan
    normals = rng.normal(size=(16, 16, 3)).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    rgb = rng.integers(0, 256, (16, 16, 3), np.uint8)
    alpha = rng.integers(0, 256, (16, 16), np.uint8)  # colour under zero alpha is kept too
    view = View("left", sheet_camera("left", 16), rgb, alpha, depth, normals)

    np.testing.assert_allclose(view.depth, depth, atol=2e-5)
    np.testing.assert_allclose(view.normals, normals, atol=2e-5)
    assert_same(ModelSheet.load(ModelSheet((view,)).save(tmp_path)), ModelSheet((view,)))


def test_views_may_differ_in_size_and_in_what_they_know(tmp_path):
    small = View("a", sheet_camera("front", 8), np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8), np.uint8))
    large = View(
        "b",
        sheet_camera("top", 24),
        np.full((24, 24, 3), 9, np.uint8),
        np.full((24, 24), 255, np.uint8),
        np.ones((24, 24), np.float32),
    )
    sheet = ModelSheet((small, large))
    assert not sheet.has_depth
    assert_same(ModelSheet.load(sheet.save(tmp_path)), sheet)


def test_saving_twice_gives_the_same_bytes(wedge_sheet, tmp_path):
    one, two = wedge_sheet.save(tmp_path / "one"), wedge_sheet.save(tmp_path / "two")
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_a_painted_pixel_reaches_its_view_and_nothing_else(wedge_sheet, tmp_path):
    wedge_sheet.save(tmp_path)
    left, top = next(
        entry["box"]
        for entry in json.loads((tmp_path / "sheet.json").read_text())["views"]
        if entry["name"] == "back"
    )
    with Image.open(tmp_path / "sheet.png") as picture:
        painted = picture.copy()
    painted.putpixel((left + 5, top + 9), (1, 2, 3, 255))
    painted.save(tmp_path / "sheet.png")

    rgb, alpha = wedge_sheet["back"].rgb.copy(), wedge_sheet["back"].alpha.copy()
    rgb[9, 5], alpha[9, 5] = (1, 2, 3), 255
    views = tuple(
        replace(view, rgb=rgb, alpha=alpha) if view.name == "back" else view for view in wedge_sheet
    )
    assert_same(ModelSheet.load(tmp_path), replace(wedge_sheet, views=views))


def paint(path, box, color):
    with Image.open(path) as picture:
        painted = picture.copy()
    painted.paste(color, box)
    painted.save(path)


def test_what_was_painted_is_known_even_after_it_was_saved_again(wedge_sheet, tmp_path):
    wedge_sheet.save(tmp_path / "drawn")
    left, top = json.loads((tmp_path / "drawn" / "sheet.json").read_text())["views"][2]["box"]
    paint(tmp_path / "drawn" / "sheet.png", (left + 4, top + 6, left + 9, top + 8), (1, 2, 250, 255))
    painted = ModelSheet.load(tmp_path / "drawn")
    expected = np.zeros((32, 32), bool)
    expected[6:8, 4:9] = True
    for sheet in (painted, ModelSheet.load(painted.save(tmp_path / "again"))):
        assert list(sheet.painted) == ["back"]
        np.testing.assert_array_equal(sheet.painted["back"], expected)
    assert wedge_sheet.painted == {}


def test_what_a_paint_program_does_to_every_pixel_is_no_painting(wedge_sheet, tmp_path):
    path = wedge_sheet.save(tmp_path) / "sheet.png"
    pixels = np.asarray(Image.open(path)).astype(int)
    pixels[..., :3] += 3  # another colour profile
    pixels[pixels[..., 3] == 0] = 0  # colour that nobody sees is thrown away
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)
    assert ModelSheet.load(tmp_path).painted == {}


def test_a_view_is_found_by_name(wedge_sheet):
    assert wedge_sheet["top"].name == "top"
    with pytest.raises(KeyError):
        wedge_sheet["inside"]


def test_the_picture_holds_every_view_where_the_record_says(wedge_sheet, tmp_path):
    wedge_sheet.save(tmp_path)
    picture = np.asarray(Image.open(tmp_path / "sheet.png"))
    for entry, view in zip(
        json.loads((tmp_path / "sheet.json").read_text())["views"], wedge_sheet, strict=True
    ):
        left, top = entry["box"]
        np.testing.assert_array_equal(picture[top : top + 32, left : left + 32], view.rgba)


def rewrite(folder, change):
    path = folder / "sheet.json"
    record = json.loads(path.read_text())
    change(record)
    path.write_text(json.dumps(record))


def resize(path):
    with Image.open(path) as picture:
        smaller = picture.resize((picture.width - 1, picture.height))
    smaller.save(path)


def flatten(path):
    with Image.open(path) as picture:
        flat = picture.convert("RGB")
    flat.save(path)


DAMAGE = {
    "sheet.png has lost its transparency": lambda folder: flatten(folder / "sheet.png"),
    "sheet.json is missing": lambda folder: (folder / "sheet.json").unlink(),
    "sheet.json is damaged": lambda folder: (folder / "sheet.json").write_text('{"format": 1, "views"'),
    "sheet.json has format 99": lambda folder: rewrite(folder, lambda record: record.update(format=99)),
    "json is damaged .*'size'": lambda folder: rewrite(folder, lambda record: record.pop("size")),
    "json is damaged .*'prompt'": lambda folder: rewrite(folder, lambda record: record.pop("prompt")),
    "json is damaged .*'box'": lambda folder: rewrite(folder, lambda record: record["views"][0].pop("box")),
    "json is damaged .*no views": lambda folder: rewrite(folder, lambda record: record.update(views=[])),
    "json is damaged .*outside": lambda folder: rewrite(
        folder, lambda record: record["views"][0].update(box=[900, 16])
    ),
    "json is damaged .*called '../../x'": lambda folder: rewrite(
        folder, lambda record: record["views"][0].update(name="../../x")
    ),
    "json is damaged .*4x4": lambda folder: rewrite(
        folder, lambda record: record["views"][0]["camera"].update(camera_to_world=[[1]])
    ),
    "json is damaged .*settings is 3": lambda folder: rewrite(
        folder, lambda record: record.update(settings=3)
    ),
    "sheet.json is damaged .*list": lambda folder: (folder / "sheet.json").write_text("[]"),
    "sheet.png is missing": lambda folder: (folder / "sheet.png").unlink(),
    "sheet.png can't be read": lambda folder: (folder / "sheet.png").write_bytes(b"\x89PNG\r\n\x1a\n"),
    "sheet.png is 207x112 pixels, not 208x112": lambda folder: resize(folder / "sheet.png"),
    "drawn.png has the wrong size": lambda folder: resize(folder / "drawn.png"),
    "depth_top.png is missing": lambda folder: (folder / "depth_top.png").unlink(),
    "depth_top.png has the wrong size": lambda folder: resize(folder / "depth_top.png"),
    "normals_top.png has the wrong size": lambda folder: resize(folder / "normals_top.png"),
    "depth_top.png is not a 16-bit": lambda folder: Image.new("RGB", (32, 32)).save(folder / "depth_top.png"),
}


@pytest.mark.parametrize("message", DAMAGE)
def test_a_damaged_sheet_says_what_is_wrong(message, wedge_sheet, tmp_path):
    wedge_sheet.save(tmp_path)
    DAMAGE[message](tmp_path)
    with pytest.raises(ModelsheetError, match=message) as caught:
        ModelSheet.load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_truncated_picture_is_an_error(wedge_sheet, tmp_path):
    path = wedge_sheet.save(tmp_path) / "sheet.png"
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ModelsheetError, match="can't be read as a picture"):
        ModelSheet.load(tmp_path)


@pytest.mark.parametrize("part", ["rgb", "alpha", "depth", "normals"])
def test_arrays_must_fit_the_camera(part, wedge_sheet):
    view = wedge_sheet["front"]
    with pytest.raises(ValueError, match="view front"):
        replace(view, **{part: getattr(view, part)[:-1]})


@pytest.mark.parametrize("where", ["everywhere", "in every view"])
def test_a_flattened_sheet_is_refused(where: str, wedge_sheet: ModelSheet, tmp_path: Path) -> None:
    """A paint program may fill the background and keep the alpha channel."""
    folder = wedge_sheet.save(tmp_path / "sheet")
    picture = Image.open(folder / "sheet.png")
    flat = Image.new("RGBA", picture.size, "white" if where == "everywhere" else (0, 0, 0, 0))
    if where == "in every view":
        for entry in json.loads((folder / "sheet.json").read_text())["views"]:
            left, top = entry["box"]
            flat.paste("white", (left, top, left + 32, top + 32))
    flat.alpha_composite(picture)
    flat.save(folder / "sheet.png")
    with pytest.raises(ModelsheetError, match="has lost its transparency"):
        ModelSheet.load(folder)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_read(encoding: str, wedge_sheet: ModelSheet, tmp_path: Path) -> None:
    record = wedge_sheet.save(tmp_path / "sheet") / "sheet.json"
    record.write_text(record.read_text("utf-8"), encoding)
    assert ModelSheet.load(tmp_path / "sheet").prompt == "a wedge"


def test_an_erased_view_is_told(wedge_sheet: ModelSheet, tmp_path: Path) -> None:
    folder = wedge_sheet.save(tmp_path / "sheet")
    picture = Image.open(folder / "sheet.png")
    left, top = json.loads((folder / "sheet.json").read_text())["views"][3]["box"]
    picture.paste((0, 0, 0, 0), (left, top, left + 32, top + 32))
    picture.save(folder / "sheet.png")
    sheet = ModelSheet.load(folder)
    assert sheet.erased == ["left"]
    assert sheet.notice == "nothing is drawn any more in the views left"


def test_sheets_are_equal_when_every_pixel_is(wedge_sheet, tmp_path):
    same = ModelSheet.load(wedge_sheet.save(tmp_path))
    assert replace(same, generator=wedge_sheet.generator) == wedge_sheet
    assert len({same, wedge_sheet, replace(wedge_sheet, prompt="other")}) == 2
    front = wedge_sheet["front"]
    assert front != replace(front, depth=None) != replace(front, alpha=255 - front.alpha)
    assert hash(front.camera) == hash(replace(front.camera))
