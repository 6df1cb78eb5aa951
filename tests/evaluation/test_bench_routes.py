"""Whole routes with random weights: tiny ones, and the published sizes, which are checked without memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from modelsheet import cli
from modelsheet.cameras import orbit_camera, sheet_camera
from modelsheet.evaluation.bench_routes import ROUTE_NAMES, bench, table
from modelsheet.evaluation.figure import view_of
from modelsheet.evaluation.sizes import PUBLISHED, TINY
from modelsheet.evaluation.untaught import Maker, UntaughtModels, installed
from modelsheet.generation.mv_adapter.spec import SPECS as ADAPTERS
from modelsheet.generation.mvdream.weights import split_checkpoint
from modelsheet.hub.catalogue import catalogue
from modelsheet.hub.fit import Machine, Placement, fit
from modelsheet.hub.store import is_installed, model_folder
from modelsheet.imagine.spec import MODELS as PICTURES
from modelsheet.reconstruction import instantmesh, triposr
from modelsheet.registry import ROUTES

from ..generation.tiny import full_list
from ..reconstruction.golden import key_list

PARITY = Path(__file__).parents[3] / "shared" / "parity"
NOWHERE = Maker(PUBLISHED, Placement("meta", half=True))
LEFT_OUT = ("sd15", "triposr")  # not made here; a file that holds more than the network needs
ALIKE = ("turbo", "paint", "1.1")  # in names of models that differ from another in what they learnt alone


def networks(name: str) -> list[nn.Module]:
    """Of a model at its published size, without memory."""
    spec = catalogue()[name]
    if spec in PICTURES:
        parts = NOWHERE.picture(name).components.values()
        return [part for part in parts if isinstance(part, nn.Module)]
    return NOWHERE.generator(name).parts if spec.cameras else [NOWHERE.reconstructor(name)]


def shapes(tensors: dict[str, torch.Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


@pytest.mark.parametrize(
    "name", [name for name in catalogue() if name not in LEFT_OUT and not any(map(name.count, ALIKE))]
)
def test_a_model_has_as_many_numbers_as_are_published(name: str) -> None:
    count = sum(each.numel() for network in networks(name) for each in network.parameters())
    assert count == catalogue()[name].numbers


@pytest.mark.skipif(not PARITY.is_dir(), reason="the published lists of tensors lie beside the project")
def test_every_tensor_has_its_published_shape() -> None:
    listed = PARITY / "zero123plus"
    parts = NOWHERE.zero123plus("zero123plus-1.2-normals").networks
    for name in ("unet", "vae", "vision_encoder", "controlnet"):
        assert shapes(getattr(parts, name).state_dict()) == shapes(
            full_list(listed / f"keys-full-{name}.txt")
        ), name
    dream = NOWHERE.mvdream("mvdream")
    found = split_checkpoint(full_list(PARITY / "mvdream" / "keys-full.txt"), "the list")
    for network, tensors in zip((dream.unet, dream.vae, dream.text_encoder), found, strict=True):
        assert shapes(network.state_dict()) == shapes(tensors)
    for name, convert, listing in (
        ("instantmesh", instantmesh.weights.convert, "instantmesh/keys-full-instant-mesh-large.txt"),
        ("triposr", triposr.weights.convert, "triposr/keys-full.txt"),
    ):
        expected = convert(key_list(PARITY / listing), "the list")
        assert shapes(NOWHERE.reconstructor(name).state_dict()) == shapes(expected)


@pytest.mark.skipif(not PARITY.is_dir(), reason="the published lists of tensors lie beside the project")
@pytest.mark.parametrize(
    "spec", [spec for spec in ADAPTERS if "paints" not in spec.index], ids=lambda spec: spec.name
)
def test_every_tensor_of_an_adapter_has_its_published_shape(spec) -> None:
    variant, base = spec.index["adapter"].removesuffix(".safetensors").split("_")[1:]
    made = NOWHERE.mv_adapter(spec.name)
    added = {name: own for name, own in made.base.unet.state_dict().items() if ".processor." in name}
    listed = full_list(PARITY / "mv_adapter" / base / f"keys-full-{variant}.txt")
    assert shapes(made.encoder.state_dict() | added) == shapes(listed)


def test_a_model_counts_as_installed_with_the_size_of_its_weights(monkeypatch) -> None:
    monkeypatch.setenv("MODELSHEET_MODELS", "/nowhere")
    with installed(PUBLISHED):
        spec = catalogue()["sdxl"]
        machine = Machine("cuda", 140 * 10**9, 100 * 10**9)
        assert fit(spec, machine, model_folder("sdxl")).need > 2 * spec.numbers
        assert all(map(is_installed, catalogue()))
    assert not is_installed("sdxl")


def test_what_is_drawn_is_noise_and_the_known_object_goes_on() -> None:
    with installed(TINY):
        models = UntaughtModels(TINY)
        picture = models.picture("sd-turbo").draw("a barrel", steps=1, size=64)
        spec = ROUTES.get("mvdream+instantmesh")
        assert models(spec.generator).generator.name == "mvdream"
    assert picture.rgba.shape == (64, 64, 4)
    np.testing.assert_array_equal(picture.rgba[0, 0], 255)
    assert set(models.parameters) == {"sd-turbo", "mvdream"}


@pytest.mark.parametrize(
    "camera", [sheet_camera("front", 64), orbit_camera(30, 20, 2, np.radians(30), 64)], ids=["plain", "lens"]
)
def test_the_views_of_the_known_object_are_exact(camera) -> None:
    view = view_of(camera, "view")
    points = camera.unproject(view.depth)[view.mask]
    balls = np.array([(0, 0, -0.24), (0, -0.02, 0.12), (0.02, -0.04, 0.36)])
    apart = np.linalg.norm(points[:, None] - balls, axis=-1) - (0.24, 0.18, 0.12)
    assert np.abs(apart).min(1).max() < 1e-3
    assert 0.1 < view.mask.mean() < 0.5


def test_a_route_from_start_to_mesh() -> None:
    seen = []
    result = bench(("sd-turbo+triposr",), tiny=True, write=lambda all_: seen.append(1))
    (row,) = result["routes"]
    assert "error" not in row, row
    assert row["whole"]
    assert {"picture", "draw", "reconstruct", "save"} <= set(row["phases"])
    assert seen == [1]
    assert "| `sd-turbo+triposr` | 0.00 |" in table(result)


def test_a_route_that_fails_leaves_the_others(monkeypatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no kernel for this")

    monkeypatch.setattr(Maker, "mvdream", fails)
    result = bench(("mvdream+instantmesh", "embedded"), tiny=True)
    first, second = result["routes"]
    assert first["error"].startswith("RuntimeError: no kernel for this, line")
    assert set(second["phases"]) == {"load", "draw"}
    assert "no kernel for this" in table(result)


@pytest.mark.long
def test_all_routes_and_the_ways_of_one_by_the_command(tmp_path, capsys) -> None:
    out = tmp_path / "routes.json"
    assert cli.main(["bench", "routes", "--tiny", "--ways", ROUTE_NAMES[0], "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert [row["name"] for row in result["routes"]] == list(ROUTE_NAMES)
    assert not [row for row in result["routes"] + result["ways"] if "error" in row]
    assert len(result["ways"]) == 3
    assert "| half precision, decoder by tiles |" in capsys.readouterr().out


def test_nothing_is_begun_when_time_is_over(tmp_path, capsys) -> None:
    assert cli.main(["bench", "routes", "--tiny", "--seconds", "0", "--routes", "embedded"]) == 0
    assert "Left out, for time was over: embedded." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--routes", "magic"], "there is no route 'magic': choose from embedded"),
        (["--ways", "triposr", "--routes", "embedded"], "no model of the Hub draws the views of this route"),
    ],
)
def test_a_route_that_can_not_be_measured_is_one_line(words, said, capsys) -> None:
    assert cli.main(["bench", "routes", "--tiny", *words]) == 2
    assert said in capsys.readouterr().err
