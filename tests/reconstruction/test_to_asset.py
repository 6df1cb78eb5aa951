"""What a field gave, with colours and in any size, can be finished like a hull."""

from __future__ import annotations

from dataclasses import replace

import torch

from modelsheet.finishing import FinishOptions, finish
from modelsheet.finishing.edges import is_closed
from modelsheet.reconstruction import refine
from modelsheet.reconstruction._lrm.triplane import facing_front, field_surface
from modelsheet.reconstruction.refine import Stage
from modelsheet.sheet import ModelSheet

OPTIONS = FinishOptions(triangles=400, texture_size=128)


def test_a_feed_forward_surface_becomes_an_asset(wedge_sheet: ModelSheet) -> None:
    surface = field_surface(
        lambda points: 0.7 - points.norm(dim=1),
        lambda points: points.abs(),
        level=0.0,
        radius=1.0,
        resolution=32,
        device=torch.device("cpu"),
    )
    asset = finish(facing_front(surface, 0.5), wedge_sheet, OPTIONS)
    assert is_closed(asset.surface)
    assert len(asset.surface.faces) <= 400
    assert asset.surface.texture is not None


def test_views_without_depth_become_an_asset(wedge_sheet: ModelSheet) -> None:
    views = tuple(replace(view, depth=None) for view in wedge_sheet)
    sheet = replace(wedge_sheet, views=views)
    asset = finish(refine.reconstruct(sheet, (Stage(24, 30),)), sheet, OPTIONS)
    assert is_closed(asset.surface)
    assert asset.report["silhouette_iou"]["mean"] > 0.85
