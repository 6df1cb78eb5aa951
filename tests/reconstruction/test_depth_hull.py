"""Depths and silhouettes become one closed surface, whether they are exact or only nearly agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from scipy.ndimage import binary_erosion

from modelsheet.cameras import orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.metrics import compare_surfaces
from modelsheet.finishing.edges import is_closed
from modelsheet.finishing.report import components
from modelsheet.reconstruction import _agreement, _pieces, _sides, depth_hull, methods, reconstruct
from modelsheet.reconstruction._drawing import Drawing, coarse
from modelsheet.registry import RECONSTRUCTORS
from modelsheet.render import RayCaster, render_sheet, render_view, silhouette_iou
from modelsheet.sheet import ModelSheet, View
from modelsheet.surface import Surface

VOXEL = 1 / 128
OPPOSITE = {"front": "back", "right": "left", "top": "bottom"}


def boxes(*sizes_and_centres: tuple[tuple[float, float, float], tuple[float, float, float]]) -> Surface:
    """Several boxes as one surface, normalized."""
    parts = []
    for size, centre in sizes_and_centres:
        box = trimesh.creation.box(size)
        box.apply_translation(centre)
        parts.append(box)
    mesh = trimesh.util.concatenate(parts)
    return Surface(mesh.vertices, mesh.faces).normalized()


def sphere() -> Surface:
    mesh = trimesh.creation.icosphere(subdivisions=4)
    return Surface(mesh.vertices, mesh.faces).normalized()


def table() -> Surface:
    legs = [((0.06, 0.06, 0.6), (x, y, -0.3)) for x in (-0.4, 0.4) for y in (-0.25, 0.25)]
    return boxes(((1.0, 0.7, 0.06), (0, 0, 0)), *legs)


def box() -> Surface:
    return boxes(((1.0, 0.7, 0.8), (0, 0, 0)))


def drawn(surface: Surface) -> ModelSheet:
    return render_sheet(surface)


def change(sheet: ModelSheet, name: str, **parts: np.ndarray) -> ModelSheet:
    views = tuple(replace(view, **parts) if view.name == name else view for view in sheet)
    return replace(sheet, views=views)


def rippled(sheet: ModelSheet, size: float) -> ModelSheet:
    """Every depth off by slow waves of up to `size`, each view by its own, and a little noise."""
    row, column = np.indices((128, 128))
    random = np.random.default_rng(0)
    for view in sheet:
        a, b, c, d = random.uniform(0, 2 * np.pi, 4)
        waves = (
            np.sin(row / 9 + a) * np.sin(column / 11 + b) + np.sin(row / 5 + c) * np.sin(column / 6 + d) / 3
        )
        error = size * 0.75 * waves + random.normal(0, 0.001, waves.shape)
        sheet = change(sheet, view.name, depth=(view.depth + error).astype(np.float32))
    return sheet


def legs_at(surface: Surface, height: float) -> int:
    """How many separate pieces a horizontal plane cuts the surface into."""
    return len(surface.to_trimesh().section([0, 0, 1], [0, 0, height]).discrete)


def check_solid(surface: Surface) -> None:
    """Closed, no face without area, the outside outside."""
    assert is_closed(surface)
    corners = surface.corners.astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    assert area.min() > 0
    assert surface.to_trimesh().volume > 0


@pytest.mark.parametrize("make", [box, sphere, table])
def test_an_exact_sheet_gives_an_exact_surface(make):
    reference = make()
    surface = reconstruct(drawn(reference))
    check_solid(surface)
    found = compare_surfaces(surface, reference, samples=5000)
    assert found.chamfer < 0.0015  # a fifth of a voxel, both directions together
    assert found.f_scores[0] > 0.98
    np.testing.assert_allclose(surface.bounds, reference.bounds, atol=VOXEL / 4)


def test_the_same_sheet_gives_the_same_surface():
    sheet = rippled(drawn(table()), 0.02)
    first, second = reconstruct(sheet), reconstruct(sheet)
    assert np.array_equal(first.vertices, second.vertices)
    assert np.array_equal(first.faces, second.faces)


@pytest.mark.parametrize("turn", [0, 30])
def test_a_sheet_of_paper_is_kept(turn):
    mesh = trimesh.Trimesh([(-1, 0, -0.6), (1, 0, -0.6), (1, 0, 0.6), (-1, 0, 0.6)], [(0, 1, 2), (0, 2, 3)])
    mesh.apply_transform(trimesh.transformations.rotation_matrix(np.radians(turn), [0, 0, 1]))
    reference = Surface(mesh.vertices, mesh.faces).normalized()
    surface = reconstruct(drawn(reference))
    check_solid(surface)
    found = compare_surfaces(surface, reference, samples=5000)
    assert found.f_scores[1] > 0.99
    depth = np.ptp(surface.vertices @ [-np.sin(np.radians(turn)), np.cos(np.radians(turn)), 0])
    assert depth < 2.5 * VOXEL


def test_a_paper_flag_on_a_pole_is_kept():
    pole = trimesh.creation.box((0.05, 0.05, 2))
    cloth = trimesh.Trimesh([(0, 0, 0.2), (0.9, 0, 0.2), (0.9, 0, 0.9), (0, 0, 0.9)], [(0, 1, 2), (0, 2, 3)])
    mesh = trimesh.util.concatenate([pole, cloth])
    reference = Surface(mesh.vertices, mesh.faces).normalized()
    surface = reconstruct(drawn(reference))
    check_solid(surface)
    assert compare_surfaces(surface, reference, samples=5000).f_scores[1] > 0.98


def test_sides_that_harm_outlines_are_left_with_their_mirror_images():
    worst = _sides._worst(np.array([-1.0, 6.0, 2.0, 5.9, 1.0]), total=5.0)
    assert worst.tolist() == [1, 3]


def test_rippled_depths_leave_flat_sides_flat():
    reference = box()
    surface = reconstruct(rippled(drawn(reference), 0.02))
    check_solid(surface)
    hits = RayCaster(surface).cast(*drawn(reference)["front"].camera.rays())
    inner = hits.depth[30:98, 20:108]
    assert np.abs(inner - (1 + reference.bounds[0, 1])).max() < VOXEL
    assert np.abs(surface.face_normals[hits.face[30:98, 20:108]][..., 1]).mean() > 0.99


def test_rippled_depths_keep_the_legs_of_a_table():
    sheet = rippled(drawn(table()), 0.025)
    surface = reconstruct(sheet)
    check_solid(surface)
    assert all(legs_at(surface, height) == 4 for height in (-0.25, -0.1, 0.05))
    assert np.mean(list(silhouette_iou(surface, sheet).values())) > 0.95


def test_rippled_depths_keep_the_pole_of_a_lamp():
    """Two pixels wide: what its neighbours see would carve it away."""
    shade, foot = ((0.25, 0.25, 0.25), (0, 0, 0.9)), ((0.25, 0.25, 0.03), (0, 0, 0.01))
    reference = boxes(shade, foot, ((0.018, 0.018, 1), (0, 0, 0.5)))
    surface = reconstruct(rippled(drawn(reference), 0.05))
    check_solid(surface)
    assert all(legs_at(surface, height) == 1 for height in (-0.4, -0.2, 0, 0.2))
    assert surface.to_trimesh().body_count == 1


def test_a_coarser_grid_is_as_near_where_nothing_is_thin(monkeypatch):
    reference = boxes(((1.0, 0.7, 0.8), (0, 0, 0)), ((0.4, 0.3, 0.4), (0.2, 0, 0.6)))
    sheet = rippled(drawn(reference), 0.02)
    coarse = reconstruct(sheet)
    monkeypatch.setattr(depth_hull, "_sturdy", lambda drawings: False)
    fine = reconstruct(sheet)
    assert len(coarse.faces) < 0.7 * len(fine.faces)
    near, nearer = (compare_surfaces(one, reference, samples=5000).chamfer for one in (coarse, fine))
    assert near < 1.15 * nearer


@pytest.mark.parametrize("error", [0.2, -0.2])
def test_one_wrong_depth_does_not_carve_the_object(error):
    reference = box()
    sheet = drawn(reference)
    wrong = change(sheet, "front", depth=sheet["front"].depth + np.float32(error))
    surface = reconstruct(wrong)
    check_solid(surface)
    np.testing.assert_allclose(surface.bounds, reference.bounds, atol=VOXEL)
    assert compare_surfaces(surface, reference, samples=5000).f_scores[1] > 0.97


def test_a_hollow_that_one_view_sees_is_hollow():
    walls = [((0.1, 1, 0.6), (x, 0, 0)) for x in (-0.45, 0.45)]
    walls += [((1, 0.1, 0.6), (0, y, 0)) for y in (-0.45, 0.45)]
    reference = boxes(((1, 1, 0.1), (0, 0, -0.25)), *walls)
    surface = reconstruct(drawn(reference))
    hit = RayCaster(surface).cast(np.array([[0, 0, 1]]), np.array([[0, 0, -1]]))
    floor = reference.bounds[0, 2] + 0.1 * 0.96
    assert abs(1 - hit.depth[0] - floor) < VOXEL / 2


def test_a_blade_that_two_views_forget_is_kept():
    """An axe: front and back draw its blade, left and right see it edge on, top and bottom forgot it."""
    reference = boxes(((0.3, 0.3, 1.0), (0, 0, 0)), ((0.5, 0.08, 0.25), (0.4, 0, 0.3)))
    sheet = drawn(reference)
    end_of_handle = reference.bounds[0] + (0.3 * 0.96, 0, 0)
    for name in ("top", "bottom"):
        column = int(sheet[name].camera.project(end_of_handle)[0][0])
        alpha = sheet[name].alpha.copy()
        assert alpha[:, column + 2 :].any()
        alpha[:, column + 1 :] = 0
        sheet = change(sheet, name, alpha=alpha)
    surface = reconstruct(sheet)
    check_solid(surface)
    iou = silhouette_iou(surface, sheet)
    assert min(iou["front"], iou["back"]) > 0.9


def test_a_piece_that_two_views_draw_apart_is_joined():
    """A seat and its back: top and bottom see a gap between them, the others see none."""
    parts = ((0.6, 0.6, 0.4), (0, -0.15, -0.3)), ((0.6, 0.2, 1.0), (0, 0.32, 0))
    whole = drawn(boxes(*parts, ((0.6, 0.1, 0.3), (0, 0.18, -0.3))))
    parted = drawn(boxes(*parts))
    sheet = replace(whole, views=tuple(parted[v.name] if v.name in ("top", "bottom") else v for v in whole))
    notes: list[str] = []
    surface = reconstruct(replace(rippled(sheet, 0.005), generator="drawn"), notes=notes)
    assert components(surface) == 1
    assert any(note.startswith("joined a floating piece") for note in notes)


def test_a_piece_of_a_thin_side_is_no_splinter():
    """A board that opening takes apart: what closes a hole in it stays, not what stands out of it."""
    solid, pieces = np.zeros((20, 20, 20), bool), np.zeros((20, 20, 20), int)
    solid[4:16, 9:11, 4:16] = True  # the board
    solid[9:11, 11:15, 9:11] = True  # a rod that stands out of its side
    pieces[6:14, 9:11, 6:8] = 1
    pieces[9:11, 11:15, 9:11] = 2
    pieces[4:16, 9:11, 14:16] = 3  # the board's edge
    assert _pieces._closing(solid, pieces, 4).tolist() == [False, True, False, False]


def test_specks_are_removed():
    sheet = drawn(box())
    for name, row, column in (("front", 5, 5), ("right", 5, 5), ("top", 122, 5)):
        for view, flip in ((name, False), (OPPOSITE[name], True)):
            alpha, depth = sheet[view].alpha.copy(), sheet[view].depth.copy()
            place = (row, column)
            if flip:
                place = (127 - row, column) if name == "top" else (row, 127 - column)
            alpha[place], depth[place] = 255, 1.0
            sheet = change(sheet, view, alpha=alpha, depth=depth)
    surface = reconstruct(sheet)
    assert surface.to_trimesh().body_count == 1


def test_unknown_depth_inside_the_silhouette_is_bridged():
    reference = box()
    sheet = drawn(reference)
    depth = sheet["front"].depth.copy()
    depth[50:80, 40:90] = np.nan
    sheet = change(change(sheet, "front", depth=depth), "back", depth=np.full((128, 128), np.nan, np.float32))
    surface = reconstruct(sheet)
    check_solid(surface)
    assert compare_surfaces(surface, reference, samples=5000).f_scores[1] > 0.98


def test_an_empty_view_says_nothing():
    reference = box()
    sheet = change(drawn(reference), "left", alpha=np.zeros((128, 128), np.uint8))
    surface = reconstruct(sheet)
    check_solid(surface)
    assert compare_surfaces(surface, reference, samples=5000).f_scores[1] > 0.98


def test_an_empty_sheet_is_refused():
    sheet = drawn(box())
    for view in sheet:
        sheet = change(sheet, view.name, alpha=np.zeros((128, 128), np.uint8))
    with pytest.raises(ModelsheetError, match="empty"):
        reconstruct(sheet)


def test_silhouettes_that_never_meet_are_refused():
    sheet = drawn(box())
    for view in sheet:
        rows = slice(0, 40) if view.name in ("front", "back") else slice(90, 128)
        alpha = np.zeros((128, 128), np.uint8)
        alpha[rows, 40:90] = 255
        sheet = change(sheet, view.name, alpha=alpha, depth=np.full((128, 128), np.nan, np.float32))
    with pytest.raises(ModelsheetError, match="no solid in common"):
        reconstruct(sheet)


def test_perspective_cameras_work_too():
    reference = sphere()
    caster = RayCaster(reference)
    places = [(a, e) for e in (-30, 30) for a in range(0, 360, 60)]
    views = [render_view(caster, orbit_camera(a, e, 3, np.radians(30), 96), f"{a} {e}") for a, e in places]
    surface = reconstruct(ModelSheet(tuple(views)))
    check_solid(surface)
    found = compare_surfaces(surface, reference, samples=5000)
    assert found.chamfer < 0.005
    assert found.f_scores[1] > 0.98


def without_depth(view: View) -> View:
    return replace(view, depth=None)


def test_auto_uses_depth_where_there_is_any(monkeypatch):
    reference = sphere()
    sheet = drawn(reference)
    blind = replace(sheet, views=tuple(without_depth(view) for view in sheet))
    hull = reconstruct(blind, "silhouette_hull")
    check_solid(hull)
    assert np.array_equal(hull.vertices, reconstruct(sheet, "silhouette_hull").vertices)
    exact = sphere().to_trimesh().volume
    assert hull.to_trimesh().volume > 1.05 * exact  # three crossing cylinders hold more than the sphere
    assert reconstruct(sheet).to_trimesh().volume == pytest.approx(exact, rel=0.01)
    asked, hulls = [], RECONSTRUCTORS.get("silhouette_hull")
    monkeypatch.setattr(type(RECONSTRUCTORS), "get", lambda _, name: asked.append(name) or hulls)
    reconstruct(blind)
    assert asked == ["refine"]


def test_an_unknown_method_is_refused():
    assert {"depth_hull", "silhouette_hull"} <= set(methods())
    with pytest.raises(ModelsheetError, match=r"marching.*depth_hull"):
        reconstruct(drawn(box()), "marching")


def tilted_box() -> Surface:
    """A box whose sides face no camera."""
    box = trimesh.creation.box((0.7, 0.5, 0.4))
    turn = trimesh.transformations.euler_matrix(0.5, 0.3, 0.4)[:3, :3]
    return Surface(np.asarray(box.vertices) @ turn.T, np.asarray(box.faces))


def perspective_sheet(surface: Surface, resolution: int = 96) -> ModelSheet:
    """Eight pinhole views with depth, above and below in turn."""
    caster, views = RayCaster(surface), []
    for number in range(8):
        camera = orbit_camera(number * 45, (25, -25)[number % 2], 1.8, np.radians(45), resolution)
        views.append(render_view(caster, camera, f"view_{number}"))
    return ModelSheet(tuple(views))


def test_a_plane_stays_one_in_perspective() -> None:
    """Its depth is no affine function of the pixels there: as one it would be off by half a thousandth."""
    corners = np.array([(-0.5, -0.25, -0.5), (0.5, 0.35, -0.5), (0.5, 0.35, 0.5), (-0.5, -0.25, 0.5)])
    wall = Surface(corners, np.array([(0, 1, 2), (0, 2, 3)]))
    view = render_view(RayCaster(wall), orbit_camera(0, 0, 1.2, np.radians(60), 96), supersample=1)
    drawing = Drawing.read(view)
    before = drawing.depth.copy()
    drawing.flatten(0.02)
    inner = binary_erosion(drawing.mask & drawing.known, iterations=2)
    assert np.abs(drawing.depth - before)[inner].max() < 3e-4


def test_eight_perspective_views_give_the_surface() -> None:
    box = tilted_box()
    surface = reconstruct(perspective_sheet(box))
    assert is_closed(surface)
    assert compare_surfaces(surface, box, 5000).f_scores[1] > 0.95


@pytest.mark.parametrize(("pixels", "nodes"), [(64, 128), (128, 128), (200, 200), (512, 256)])
def test_the_grid_is_as_fine_as_the_sheet(pixels: int, nodes: int, wedge: Surface) -> None:
    views = [Drawing.read(view) for view in render_sheet(wedge, pixels, supersample=1)]
    assert depth_hull._resolution(views) == nodes


def test_a_top_that_two_views_see_from_above_is_no_shell() -> None:
    """Else it is moved outwards by half a shell, for both sides of a sheet of paper would lie there."""
    box = boxes(((1.0, 0.8, 0.5), (0, 0, 0)))
    sheet = perspective_sheet(box)
    drawings = [Drawing.read(view) for view in sheet]
    for drawing in drawings:
        inner = binary_erosion(drawing.mask, iterations=3)
        assert (_agreement.thickness_of(drawing, drawings)[inner] < 0.05).mean() < 0.05  # but for its edges
    vertices = reconstruct(sheet).vertices
    top = vertices[(np.abs(vertices[:, :2]) < 0.25).all(1) & (vertices[:, 2] > 0), 2]
    assert abs(np.median(top) - box.bounds[1, 2]) < VOXEL / 3


def test_a_drawn_sheet_is_made_coarse_without_moving_anything(wedge: Surface) -> None:
    fine = render_sheet(wedge, 256)["front"]
    view = coarse(fine)
    assert view.alpha.shape == (128, 128)
    apart = np.abs(view.camera.unproject(view.depth) - fine.camera.unproject(fine.depth)[1::2, 1::2])
    inner = binary_erosion(view.mask, iterations=2)
    assert np.median(apart[inner].max(-1)) < 1 / 256
    assert coarse(render_sheet(wedge, 128)["front"]).camera.height == 128
