"""A model is made to fit the machine, or refused with the choices, before anything is loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from modelsheet.errors import ModelsheetError
from modelsheet.hub.catalogue import catalogue, model_spec
from modelsheet.hub.fit import LIMIT_VARIABLE, Machine, device_of, fit, gpu_memory, settle, ways
from modelsheet.request import Request
from modelsheet.run import check

GB = 10**9
SDXL = model_spec("mv-adapter-picture-sdxl")  # its authors state 14 GB


@pytest.mark.parametrize(
    ("machine", "half", "tiling", "offload", "notice"),
    [
        (Machine("cuda", 24 * GB, 32 * GB, True), True, False, False, None),
        (Machine("cuda", int(14.5 * GB), 32 * GB, True), True, True, False, "fit-tiling"),
        (Machine("cuda", 12 * GB, 32 * GB, True), True, True, True, "fit-offload"),
        (Machine("cuda", 9 * GB, 32 * GB, True), True, True, True, "fit-smaller"),
        (Machine("cuda", int(8.4 * GB), 32 * GB, True), True, True, True, "fit-fewer"),
        (Machine("mps", 24 * GB, 24 * GB), True, False, False, None),
        (Machine("cpu", 64 * GB, 64 * GB), False, False, False, None),
        (Machine("cpu", 20 * GB, 20 * GB), True, False, False, "fit-half"),
        (Machine("cpu", int(14.5 * GB), int(14.5 * GB)), True, True, False, "fit-half"),
        (Machine("cpu", None, None), False, False, False, None),
    ],
)
def test_the_best_way_that_fits_is_taken(machine, half, tiling, offload, notice) -> None:
    way = fit(SDXL, machine)
    drawn = {"fit-smaller": (512, 0), "fit-fewer": (512, 4)}
    assert (way.pixels, way.views) == drawn.get(notice, (0, 0))
    assert (way.device, way.half, way.tiling, way.offload) == (machine.device, half, tiling, offload)
    assert (way.message.code if way.message else None) == notice
    wanted = torch.float32 if not half else torch.bfloat16 if machine.device == "cpu" else torch.float16
    assert way.dtype == wanted


@pytest.mark.parametrize(
    "machine",
    [
        Machine("cuda", 8 * GB, 32 * GB, True),
        Machine("cuda", 10 * GB, 32 * GB, False),  # without accelerate nothing waits in the RAM
        Machine("cuda", 10 * GB, 4 * GB, True),  # nor where there is none
        Machine("cpu", 8 * GB, 8 * GB),
    ],
)
def test_what_fits_in_no_way_is_refused_with_the_choices(machine) -> None:
    with pytest.raises(ModelsheetError, match=r"needs about .* GB.*a smaller model or the route embedded"):
        fit(SDXL, machine)


def test_better_ways_take_more_memory() -> None:
    for spec in catalogue().values():
        for device in ("cpu", "cuda"):
            needs = [way.need for way in ways(spec, Machine(device, None, None))]
            assert needs == sorted(needs, reverse=True)
        assert gpu_memory(spec) >= spec.numbers


def test_a_small_model_of_the_same_kind_needs_little(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(bytes(1000))
    assert fit(SDXL, Machine("cpu", GB, GB), tmp_path).need < GB / 1000


def test_the_environment_limits_what_a_model_may_take(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "6 GB")
    free = Machine.here().free
    assert free is not None
    assert free <= 6 * GB
    monkeypatch.setenv(LIMIT_VARIABLE, "plenty")
    with pytest.raises(ModelsheetError, match="MODELSHEET_MEMORY is 'plenty': set it to a size such as 6GB"):
        Machine.here()


def test_a_job_that_can_not_fit_is_refused_before_it_loads(monkeypatch, tmp_path) -> None:
    model = replace(model_spec("mvdream"), downloads=())
    folder = tmp_path / model.name
    folder.mkdir()
    (folder / "SHA256.json").write_text("{}")
    with (folder / "model.safetensors").open("wb") as file:
        file.truncate(3 * GB)  # as large as the published one, on a disk that stores no zeros
    monkeypatch.setenv("MODELSHEET_MODELS", str(tmp_path))
    monkeypatch.setenv(LIMIT_VARIABLE, "2GB")
    with pytest.raises(ModelsheetError, match="mvdream needs about"):
        check(Request("a barrel", generator="mvdream"))


def test_what_is_loaded_can_be_let_go(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(bytes(1000))
    assert Machine("cpu", 500, 500).without([tmp_path]) == Machine("cpu", 1500, 1500)
    assert Machine("cpu", None, None).without([tmp_path]) == Machine("cpu", None, None)


def test_a_network_that_waits_for_its_turn_says_where_it_computes() -> None:
    pytest.importorskip("accelerate")
    (way,) = [way for way in ways(SDXL, Machine("cuda", None, None, True)) if way.offload and not way.tiling]
    layer = settle(torch.nn.Linear(2, 2), replace(way, device="cpu"))
    assert device_of(layer) == torch.device("cpu")
    assert layer(torch.ones(1, 2)).shape == (1, 2)
