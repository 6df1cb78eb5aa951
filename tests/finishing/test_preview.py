from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modelsheet.finishing import preview
from modelsheet.finishing.preview import Studio
from modelsheet.surface import Surface

from ..conftest import FACE_COLORS


@pytest.fixture(scope="module")
def studio(baked_cube: tuple[Surface, dict]) -> Studio:
    return Studio(baked_cube[0])


def hue(color: np.ndarray) -> np.ndarray:
    return np.asarray(color, float)[:3] / max(color[:3])


def test_a_still_shows_front_right_and_top_on_light_ground(studio: Studio) -> None:
    still = studio.still(160)
    assert (still.mode, still.size) == ("RGBA", (160, 160))
    pixels = np.asarray(still)
    assert pixels[2, 2, :3].min() > 210
    for side in ("front", "right", "top"):
        color = np.array(FACE_COLORS[side])
        alike = np.abs(pixels[..., :3] / pixels[..., :3].max(-1, keepdims=True) - hue(color)).max(-1) < 0.15
        assert alike.sum() > 600, side
    for side in ("back", "left", "bottom"):
        color = np.array(FACE_COLORS[side])
        alike = np.abs(pixels[..., :3] / pixels[..., :3].max(-1, keepdims=True) - hue(color)).max(-1) < 0.15
        assert alike.sum() < 60, side


def test_the_ground_is_darkest_at_the_foot(studio: Studio) -> None:
    pixels = np.asarray(studio.still(160).convert("L")).astype(int)
    column = pixels[:, 80]
    foot = np.flatnonzero(np.abs(np.diff(column)) > 8)[-1] + 3
    assert column[foot] < column[-1] - 10


def test_a_turntable_starts_at_the_front_and_passes_each_side(studio: Studio) -> None:
    frames = studio.turntable(4, size=80)
    assert len(frames) == 4
    for frame, side in zip(frames, ("front", "right", "back", "left"), strict=True):
        assert hue(np.asarray(frame)[46, 40]) == pytest.approx(hue(np.array(FACE_COLORS[side])), abs=0.2), (
            side
        )


def test_colours_may_follow_when_all_has_been_looked_at(
    studio: Studio, baked_cube: tuple[Surface, dict]
) -> None:
    surface = baked_cube[0]
    moved = replace(surface, vertices=(surface.vertices + 2) * 4)
    bare = Surface(surface.vertices, surface.faces)
    prepared = Studio.around(bare, 3).unwrapped(replace(bare, uvs=surface.uvs))
    frames = zip(prepared.showing(moved).turntable(3), studio.turntable(3), strict=True)
    assert all(np.array_equal(one, other) for one, other in frames)
    assert prepared.showing(replace(surface, uvs=1 - surface.uvs)).sights == []  # another one


def test_finer_sampling_is_only_left_out_where_it_changes_nothing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = np.asarray(studio.still(160)).astype(int)
    monkeypatch.setattr(preview, "_CONTRAST", -1.0)  # every pixel finely
    apart = np.abs(quick - np.asarray(studio.still(160)))
    assert apart.mean() < 0.2
    assert apart.max() < 16  # of 255: an edge's step is ten times as high


def test_it_does_not_matter_where_the_object_stands(studio: Studio, baked_cube: tuple[Surface, dict]) -> None:
    surface = baked_cube[0]
    moved = replace(surface, vertices=surface.vertices * 7 + 30)
    apart = np.asarray(Studio(moved).still(80)).astype(int) - np.asarray(studio.still(80))
    assert np.abs(apart).mean() < 0.5
