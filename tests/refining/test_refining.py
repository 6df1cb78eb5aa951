"""Refiners with a model that knows exactly what it wants, the one that ships, and tiny random ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from modelsheet.context import Context, Forming
from modelsheet.errors import ModelsheetError
from modelsheet.pipeline import Pipeline
from modelsheet.refining import refine
from modelsheet.refining.loop import agreed, loop
from modelsheet.refining.sds import sds
from modelsheet.render import render_sheet
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet, iou
from modelsheet.surface import Surface

from ..generation import tiny


class Wish:
    """A prior that would rather see one sheet, whatever it is shown."""

    name = "wish"

    def __init__(self, sheet: ModelSheet) -> None:
        self.sheet, self.asked = sheet, 0

    def redraw(self, sheet: ModelSheet, strength: float, seed: int) -> ModelSheet:
        self.asked += 1
        return self.sheet

    def pull(
        self, colors: torch.Tensor, sheet: ModelSheet, level: float, generator: torch.Generator
    ) -> torch.Tensor:
        wanted = torch.from_numpy(np.stack([view.rgb for view in self.sheet]) / np.float32(255)).movedim(
            -1, 1
        )
        mask = torch.from_numpy(np.stack([view.mask for view in self.sheet]))[:, None]
        return (((colors - wanted) * mask) ** 2).sum() / 2


@pytest.fixture(scope="module")
def red(wedge: Surface) -> ModelSheet:
    """A red wedge."""
    return render_sheet(painted(wedge, (200, 30, 30)), 32)


def painted(surface: Surface, color: tuple[int, int, int]) -> Surface:
    return replace(surface, colors=np.tile(np.uint8(color), (len(surface.vertices), 1)))


def colors(sheet: ModelSheet) -> np.ndarray:
    """(N, 3) of all that is seen."""
    return np.concatenate([view.rgb[view.alpha == 255] for view in sheet])


def test_the_loop_ends_where_the_model_agrees(wedge: Surface, red: ModelSheet) -> None:
    prior, events = Wish(red), []
    refined = loop(red, prior, lambda _: wedge.normalized(), 5, 0, Context(events.append))
    assert prior.asked == 1
    assert refined is red
    assert any(isinstance(event, Forming) for event in events)


def test_a_round_shows_the_model_what_was_rebuilt(wedge: Surface, cube: Surface, red: ModelSheet) -> None:
    """A cube's outline and depths, in the wedge's colours."""
    shown = agreed(red, cube.normalized())
    for view, expected in zip(shown, render_sheet(cube, 32), strict=True):
        assert iou(view.mask, expected.mask) == 1
        both = view.mask & expected.mask
        assert np.median(np.abs(view.depth - expected.depth)[both]) < 1e-3
        assert tuple(np.median(view.rgb[view.mask], axis=0)) == (200, 30, 30)


def test_score_distillation_moves_colours_and_leaves_the_shape(wedge: Surface, red: ModelSheet) -> None:
    blue = render_sheet(painted(wedge, (120, 40, 90)), 32)
    refined = sds(red, Wish(blue), lambda _: wedge.normalized(), 40, 0, Context())
    assert np.median(colors(refined), 0) == pytest.approx((120, 40, 90), abs=6)
    assert all(np.array_equal(a.mask, b.mask) for a, b in zip(refined, red, strict=True))


def test_what_was_done_is_told(wedge: Surface, red: ModelSheet) -> None:
    request = Request("a wedge", refine="loop", refine_steps=3)
    refined = refine(red, request, Wish(red), lambda _: wedge.normalized(), Context())
    assert refined.settings == {"refine": "loop", "refine_steps": 3, "refine_with": "wish"}
    with pytest.raises(ModelsheetError, match="no way to refine 'polish'"):
        refine(red, Request("a wedge", refine="polish"), Wish(red), lambda _: wedge, Context())
    flat = replace(red, views=tuple(replace(view, depth=None) for view in red))
    with pytest.raises(ModelsheetError, match="with depth only"):
        refine(flat, request, Wish(red), lambda _: wedge, Context())


@pytest.mark.parametrize("refiner", ["loop", "sds"])
@pytest.mark.slow
def test_a_text_to_image_model_refines_a_sheet(
    refiner: str, red: ModelSheet, wedge: Surface, tmp_path: Path
) -> None:
    from modelsheet.imagine.model import PictureModel
    from modelsheet.imagine.prior import PicturePrior

    prior = PicturePrior(PictureModel.load(tiny.sd21(tmp_path / "sd21"), device="cpu"), "a red wedge")
    request = Request("a red wedge", refine=refiner, refine_steps=1)
    refined = refine(red, request, prior, lambda _: wedge.normalized(), Context())
    assert refined.settings["refine_with"] == "sd21"
    assert not np.array_equal(colors(refined), colors(red))
    assert all(iou(a.mask, b.mask) > 0.9 for a, b in zip(refined, red, strict=True))


@pytest.mark.slow
def test_a_model_with_two_text_encoders_is_refused(tmp_path: Path) -> None:
    from modelsheet.imagine.model import PictureModel
    from modelsheet.imagine.prior import PicturePrior

    model = PictureModel.load(tiny.sdxl(tmp_path / "sdxl"), device="cpu")
    with pytest.raises(ModelsheetError, match="one text encoder"):
        PicturePrior(model, "a wedge")


@pytest.mark.slow
@pytest.mark.model
def test_the_shipped_model_refines_its_own_sheets() -> None:
    pipeline = Pipeline.from_pretrained()
    sheet = pipeline.draw("a red car", seed=3)
    prior = pipeline.generator.prior("a red car")
    again = prior.redraw(sheet, 0.3, 0)
    assert np.mean([iou(a.mask, b.mask) for a, b in zip(sheet, again, strict=True)]) > 0.8
    wanted = torch.rand(6, 3, 256, 256, requires_grad=True)
    prior.pull(wanted, sheet, 0.3, torch.Generator().manual_seed(0)).backward()
    pull = wanted.grad.abs().sum((1, 2, 3))
    assert (pull > 0).all()
    asset = pipeline.reconstruct(sheet, refine="sds", refine_steps=1, triangles=200, texture_size=64)
    assert asset.sheet.settings["refine"] == "sds"
    assert asset.report["seconds"]["refine"] > 0
