"""What stays of a saved sheet, and what of a picture, before anything is drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_cameras
from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts
from modelsheet.sheet import ModelSheet


def painted(sheet: ModelSheet) -> ModelSheet:
    """With one red pixel in the middle of the top view."""
    rgb, alpha = sheet["top"].rgb.copy(), sheet["top"].alpha.copy()
    rgb[20, 20], alpha[20, 20] = (255, 0, 0), 255
    top = replace(sheet["top"], rgb=rgb, alpha=alpha)
    views = tuple(top if view.name == "top" else view for view in sheet)
    return replace(sheet, views=views, drawn=np.asarray(sheet.image()))


def shares(masks: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(mask.mean()) for name, mask in masks.items()}


def test_pinned_views_stay_whole(wedge_sheet: ModelSheet) -> None:
    known = KnownParts.of_sheet(wedge_sheet, ["front", "left"])
    assert shares(known.color) == shares(known.depth) == {"front": 1, "left": 1}


def test_of_a_painting_the_block_around_it_stays_without_its_depth(wedge_sheet: ModelSheet) -> None:
    known = KnownParts.of_sheet(painted(wedge_sheet), block=16)
    assert shares(known.color) == {"top": 0.25}  # 16 of 32 pixels, both ways
    assert known.color["top"][16:, 16:].all()
    assert known.depth == {}


def test_a_pinned_view_that_was_painted_stays_but_for_the_depth_there(wedge_sheet: ModelSheet) -> None:
    known = KnownParts.of_sheet(painted(wedge_sheet), ["top"], block=16)
    assert shares(known.color) == {"top": 1}
    assert shares(known.depth) == {"top": 0.75}


def test_of_a_sheet_without_depth_all_colour_stays(wedge_sheet: ModelSheet) -> None:
    flat = replace(wedge_sheet, views=tuple(replace(view, depth=None) for view in wedge_sheet))
    known = KnownParts.of_sheet(flat)
    assert set(known.color) == {"front", "right", "back", "left", "top", "bottom"}
    assert known.depth == {}


def test_a_picture_is_one_view(tmp_path: Path) -> None:
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[5:15, 5:25] = (200, 30, 20, 255)
    Image.fromarray(pixels).save(tmp_path / "box.png")
    assert shares(KnownParts.of_image(tmp_path / "box.png", "right", sheet_cameras()).color) == {"right": 1}
    with pytest.raises(ModelsheetError, match="can't show the view 'inside': choose from front, right"):
        KnownParts.of_image(tmp_path / "box.png", "inside", sheet_cameras())


@pytest.mark.parametrize(
    ("pinned", "words"),
    [
        (["front", "inside"], "no view 'inside': pin some of front, right"),
        (["front", "right", "back", "left", "top", "bottom"], "none is left to draw"),
        ([], "as it was drawn: paint on sheet.png"),
    ],
)
def test_what_can_not_be_kept_is_one_clear_line(pinned, words, wedge_sheet: ModelSheet) -> None:
    with pytest.raises(ModelsheetError, match=words):
        KnownParts.of_sheet(wedge_sheet, pinned)
