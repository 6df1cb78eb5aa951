"""What `modelsheet bench texture` shows and sums up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from modelsheet.evaluation.bench_texture import Page, means, still
from modelsheet.evaluation.prompts import fixed_prompts
from modelsheet.surface import Surface


def test_a_still_shows_the_colours_in_light(cube: Surface) -> None:
    picture = np.asarray(still(cube)).astype(int)
    assert (picture[0, 0] == 255).all()
    front, top = picture[150, 110], picture[70, 128]
    assert front[0] > 2 * front[1]  # red
    assert top[0] > 2 * top[1]
    assert top[2] > 2 * top[1]  # magenta
    bare = Surface(cube.vertices, cube.faces)
    grey = np.asarray(still(bare)).astype(int)[150, 110]
    assert np.ptp(grey) < 3


def test_seams_are_told_by_their_median_all_else_by_its_mean() -> None:
    rows = [
        {"prompt": str(i), "right": right, "seam_delta_e": jump}
        for i, (right, jump) in enumerate([(True, 1.0), (False, 2.0), (False, 30.0)])
    ]
    assert means(rows) == {"right": 1 / 3, "seam_delta_e": 2.0}


def test_the_page_has_four_pairs_a_row(cube: Surface, tmp_path: Path) -> None:
    page, picture = Page(), Image.new("RGB", (256, 256))
    for prompt in fixed_prompts()[:5]:
        page.show(prompt, picture, picture)
    page.write(tmp_path / "page.png")
    assert Image.open(tmp_path / "page.png").size == (8 * 256, 2 * 256)
