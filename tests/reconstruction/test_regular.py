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


def contains(surface: Surface, points: np.ndarray) -> np.ndarray:
    """(N,) bool, which points (N, 3) lie in a closed surface: by the solid angles of its faces."""
    a, b, c = (surface.corners[None] - points[:, None, None]).transpose(2, 0, 1, 3)
    la, lb, lc = (np.linalg.norm(side, axis=-1) for side in (a, b, c))
    volume = (a * np.cross(b, c)).sum(-1)
    around = la * lb * lc + (a * b).sum(-1) * lc + (b * c).sum(-1) * la + (c * a).sum(-1) * lb
    return np.arctan2(volume, around).sum(1) > np.pi


BARREL = [(0.3 + 0.08 * np.cos(3 * height), height) for height in np.linspace(-0.5, 0.5, 20)]


def turned(outline: list) -> trimesh.Trimesh:
    """A closed thing of an outline by distance from the axis and height, from bottom to top."""
    ends = [(0, outline[0][1]), *outline, (0, outline[-1][1])]
    return trimesh.creation.revolve(np.array(ends), sections=64)


def ring_error(surface: Surface, axis: int, place: float) -> float:
    """How unevenly far from an axis through the origin a surface is, 0.05 about a place along it."""
    level = surface.vertices[np.abs(surface.vertices[:, axis] - place) < 0.05]
    return float(np.linalg.norm(np.delete(level, axis, 1), axis=1).std())


def test_a_barrel_is_round() -> None:
    drawn = uneven(sheet_of(turned(BARREL)), 0.008)
    even, names = regular(drawn, "auto", contradiction(drawn))
    assert names == ("x", "y", "round")
    surface = reconstruct(even)
    assert ring_error(surface, 2, 0) < 0.002
    flat = surface.face_areas[surface.face_normals[:, 2] > 0.999].sum()
    assert flat > 0.9 * np.pi * (0.96 * BARREL[0][0]) ** 2  # its end


def test_a_log_that_lies_is_round_about_its_own_axis() -> None:
    log = turned(BARREL)
    log.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, (0, 1, 0)))
    drawn = uneven(sheet_of(log))
    even, names = regular(drawn, "auto", contradiction(drawn))
    assert "round" in names
    assert ring_error(reconstruct(even), 0, 0) < 0.002


def test_a_mug_is_round_and_hollow_and_keeps_its_handle() -> None:
    mug = turned([(0.4, -0.5), (0.4, 0.5), (0.33, 0.5), (0.33, -0.2)])
    handle = trimesh.util.concatenate(
        [box((0.2, 0.1, 0.1), (0.48, 0, z)) for z in (-0.25, 0.25)] + [box((0.1, 0.1, 0.6), (0.6, 0, 0))]
    )
    drawn = uneven(sheet_of(mug, handle))
    even, names = regular(drawn, "auto", contradiction(drawn))
    assert names == ("y", "round")
    surface = reconstruct(even, tolerance=contradiction(drawn))
    solid = surface.to_trimesh()
    assert solid.is_watertight
    assert solid.body_count == 1
    scale = 0.96 / 1.05  # of `normalized`: from -0.4 to 0.65 it is 1.05 wide
    inside = np.array([[0, 0, 0.2], [0, 0, -0.35], [0.6, 0, 0], [0.5, 0, 0]]) - [0.125, 0, 0]
    assert contains(surface, inside * scale).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    "parts",
    [
        [box((0.6, 0.6, 1), (0, 0, 0))],
        [box((0.6, 0.6, 0.1), (0, 0, 0.5))]
        + [box((0.1, 0.1, 1), (x, y, 0)) for x in (-0.2, 0.2) for y in (-0.2, 0.2)],
        [turned(BARREL).apply_scale((1, 1.4, 1))],
        [trimesh.creation.torus(0.4, 0.15)],
    ],
    ids=["box", "table", "oval", "ring"],
)
def test_what_is_not_round_or_open_in_the_middle_stays_so(parts: list) -> None:
    drawn = uneven(sheet_of(*parts))
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
