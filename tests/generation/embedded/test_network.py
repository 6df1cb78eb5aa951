"""What is written is what diffusers writes, and the noise levels are its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from modelsheet.generation.embedded.network import NoiseSchedule
from modelsheet.generation.embedded.refiner import SheetRefiner


@pytest.mark.parametrize("shift", [1.0, 2.0, 2.5])
def test_noise_levels_are_those_of_diffusers(shift: float, tmp_path: Path) -> None:
    from diffusers import FlowMatchEulerDiscreteScheduler

    NoiseSchedule(shift).save_pretrained(tmp_path)
    theirs, ours = (
        FlowMatchEulerDiscreteScheduler.from_pretrained(tmp_path),
        NoiseSchedule.from_pretrained(tmp_path),
    )
    for steps in (1, 2, 8, 30, 100):
        theirs.set_timesteps(steps)
        ours.set_timesteps(steps)
        assert torch.equal(theirs.sigmas, ours.sigmas)


def test_a_network_comes_back_with_its_settings(tmp_path: Path) -> None:
    network = SheetRefiner(width=8, depth=1)
    torch.nn.init.normal_(network.last.weight)
    network.save_pretrained(tmp_path)
    assert json.loads((tmp_path / "config.json").read_text()) == {
        "_class_name": "SheetRefiner",
        "depth": 1,
        "width": 8,
    }
    again = SheetRefiner.from_pretrained(tmp_path)
    assert vars(again.config) == {"width": 8, "depth": 1}
    assert not again.training
    for name, values in network.state_dict().items():
        assert torch.equal(again.state_dict()[name], values)


def test_weights_come_as_float32_or_as_they_are_stored(tmp_path: Path) -> None:
    network = SheetRefiner(width=8, depth=1)
    network.half().save_pretrained(tmp_path)
    kinds = {
        asked: {
            values.dtype for values in SheetRefiner.from_pretrained(tmp_path, torch_dtype=asked).parameters()
        }
        for asked in (torch.float32, None)
    }
    assert kinds == {torch.float32: {torch.float32}, None: {torch.float16}}


@pytest.mark.model
def test_drawing_imports_neither_diffusers_nor_transformers() -> None:
    """Each would take longer to import than a sheet takes to draw."""
    code = "import sys; from modelsheet import Pipeline; Pipeline.from_pretrained(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"diffusers", "transformers", "torch._dynamo", "trimesh"} & set(loaded)
