"""What `modelsheet bench refine` sums up, and what `bench field` measures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelsheet.evaluation.bench_field import psnr
from modelsheet.evaluation.bench_refine import Refined, rows
from modelsheet.evaluation.consistency import Consistency
from modelsheet.evaluation.prompts import fixed_prompts
from modelsheet.sheet import ModelSheet


def test_each_way_has_a_row_of_its_means() -> None:
    one, other = fixed_prompts()[:2]
    good, poor = Consistency(0.9, 30.0, 0.8, 20.0), Consistency(0.7, 20.0, 0.6, 10.0)
    found = [
        Refined(one, "off", True, True, good, 4.0),
        Refined(one, "loop", True, False, poor, 8.0),
        Refined(other, "off", False, True, poor, 6.0),
        Refined(other, "loop"),  # no mesh: wrong, and nothing to agree with
    ]
    off, loop = rows(found)
    assert (off["refine"], off["sheet right"], off["mesh right"], off["processor"]) == ("off", 0.5, 1.0, 5.0)
    assert off["iou"] == pytest.approx(0.8)
    assert (loop["sheet right"], loop["mesh right"], loop["iou"]) == (0.5, 0.0, 0.7)


def test_psnr_of_the_object_is_not_flattered_by_the_ground(wedge_sheet: ModelSheet) -> None:
    view = wedge_sheet["front"]
    darker = replace(view, rgb=view.rgb // 2)
    assert psnr(view, view) == 100
    assert 0 < psnr(view, darker, everywhere=False) < psnr(view, darker)
