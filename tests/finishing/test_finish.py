from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import trimesh

from modelsheet.asset import Asset
from modelsheet.context import Context, Phase
from modelsheet.errors import ModelsheetError
from modelsheet.finishing import FinishOptions, finish, place
from modelsheet.finishing.report import components
from modelsheet.render import render_sheet, silhouette_iou
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .conftest import bare_cube

PHASES = ("simplify", "unwrap", "bake", "report")


@pytest.fixture(scope="module")
def table_sheet(marched_table: Surface) -> ModelSheet:
    return render_sheet(marched_table, prompt="a table")


@pytest.fixture(scope="module")
def asset(marched_table: Surface, table_sheet: ModelSheet) -> Asset:
    return finish(marched_table.normalized(), table_sheet, FinishOptions(triangles=1500, texture_size=256))


def test_it_stands_on_the_ground_one_metre_long(asset: Asset) -> None:
    low, high = asset.surface.bounds
    assert low[2] == pytest.approx(0, abs=1e-6)
    assert (high + low)[:2] == pytest.approx(0, abs=1e-6)
    assert (high - low).max() == pytest.approx(1)


def test_a_thin_rod_keeps_its_silhouette() -> None:
    """Rounded off by a part of a pixel it would lose a third of its width."""
    dense = turned_rod(0.012)
    sheet = render_sheet(dense, 256)
    asset = finish(dense, sheet, FinishOptions(texture_size=64))
    back = replace(asset.surface, vertices=asset.surface.vertices * np.ptp(dense.bounds[:, 2]))
    back = replace(back, vertices=back.vertices + dense.bounds.mean(0) - back.bounds.mean(0))
    exact, kept = (np.mean(list(silhouette_iou(each, sheet).values())) for each in (dense, back))
    assert kept > exact - 0.01


def turned_rod(radius: float) -> Surface:
    """A rod that swells a little, finely meshed."""
    heights = np.linspace(-0.48, 0.48, 100)
    outline = np.column_stack([radius * (1 + 0.3 * np.sin(9 * heights)), heights])
    rod = trimesh.creation.revolve(np.vstack([[0, -0.48], outline, [0, 0.48]]), sections=32)
    return Surface(rod.vertices, rod.faces)


def test_the_report_tells_where_the_finished_surface_lies() -> None:
    """Few triangles end short of the dense surface's tips: put back into its box they would be shifted."""
    cone = trimesh.creation.cone(0.3, 0.96, sections=128).subdivide_to_size(0.05)
    dense = Surface(cone.vertices - (0, 0, 0.48), cone.faces)
    shaped: list[Surface] = []
    options = FinishOptions(triangles=20, texture_size=64)
    report = finish(dense, render_sheet(dense, 32), options, shaped=shaped.append).report
    assert report["cube"] == pytest.approx(shaped[-1].bounds, abs=1e-6)
    assert report["cube"] != pytest.approx(dense.bounds, abs=1e-4)


def test_height_is_in_metres() -> None:
    placed = place(bare_cube(), height=1.8)
    assert placed.bounds[:, 2] == pytest.approx([0, 1.8])
    assert np.ptp(placed.bounds, axis=0) == pytest.approx(1.8)


def test_the_report_holds_what_is_so(asset: Asset) -> None:
    report = json.loads(json.dumps(asset.report))
    assert report["prompt"] == "a table"
    assert report["triangles"] == len(asset.surface.faces) <= 1500
    assert report["watertight"] is asset.surface.to_trimesh().is_watertight is True
    assert report["components"] == 1
    assert report["size_metres"] == pytest.approx(np.ptp(asset.surface.bounds, axis=0), abs=1e-5)
    assert set(report["seconds"]) == set(PHASES)
    assert report["silhouette_iou"]["mean"] > 0.95
    assert {"python", "numpy", "open3d", "xatlas"} <= set(report["versions"])


def test_twice_is_the_same(asset: Asset, marched_table: Surface, table_sheet: ModelSheet) -> None:
    again = finish(marched_table.normalized(), table_sheet, FinishOptions(triangles=1500, texture_size=256))
    for part in ("vertices", "faces", "uvs", "texture"):
        assert np.array_equal(getattr(again.surface, part), getattr(asset.surface, part)), part


def test_progress_tells_each_phase_once(table_sheet: ModelSheet) -> None:
    calls: list[tuple[str, float]] = []

    def listen(event: object) -> None:
        assert isinstance(event, Phase)
        calls.append((event.name, event.fraction))

    finish(bare_cube(), table_sheet, FinishOptions(texture_size=64), Context(listen))
    assert calls == [(phase, fraction) for phase in PHASES for fraction in (0.0, 1.0)]


@pytest.mark.parametrize(
    "options",
    [{"triangles": 3}, {"texture_size": 0}, {"height": 0.0}, {"height": float("nan")}, {"height": 1e-11}],
)
def test_options_that_make_no_sense_are_refused(options: dict) -> None:
    with pytest.raises(ModelsheetError):
        FinishOptions(**options)


def test_silhouette_agreement_counts_pixels(cube: Surface) -> None:
    sheet = render_sheet(cube)
    half = Surface(cube.normalized().vertices * [1, 1, 0.5], cube.faces)
    agreement = silhouette_iou(half, sheet)
    assert agreement["top"] == pytest.approx(1)
    assert agreement["front"] == pytest.approx(0.5, abs=0.02)


def test_components_are_pieces_that_share_no_vertex() -> None:
    one = bare_cube()
    faces = np.concatenate([one.faces, one.faces + 8])
    assert components(one) == 1
    assert components(Surface(np.r_[one.vertices, one.vertices + 2], faces)) == 2
