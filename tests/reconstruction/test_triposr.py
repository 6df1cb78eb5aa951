"""TripoSR gives the numbers of its reference implementation, and refuses what is not its checkpoint."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from modelsheet.errors import ModelsheetError
from modelsheet.finishing.edges import is_closed
from modelsheet.reconstruction import triposr
from modelsheet.reconstruction._lrm.checkpoint import load_weights
from modelsheet.reconstruction._lrm.triplane import closed_triangles, grid_values, in_chunks
from modelsheet.reconstruction._lrm.vit import ViTConfig
from modelsheet.reconstruction.triposr.network import LEVEL, RADIUS, TripoSR, TripoSRConfig
from modelsheet.reconstruction.triposr.picture import cropped, on_grey, resized
from modelsheet.reconstruction.triposr.weights import convert, load

from .golden import PIECES, Golden, as_published, check, check_crossings, key_list, piece, whole, whole_folder

TINY = TripoSRConfig(ViTConfig(48, 2, 4, 160, 8, 4), 64, 48, 4, 2, 8, 12, 32, 3)
RANDOM = TripoSRConfig(ViTConfig(64, 1, 1, 96, 16, 4), 64, 64, 1, 1, 8, 8, 32, 2)


@pytest.fixture(scope="module")
def part() -> tuple[TripoSR, Golden]:
    """A network with the weights of the committed piece; the rest of it is random."""
    golden = piece("triposr")
    network = TripoSR(TINY)
    assert not network.load_state_dict(convert(golden.weights, "the piece"), strict=False).unexpected_keys
    return network.eval().requires_grad_(False), golden


@pytest.fixture(scope="module")
def entire() -> tuple[TripoSR, Golden]:
    golden = whole("triposr")
    network = TripoSR(TINY)
    load_weights(network, convert(golden.weights, "golden"), "golden")
    return network.eval().requires_grad_(False), golden


def test_the_picture_is_prepared_as_in_training() -> None:
    golden = piece("triposr")
    square = cropped(golden.inputs["rgba_uint8"].numpy())
    np.testing.assert_array_equal(square, golden.outputs["rgba_cropped_uint8"])
    grey = on_grey(square)
    np.testing.assert_array_equal(grey, golden.outputs["rgb_grey_uint8"])
    check(resized(grey, 48).permute(1, 2, 0), golden.outputs["cond_image"])


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(ModelsheetError, match="no object"):
        cropped(np.zeros((8, 8, 4), np.uint8))


def test_pieces_positions_one_block_and_a_query(part) -> None:
    network, golden = part
    out = golden.outputs
    check(network.encoder.embed(out["cond_image"].permute(2, 0, 1)[None]), out["encoder_embeddings"])
    normed = network.backbone.norm(network.tokens.transpose(0, 1).flatten(1)[None])
    check(normed, out["backbone_groupnorm"])
    hidden, block = network.backbone.enter(normed.mT), network.backbone.blocks[0]
    check(block.self_attention(block.norm1(hidden)), out["block0_self_attention"])
    check(block(hidden, out["image_tokens_raw"][:, 0].mT), out["backbone_block0"])
    points = golden.inputs["query_points"]
    check(network.density(out["scene_codes"][0], points), out["points_density_act"][:, 0])
    check(network.color(out["scene_codes"][0], points), out["points_color"])


def test_from_the_picture_to_the_surface(entire) -> None:
    network, golden = entire
    out = golden.outputs
    picture = resized(out["rgb_grey_uint8"].numpy(), 48)
    check(network.encoder(picture[None])[0].mT, out["image_tokens_raw"][0, 0])
    planes = network.planes(picture)
    check(planes, out["scene_codes"][0])
    values = grid_values(lambda points: network.density(planes, points), RADIUS, 20, torch.device("cpu"))
    check(torch.from_numpy(values), out["grid_density_act"])
    vertices, _ = closed_triangles(out["grid_density_act"].numpy(), LEVEL)
    steps = (out["mesh_vertices"].numpy() + RADIUS) / (2 * RADIUS) * 19
    check_crossings(vertices, steps, 20)
    check(network.color(planes, out["mesh_vertices"]), out["mesh_colors"])


def test_chunks_do_not_change_a_field(part) -> None:
    network, golden = part
    planes, points = golden.outputs["scene_codes"][0], golden.inputs["query_points"]
    parts = in_chunks(lambda some: network.density(planes, some), points, 50)
    torch.testing.assert_close(parts, network.density(planes, points))


def test_every_published_name_has_its_place() -> None:
    own = convert(key_list(PIECES / "triposr-keys.txt"), "the list")
    assert TripoSRConfig.of(own) == TripoSRConfig()
    with torch.device("meta"):
        load_weights(TripoSR(), own, "the list")
    assert (
        key_list(whole_folder("triposr") / "keys-full.txt").keys()
        == key_list(PIECES / "triposr-keys.txt").keys()
    )


def save(folder: Path) -> Path:
    """Write a checkpoint as published, tiny and random, whose field crosses the level somewhere."""
    torch.manual_seed(0)
    network = TripoSR(RANDOM).eval()
    last = network.decoder[-1]
    with torch.no_grad():
        network.tokens.normal_()
        raw = network.raw(network.planes(torch.rand(3, 64, 64)), torch.rand(999, 3) * 1.7 - 0.85)[:, 0]
        last.weight[0] *= 1 / raw.std()
        last.bias[0] = np.log(LEVEL) + 1 - (raw - last.bias[0]).mean() / raw.std()
    published = as_published(network, list(key_list(PIECES / "triposr-keys.txt")), convert)
    pooler = {"image_tokenizer.model.pooler.dense.weight": torch.zeros(64, 64)}
    torch.save(published | pooler, folder / "model.ckpt")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("triposr"))


def test_a_sheet_becomes_a_coloured_closed_surface_that_fills_the_cube(folder, wedge_sheet) -> None:
    surface = triposr.reconstruct(wedge_sheet, load(folder), resolution=24)
    assert is_closed(surface)
    assert surface.colors is not None
    assert len(surface.colors) == len(surface.vertices)
    np.testing.assert_allclose(np.ptp(surface.bounds, axis=0).max(), 0.96, atol=1e-5)


def test_only_the_front_view_is_looked_at(folder, wedge_sheet) -> None:
    network = load(folder)
    one = triposr.reconstruct(wedge_sheet, network, resolution=16)
    other = triposr.from_picture(wedge_sheet["front"].rgba, network, resolution=16)
    np.testing.assert_array_equal(one.vertices, other.vertices)


def test_half_precision_draws_nearly_the_same(folder, wedge_sheet) -> None:
    picture = resized(on_grey(cropped(wedge_sheet["front"].rgba)), 64)
    full, half = load(folder), load(folder, dtype=torch.bfloat16)
    difference = half.planes(picture.bfloat16()).float() - full.planes(picture)
    assert difference.abs().max() < 0.1 * full.planes(picture).abs().max()


def test_a_checkpoint_that_could_run_code_is_not_opened(tmp_path) -> None:
    (tmp_path / "model.ckpt").write_bytes(pickle.dumps({"state_dict": print}))
    with pytest.raises(ModelsheetError, match=r"could run code|can't be loaded"):
        load(tmp_path)
    torch.save({"weights": Path("x")}, tmp_path / "model.ckpt")
    with pytest.raises(ModelsheetError, match="could run code"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda tensors: tensors.pop("backbone.proj_in.weight"),
            "missing: .*backbone.enter",
        ),
        (lambda tensors: tensors.update(stranger=torch.zeros(1)), "unknown: stranger"),
        (
            lambda tensors: tensors.update({"backbone.proj_out.bias": torch.zeros(3)}),
            "another size: backbone.leave.bias",
        ),
    ],
)
def test_a_checkpoint_of_another_model_is_named_as_such(folder, tmp_path, change, message) -> None:
    tensors = torch.load(folder / "model.ckpt", weights_only=True)
    change(tensors)
    save_file({name: tensor.clone() for name, tensor in tensors.items()}, tmp_path / "model.safetensors")
    with pytest.raises(ModelsheetError, match=message):
        load(tmp_path)


def test_an_empty_folder_and_a_cut_file_say_what_to_do(tmp_path) -> None:
    with pytest.raises(ModelsheetError, match=r"no model\.safetensors / model\.ckpt"):
        load(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(ModelsheetError, match="download the model again"):
        load(tmp_path)
