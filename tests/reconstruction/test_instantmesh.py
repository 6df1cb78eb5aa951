"""InstantMesh gives the numbers of its reference implementation, in our world."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from modelsheet.cameras import orbit_camera
from modelsheet.errors import ModelsheetError
from modelsheet.finishing.edges import is_closed
from modelsheet.reconstruction import instantmesh
from modelsheet.reconstruction._lrm.checkpoint import load_weights
from modelsheet.reconstruction._lrm.triplane import closed_triangles, grid_values, read_planes
from modelsheet.reconstruction._lrm.vit import ViTConfig
from modelsheet.reconstruction.instantmesh.network import LEVEL, InstantMesh, InstantMeshConfig
from modelsheet.reconstruction.instantmesh.views import camera_vectors, pictures
from modelsheet.reconstruction.instantmesh.weights import convert, load
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .golden import PIECES, Golden, as_published, check, check_crossings, key_list, piece, whole, whole_folder

VIT = ViTConfig(48, 2, 4, 160, 8, 4, True)
CPU = torch.device("cpu")


def make(golden: Golden, distance: bool, strict: bool) -> tuple[InstantMesh, Golden]:
    network = InstantMesh(InstantMeshConfig(VIT, 64, 4, 2, 8, 12, distance))
    weights = convert(golden.weights, "golden")
    if strict:
        load_weights(network, weights, "golden")
    else:
        assert not network.load_state_dict(weights, strict=False).unexpected_keys
    return network.eval().requires_grad_(False), golden


@pytest.fixture(scope="module")
def zero123_cameras() -> list:
    """The six cameras of Zero123++ 1.2, in our world: half the distance, for our cube is half its box."""
    places = zip((30, 90, 150, 210, 270, 330), (20, -10) * 3, strict=True)
    return [orbit_camera(azimuth, elevation, 2, np.radians(30), 32) for azimuth, elevation in places]


def test_cameras_become_the_vectors_it_was_trained_with(zero123_cameras) -> None:
    from safetensors.torch import load_file

    expected = load_file(PIECES / "instantmesh-cameras.safetensors")["zero123plus_cameras_radius4"]
    check(camera_vectors(zero123_cameras), expected)


def test_pieces_one_block_of_each_transformer_and_a_query() -> None:
    network, golden = make(piece("instantmesh-nerf"), distance=False, strict=False)
    out = golden.outputs
    camera = network.camera_embedder(golden.inputs["cameras"][0])
    check(camera, out["camera_embedding"][0])
    check(network.encoder.blocks[0](out["encoder_embeddings"], camera), out["encoder_layer0"])
    tokens = out["image_tokens"].flatten(0, 1)[None]
    check(network.blocks[0](network.tokens, tokens), out["triplane_tokens_layer0"])
    points = golden.inputs["query_points"][0]
    check(network.inside(out["planes"][0], points), out["points_sigma"][0, :, 0])
    check(network.color(out["planes"][0], points), out["points_rgb"][0])


def test_a_piece_of_the_signed_distance() -> None:
    network, golden = make(piece("instantmesh-mesh"), distance=True, strict=False)
    planes = golden.outputs["planes"][0]
    check(-network.inside(planes, golden.outputs["grid_vertices"]), golden.outputs["sdf"][:, 0])
    check(network.color(planes, golden.inputs["query_points"][0]), golden.outputs["points_rgb"][0])


def test_from_views_to_the_surface_of_a_density() -> None:
    network, golden = make(whole("instantmesh/nerf"), distance=False, strict=True)
    images, cameras, out = golden.inputs["images"][0], golden.inputs["cameras"][0], golden.outputs
    check(network.encoder(images, network.camera_embedder(cameras)), out["image_tokens"])
    planes = network.planes(images, cameras)
    check(planes, out["planes"][0])
    some = [0, 2, 4, 5]
    check(network.planes(images[some], cameras[some]), out["planes_4views"][0])
    values = grid_values(lambda points: network.inside(planes, points), 1.0, 20, CPU)
    check(torch.from_numpy(values), out["grid_sigma"][0, ..., 0])
    vertices, _ = closed_triangles(out["grid_sigma"][0, ..., 0].numpy(), LEVEL)
    check_crossings(vertices, (out["mesh_vertices"].numpy() + 1) / 2 * 19, 20)
    colors = (network.color(planes, out["mesh_vertices"]) * 255).numpy().astype(np.uint8)
    assert (colors == out["mesh_colors"].numpy()).mean() > 0.999  # one in 255 where rounding decides


def test_from_views_to_a_signed_distance() -> None:
    network, golden = make(whole("instantmesh/mesh"), distance=True, strict=True)
    planes = network.planes(golden.inputs["images"][0], golden.inputs["cameras"][0])
    check(planes, golden.outputs["planes"][0])
    check(-network.inside(planes, golden.outputs["grid_vertices"]), golden.outputs["sdf"][0, :, 0])
    check(network.color(planes, golden.inputs["query_points"][0]), golden.outputs["points_rgb"][0])


def test_the_heads_of_flexicubes_are_read_right() -> None:
    """They shift nodes by at most an eighth of a cell; marching cubes does without them."""
    network, golden = make(whole("instantmesh/mesh"), distance=True, strict=True)
    out, axes = golden.outputs, ((0, 1), (0, 2), (2, 1))
    features = read_planes(out["planes"][0], out["grid_vertices"], axes)
    check(network.heads["deformation"](features), out["deformation_raw"][0])
    corners = features[out["grid_cubes"].long()].flatten(1)
    check(network.heads["cube_weights"](corners) * 0.1, out["weight"][0])


def test_marching_cubes_finds_the_surface_that_flexicubes_finds() -> None:
    out = whole("instantmesh/mesh").outputs
    cell = 2.1 / 12
    vertices, faces = closed_triangles(-out["sdf"].reshape(13, 13, 13).numpy(), 0.0)
    surface = Surface(vertices * cell - 1.05, faces)
    away = RayCaster(surface).distance(out["mesh_vertices"].numpy())
    assert np.median(away) < cell / 8
    assert np.quantile(away, 0.99) < cell / 2


@pytest.mark.parametrize("variant", ["mesh-large", "mesh-base", "nerf-large", "nerf-base"])
def test_every_published_name_has_its_place(variant: str) -> None:
    if variant == "mesh-large":
        path = PIECES / "instantmesh-keys.txt"
    else:
        path = whole_folder("instantmesh") / f"keys-full-instant-{variant}.txt"
    own = convert(key_list(path), path)
    config = InstantMeshConfig.of(own)
    large, mesh = variant.endswith("large"), variant.startswith("mesh")
    assert (config.depth, config.features, config.distance) == (
        16 if large else 12,
        80 if large else 40,
        mesh,
    )
    with torch.device("meta"):
        load_weights(InstantMesh(config), own, path)


@pytest.fixture(scope="module")
def views(wedge, zero123_cameras) -> ModelSheet:
    caster = RayCaster(wedge)
    return ModelSheet(tuple(render_view(caster, c, f"view-{i}") for i, c in enumerate(zero123_cameras)))


def save(folder: Path, views: ModelSheet) -> Path:
    """Write a checkpoint as published, tiny and random, whose distance changes sign for these views."""
    torch.manual_seed(0)
    vit = ViTConfig(64, 1, 1, 96, 16, 4, True)
    network = InstantMesh(InstantMeshConfig(vit, 64, 1, 1, 8, 8)).eval()
    with torch.no_grad():
        network.tokens.normal_()
        planes = network.planes(pictures(views, 64), camera_vectors([view.camera for view in views]))
        network.heads["distance"][-1].bias += network.inside(planes, torch.rand(999, 3) * 2 - 1).mean()
    names = list(key_list(PIECES / "instantmesh-keys.txt"))
    tensors = as_published(network, names, convert)
    training_only = {"lpips.weight": torch.zeros(2)}
    torch.save({"state_dict": tensors | training_only}, folder / "instant_mesh_base.ckpt")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, views: ModelSheet) -> Path:
    return save(tmp_path_factory.mktemp("instantmesh"), views)


def test_views_become_a_coloured_closed_surface(folder, views) -> None:
    surface = instantmesh.reconstruct(views, load(folder), resolution=24)
    assert is_closed(surface)
    assert surface.colors is not None
    assert np.abs(surface.bounds).max() < 0.5 + 1 / 23


def test_what_lies_in_front_of_its_world_lies_in_front_of_ours() -> None:
    """Its front is +X; a field that is solid there only must give a surface at -Y."""
    from modelsheet.reconstruction._lrm.triplane import facing_front, field_surface

    surface = facing_front(
        field_surface(
            lambda points: 0.2 - (points - torch.tensor([0.6, 0.3, 0.1])).norm(dim=1),
            lambda points: points.abs(),
            level=0.0,
            radius=1.0,
            resolution=41,
            device=CPU,
        ),
        0.5,
    )
    np.testing.assert_allclose(surface.bounds.mean(0), [0.15, -0.3, 0.05], atol=1e-3)
    assert surface.to_trimesh().volume == pytest.approx(
        np.pi * 0.1**3 * 4 / 3, rel=0.05
    )  # its outside is outside


def test_orthographic_views_are_refused(wedge_sheet) -> None:
    with pytest.raises(ModelsheetError, match="perspective views only"):
        instantmesh.reconstruct(wedge_sheet)
