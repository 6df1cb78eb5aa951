"""MV-Adapter's models that paint a mesh, with tiny random weights, from the mesh to the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from tests.generation import tiny

from modelsheet.errors import ModelsheetError
from modelsheet.generation.mv_adapter.attention import install
from modelsheet.generation.mv_adapter.weights import _condition_encoder
from modelsheet.registry import TEXTURERS
from modelsheet.request import Request
from modelsheet.run import run
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

NAMES = [f"mv-adapter-paint-{source}-{base}" for source in ("text", "picture") for base in ("sd21", "sdxl")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Installed models by name, as the hub lays them out."""
    from diffusers import UNet2DConditionModel

    home, made = tmp_path_factory.mktemp("painters"), {}
    for base in ("sd21", "sdxl"):
        getattr(tiny, base)(home / base)
        for source in ("text", "picture"):
            unet = UNet2DConditionModel.from_pretrained(home / base / "unet")
            install(unet, 6, takes_reference=source == "picture")
            encoder = _condition_encoder(unet, 2)
            added = {k: v for k, v in unet.state_dict().items() if ".attn1.processor." in k}
            tensors = {
                k: 0.1 * torch.randn(v.shape, generator=torch.Generator().manual_seed(0))
                for k, v in (added | encoder.state_dict()).items()
            }
            name = f"mv-adapter-paint-{source}-{base}"
            folder = tiny.write_index(
                home / name,
                generator=name,
                base=str(home / base),
                adapter="adapter.safetensors",
                paints="yes",
                resolution=tiny.SIDE,
            )
            save_file(tensors, folder / "adapter.safetensors")
            made[name] = folder
    return made


@pytest.mark.parametrize("name", NAMES)
def test_from_a_mesh_to_a_file(folders, two_boxes: Path, tmp_path: Path, name: str) -> None:
    values = {"mesh": str(two_boxes), "prompt": "two crates", "generator": str(folders[name]), "steps": 1}
    if "picture" in name:
        Image.new("RGBA", (40, 40), (200, 30, 30, 255)).resize((40, 20)).save(tmp_path / "front.png")
        picture = np.zeros((40, 40, 4), np.uint8)
        picture[8:30, 8:30] = (200, 30, 30, 255)
        Image.fromarray(picture).save(tmp_path / "front.png")
        values |= {"image": str(tmp_path / "front.png")}
    values |= {"texture_size": 256}
    done = run(Request.of(values), tmp_path / "out")
    sheet, after = ModelSheet.load(tmp_path / "out"), Surface.load(done.main)
    assert sheet.generator == name
    assert sheet.has_depth
    assert [material.name for material in after.materials] == ["painted", "bare"]
    assert all(material.base_color_texture.pixels[..., :3].std() > 1 for material in after.materials)


def test_all_four_are_listed() -> None:
    assert set(NAMES) <= set(TEXTURERS.names())


def test_without_a_picture_it_says_so(folders, two_boxes: Path, tmp_path: Path) -> None:
    values = {"mesh": str(two_boxes), "prompt": "two crates"}
    request = Request.of(values | {"generator": str(folders["mv-adapter-paint-picture-sd21"])})
    with pytest.raises(ModelsheetError, match="draws from a picture"):
        run(request, tmp_path / "out")
