"""Golden data of reference implementations: small pieces beside this file, the whole outside the checkout.

The whole lies in `shared/parity` beside the checkout, or where MODELSHEET_PARITY says.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

PIECES = Path(__file__).parent / "parity"
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Golden:
    """Tensors by their published names: what goes in, the weights, what must come out."""

    inputs: dict[str, torch.Tensor]
    weights: dict[str, torch.Tensor]
    outputs: dict[str, torch.Tensor]


def whole_folder(name: str) -> Path:
    """A folder of the whole data; skips the test where it is absent."""
    beside = Path(__file__).parents[3] / "shared" / "parity"
    folder = Path(os.environ.get("MODELSHEET_PARITY", beside)) / name
    if not folder.is_dir():
        pytest.skip(f"no golden data: {folder} is absent")
    return folder


def whole(name: str) -> Golden:
    """All that a folder of the golden data holds."""
    folder = whole_folder(name)
    return Golden(*(load_file(folder / f"{part}.safetensors") for part in ("inputs", "weights", "outputs")))


def piece(name: str) -> Golden:
    """What a clone alone has of it."""
    tensors = load_file(PIECES / f"{name}.safetensors")
    parts = [
        {key.removeprefix(part): value for key, value in tensors.items() if key.startswith(part)}
        for part in ("inputs/", "weights/", "outputs/")
    ]
    return Golden(*parts)


def check(found: torch.Tensor, expected: torch.Tensor) -> None:
    """Equal to 1e-4, absolute and relative."""
    np.testing.assert_allclose(found.detach().numpy(), expected.numpy(), rtol=TOLERANCE, atol=TOLERANCE)


def check_crossings(found: np.ndarray, expected: np.ndarray, resolution: int) -> None:
    """Vertices, in grid steps, that lie on the grid's edges are the same set.

    Lewiner's marching cubes also puts vertices inside ambiguous cells, and the closed surface has some
    beyond the grid: both are left out.
    """
    from scipy.spatial import cKDTree

    on_edge = (np.abs(found - np.rint(found)) < 1e-4).sum(1) >= 2
    within = ((found > -1e-4) & (found < resolution - 1 + 1e-4)).all(1)
    found = found[on_edge & within]
    for one, other in ((found, expected), (expected, found)):
        assert cKDTree(other).query(one)[0].max() < 1e-3


def as_published(
    network: torch.nn.Module, names: list[str], convert: Callable[..., dict[str, torch.Tensor]]
) -> dict[str, torch.Tensor]:
    """A network's weights under the published names; those of layers it does not have are left out."""
    state, published = network.state_dict(), {}
    for name in names:
        ours = list(convert({name: torch.zeros(3)}, "a list of names"))  # three where one packs three
        if ours and all(key in state for key in ours):
            published[name] = torch.cat([state[key] for key in ours]).clone()
    return published


def key_list(path: Path) -> dict[str, torch.Tensor]:
    """The tensors that a list names, without their values."""
    lines = [line.split("\t") for line in path.read_text().splitlines() if not line.startswith("#")]
    shapes = {name: [int(n) for n in shape.strip("()").split(",") if n] for name, shape in lines}
    return {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}
