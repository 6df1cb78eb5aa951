"""What a generator draws unevenly becomes symmetric, round and whole again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh

from modelsheet.errors import ModelsheetError
from modelsheet.reconstruction import contradiction, reconstruct, regular
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface


def uneven(sheet: ModelSheet, size: float = 0.004) -> ModelSheet:
    """Every depth off by noise, as a generator draws it."""
    random = np.random.default_rng(0)
    views = []
    for view in sheet:
        noise = random.normal(0, size, view.alpha.shape)
        views.append(replace(view, depth=(view.depth + noise).astype(np.float32)))
    return replace(sheet, views=tuple(views))


def sheet_of(*parts: trimesh.Trimesh) -> ModelSheet:
    mesh = trimesh.util.concatenate(parts)
    return render_sheet(Surface(mesh.vertices, mesh.faces).normalized())


def box(size: tuple, centre: tuple) -> trimesh.Trimesh:
    mesh = trimesh.creation.box(size)
    mesh.apply_translation(centre)
    return mesh


@pytest.fixture(scope="module")
def arch() -> ModelSheet:
    """Symmetric about x, not about y: two posts, a beam, and a step in front."""
    posts = [box((0.2, 0.3, 0.8), (x, 0, 0)) for x in (-0.4, 0.4)]
    return sheet_of(*posts, box((1, 0.3, 0.2), (0, 0, 0.45)), box((1, 0.4, 0.15), (0, -0.3, -0.33)))


def mirror_error(sheet: ModelSheet) -> float:
    front = sheet["front"]
    return float(np.nanmax(np.abs(front.depth - front.depth[:, ::-1])))


def test_a_sheet_that_is_symmetric_but_for_noise_becomes_symmetric(arch: ModelSheet) -> None:
    drawn = uneven(arch)
    even, names = regular(drawn, "auto", contradiction(drawn))
    assert names == ("x",)
    assert mirror_error(drawn) > 0.01
    assert mirror_error(even) < 1e-4


def test_an_exact_sheet_stays_as_it_is(arch: ModelSheet) -> None:
    assert contradiction(arch) == 0
    assert regular(arch, "auto", 0.0) == (arch, ())


def test_a_handle_on_one_side_is_kept() -> None:
    body, handle = box((0.6, 0.6, 1), (0, 0, 0)), box((0.2, 0.15, 0.5), (0.4, 0, 0))
    drawn = uneven(sheet_of(body, handle))
    even, _ = regular(drawn, "x")
    assert (even["front"].mask ^ drawn["front"].mask).sum() < 0.02 * drawn["front"].mask.sum()


def test_symmetry_can_be_turned_off_and_asked_for(arch: ModelSheet) -> None:
    drawn = uneven(arch)
    assert regular(drawn, "off", 0.02)[1] == ()
    assert regular(drawn, "y", 0.02)[1] == ("y",)


def test_a_sheet_of_one_view_has_no_other_side(arch: ModelSheet) -> None:
    with pytest.raises(ModelsheetError, match="symmetry off"):
        regular(replace(arch, views=(arch["right"],)), "x")


def test_a_barrel_is_round() -> None:
    heights = np.linspace(-0.5, 0.5, 20)
    outline = np.column_stack([0.3 + 0.08 * np.cos(heights * 3), heights])
    barrel = trimesh.creation.revolve(np.vstack([[0, -0.5], outline, [0, 0.5]]), sections=64)
    drawn = uneven(sheet_of(barrel), 0.008)
    even, names = regular(drawn, "auto", contradiction(drawn))
    assert names == ("x", "y", "round")
    surface = reconstruct(even)
    level = surface.vertices[np.abs(surface.vertices[:, 2]) < 0.05]
    radius = np.linalg.norm(level[:, :2], axis=1)
    assert radius.std() < 0.002


def test_a_box_is_not_round() -> None:
    drawn = uneven(sheet_of(box((0.6, 0.6, 1), (0, 0, 0))))
    assert "round" not in regular(drawn, "auto", 0.02)[1]


def test_what_floats_is_noted() -> None:
    """An axe whose blade top and bottom forgot: what comes back of it comes in pieces."""
    sheet = sheet_of(box((0.3, 0.3, 1.0), (0, 0, 0)), box((0.5, 0.08, 0.25), (0.4, 0, 0.3)))
    views = []
    for view in sheet:
        if view.name in ("top", "bottom"):
            alpha = view.alpha.copy()
            alpha[:, np.flatnonzero(view.mask.any(0))[0] + 38 :] = 0
            view = replace(view, alpha=alpha)
        views.append(view)
    notes: list[str] = []
    surface = reconstruct(replace(sheet, views=tuple(views)), notes=notes)
    floating = [note for note in notes if "floats" in note]
    assert len(floating) == surface.to_trimesh().body_count - 1
