"""New sheets from rendered ones: what is moved, turned and joined is what a renderer would show."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.render import render_sheet
from modelsheet.surface import Surface
from modelsheet.training import variants as v
from modelsheet.training.dataset import DEPTH_LIMIT, JUDGED_RESOLUTION, AssetRecord, SheetCache

WEDGE = AssetRecord(
    id="wedge",
    caption="a gray wedge",
    captions=("wedge",),
    noun="wedge",
    concept="wedge",
    colors=("gray",),
    category="barrel_bucket",
    family="0",
    modular=False,
    front_known=False,
    shard="",
    shard_index=0,
)


def rendered(surface: Surface) -> v.Drawing:
    sheet = render_sheet(surface, JUDGED_RESOLUTION)
    depth = np.stack([view.depth for view in sheet])
    codes = np.where(np.isnan(depth), 0, np.rint(depth / DEPTH_LIMIT * 65534) + 1)
    return v.Drawing.of(np.stack([view.rgba for view in sheet]), codes.astype(np.uint16))


def fitted(vertices: np.ndarray, like: Surface) -> Surface:
    """Centred, with the longest side of 0.96, as the training assets are."""
    low, high = vertices.min(0), vertices.max(0)
    return replace(like, vertices=(vertices - (low + high) / 2) * 0.96 / (high - low).max())


@pytest.fixture(scope="module")
def painted(wedge: Surface) -> Surface:
    """The wedge, red on one face and blue on the others."""
    corners = wedge.vertices[wedge.faces].reshape(-1, 3)
    colors = np.repeat([(200, 40, 40), (60, 100, 200), (60, 100, 200), (60, 100, 200)], 3, axis=0)
    bare = Surface(corners, np.arange(12).reshape(-1, 3), colors=colors.astype(np.uint8))
    return fitted(bare.vertices, bare)


def assert_alike(one: v.Drawing, other: v.Drawing, edge: float = 0.02) -> None:
    """Alpha differs in few pixels, and heights agree where both are solid."""
    alpha, beta = one.rgba[..., 3], other.rgba[..., 3]
    assert np.mean(np.abs(alpha - beta) > 0.5) < edge
    both = (alpha > 0.99) & (beta > 0.99)
    assert both.any(axis=(1, 2)).all()
    assert np.nanquantile(np.abs(one.height - other.height)[both], 0.95) < 0.02


def test_codes_come_back(painted: Surface) -> None:
    drawing = rendered(painted)
    again = v.Drawing.of(*drawing.encoded())
    np.testing.assert_allclose(again.rgba, drawing.rgba, atol=1 / 255)
    np.testing.assert_allclose(again.height, drawing.height, atol=1e-4)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turning_is_exact(painted: Surface, quarters: int) -> None:
    angle = quarters * np.pi / 2
    turned = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    truth = rendered(replace(painted, vertices=painted.vertices @ turned.T))
    drawing = v.turn(rendered(painted), quarters)
    assert_alike(drawing, truth, edge=0.001)
    both = (drawing.rgba[..., 3] > 0.99) & (truth.rgba[..., 3] > 0.99)
    np.testing.assert_allclose(drawing.rgba[both], truth.rgba[both], atol=2 / 255)


@pytest.mark.parametrize("word", v.STRETCHES)
def test_stretching_is_what_a_stretched_mesh_shows(painted: Surface, word: str) -> None:
    truth = rendered(fitted(painted.vertices * v.STRETCHES[word], painted))
    assert_alike(v.assemble([v.place(rendered(painted), v.STRETCHES[word])]), truth)


def test_the_nearer_of_two_objects_hides_the_other(painted: Surface) -> None:
    item = v.place(rendered(painted))
    behind = item.moved((0, np.ptp(item.box, 0)[1] + 4, 0))
    scene = v.assemble([behind, item])
    alone = v.assemble([item])
    side = scene.rgba[1, ..., 3].any(0).sum() / alone.rgba[1, ..., 3].any(0).sum()
    assert side > 1.2  # both are seen from the side, one behind the other from the front
    front, back = scene.height[0], -scene.height[2][:, ::-1]
    solid = (scene.rgba[0, ..., 3] > 0.99) & (scene.rgba[2, :, ::-1, 3] > 0.99)
    assert (front[solid] > back[solid]).all()


def test_one_colour_changes_and_the_shape_stays(painted: Surface) -> None:
    drawing = rendered(painted)
    colors = v.Colors.of(drawing)
    assert colors.names[:2] == ["blue", "red"]
    assert sum(colors.shares[:2]) > 0.95  # the rest is where both share a pixel
    green = v.recolor(drawing, colors, "green", rank=1)
    assert v.Colors.of(green).names[:2] == ["blue", "green"]
    np.testing.assert_array_equal(green.height, drawing.height)
    np.testing.assert_array_equal(green.rgba[..., 3], drawing.rgba[..., 3])


@pytest.fixture
def sheets(painted: Surface) -> SheetCache:
    rgba, depth = rendered(painted).encoded()
    return SheetCache([WEDGE], rgba[None], depth[None], "wedge")


def test_the_same_seed_gives_the_same_variants(sheets: SheetCache, tmp_path: Path) -> None:
    one = v.variants(replace(sheets), 12, tmp_path / "a", seed=3)
    two = v.variants(replace(sheets), 12, tmp_path / "b", seed=3)
    kept = v.variants(replace(sheets), 12, tmp_path / "a", seed=3)
    assert one.records == two.records == kept.records
    np.testing.assert_array_equal(one.rgba, two.rgba)
    np.testing.assert_array_equal(one.depth, kept.depth)
    assert v.variants(sheets, 12, tmp_path / "a", seed=4).records != one.records
    assert len({record.caption for record in one.records}) > 6


def test_the_grid_shows_them(sheets: SheetCache, tmp_path: Path) -> None:
    made = v.variants(sheets, 8, tmp_path)
    v.draw_grid(made, tmp_path / "grid.png", rows=2, columns=2)
    with Image.open(tmp_path / "grid.png") as page:
        assert len(set(page.convert("L").tobytes())) > 20


def test_the_key_of_variants_names_all_that_they_are_made_from(sheets: SheetCache):
    keys = {
        v.variants_key(part, count, seed)
        for part, count, seed in (
            (sheets, 2, 0),
            (sheets, 3, 0),
            (sheets, 2, 1),
            (replace(sheets, key="another rendering"), 2, 0),
            (replace(sheets, records=[replace(WEDGE, captions=("a wedge", "a ramp"))]), 2, 0),
        )
    }
    assert len(keys) == 5
    assert v.variants_key(sheets, 2, 0) in keys
