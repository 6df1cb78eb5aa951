"""From words or a picture to a sheet, with tiny random weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tests.generation import tiny

from modelsheet.cameras import sheet_camera
from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts
from modelsheet.generation.mv_adapter import load
from modelsheet.generation.mv_adapter.cameras import AZIMUTHS
from modelsheet.generation.mv_adapter.pipeline import MvAdapterPipeline
from modelsheet.generation.mv_adapter.spec import SPECS
from modelsheet.sheet import ModelSheet, View


def adapter(folder: Path, base: Path, variant: str, sdxl: bool) -> Path:
    """Save an adapter for the base in the published layout, and the index that joins them."""
    from diffusers import T2IAdapter, UNet2DConditionModel

    unet = UNet2DConditionModel.from_pretrained(base / "unet", low_cpu_mem_usage=False)
    channels = list(unet.config.block_out_channels)
    options = {"downscale_factor": 8, "channels": channels, "num_res_blocks": 1}
    if sdxl:
        options |= {"downscale_factor": 16, "channels": [*channels, channels[-1]]}
        options |= {"adapter_type": "full_adapter_xl"}
    torch.manual_seed(4)
    tensors = T2IAdapter(in_channels=6, **options).state_dict()
    for path, module in unet.named_modules():
        if path.endswith("attn1"):
            for kind in ("mv", "ref") if variant == "i2mv" else ("mv",):
                width = module.to_q.in_features
                for part in "qkv":
                    tensors[f"{path}.processor.to_{part}_{kind}.weight"] = 0.1 * torch.randn(width, width)
                tensors[f"{path}.processor.to_out_{kind}.0.weight"] = 0.1 * torch.randn(width, width)
                tensors[f"{path}.processor.to_out_{kind}.0.bias"] = torch.zeros(width)
    file = f"mvadapter_{variant}_{'sdxl' if sdxl else 'sd21'}.safetensors"
    tiny.write_index(folder, base=f"../{base.name}", adapter=file, resolution=tiny.SIDE)
    save_file(tensors, folder / file)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The four models, installed."""
    root = tmp_path_factory.mktemp("models")
    bases = {"sdxl": tiny.sdxl(root / "sdxl"), "sd21": tiny.sd21(root / "sd21")}
    return {
        f"mv-adapter-{source}-{base}": adapter(root / f"{variant}-{base}", folder, variant, base == "sdxl")
        for base, folder in bases.items()
        for variant, source in (("t2mv", "text"), ("i2mv", "picture"))
    }


@pytest.fixture(scope="module")
def picture() -> KnownParts:
    """A red ball, 96 pixels a side."""
    y, x = np.mgrid[:96, :96] - 47.5
    inside = x**2 + y**2 < 40**2
    rgb = np.where(inside[..., None], (200, 30, 30), 0).astype(np.uint8)
    view = View("front", sheet_camera("front", 96), rgb, np.where(inside, 255, 0).astype(np.uint8))
    return KnownParts.colors(ModelSheet((view,)))


@pytest.mark.parametrize("name", [spec.name for spec in SPECS if "paints" not in spec.index])
def test_a_sheet_from_each_model(folders, picture: KnownParts, name: str) -> None:
    generator = load(folders[name])
    assert generator.name == name
    known = picture if "picture" in name else None
    steps: list[int] = []
    sheet = generator.draw(
        "a barrel", steps=2, known=known, on_step=lambda step, count, make: steps.append(step)
    )
    assert [view.name for view in sheet] == list(AZIMUTHS)
    assert sheet.generator == name
    assert not sheet.has_depth
    assert steps == [1, 2]
    assert all(view.rgb.shape == (tiny.SIDE, tiny.SIDE, 3) and view.rgb.std() > 1 for view in sheet)
    again = generator.draw("a barrel", steps=2, known=known)
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(sheet, again, strict=True))
    other = generator.draw("a barrel", steps=2, known=known, seed=1)
    assert not np.array_equal(sheet["front"].rgb, other["front"].rgb)


def test_the_sheet_as_it_stands_can_be_seen(folders) -> None:
    generator, seen = load(folders["mv-adapter-text-sd21"]), []
    final = generator.draw("a barrel", steps=2, on_step=lambda step, count, make: seen.append(make()))
    assert len(seen) == 2
    assert np.array_equal(seen[1]["front"].rgb, final["front"].rgb)


@pytest.mark.parametrize("name", ["mv-adapter-text-sdxl", "mv-adapter-picture-sd21"])
def test_half_precision_serves(folders, picture: KnownParts, name: str) -> None:
    folder = folders[name]
    index = json.loads((folder / "model_index.json").read_text())
    parts = (folder / index["base"], folder / index["adapter"])
    options = {"resolution": tiny.SIDE, "dtype": torch.bfloat16, "device": "cpu"}
    generator = MvAdapterPipeline.from_folders(*parts, **options)
    known = picture if generator.takes_picture else None
    half = generator.draw("a barrel", steps=2, known=known)
    full = load(folder).draw("a barrel", steps=2, known=known)
    assert np.abs(half["front"].rgb.astype(int) - full["front"].rgb).mean() < 8


def test_words_and_picture_decide(folders, picture: KnownParts) -> None:
    generator = load(folders["mv-adapter-picture-sd21"])
    first = generator.draw("a barrel", steps=1, known=picture)["front"].rgb
    assert not np.array_equal(first, generator.draw("a tree", steps=1, known=picture)["front"].rgb)
    view = picture.sheet["front"]
    paler = View("front", view.camera, view.rgb // 2, view.alpha)
    other = KnownParts.colors(ModelSheet((paler,)))
    assert not np.array_equal(first, generator.draw("a barrel", steps=1, known=other)["front"].rgb)


def test_a_picture_where_it_belongs(folders, picture: KnownParts) -> None:
    with pytest.raises(ModelsheetError, match="give one"):
        load(folders["mv-adapter-picture-sd21"]).draw("a barrel")
    blank = np.zeros((8, 8, 4), np.uint8)
    view = View("front", sheet_camera("front", 8), blank[..., :3], blank[..., 3])
    with pytest.raises(ModelsheetError, match="sees no object"):
        load(folders["mv-adapter-picture-sd21"]).draw("", known=KnownParts.colors(ModelSheet((view,))))
    with pytest.raises(ModelsheetError, match="words alone"):
        load(folders["mv-adapter-text-sd21"]).draw("a barrel", known=picture)


def test_an_adapter_for_another_base_is_refused(folders, tmp_path: Path) -> None:
    wrong = folders["mv-adapter-text-sdxl"]
    base = folders["mv-adapter-text-sd21"].parent / "sd21"
    mixed = tiny.write_index(
        tmp_path / "mixed",
        base=str(base),
        adapter=str(wrong / "mvadapter_t2mv_sdxl.safetensors"),
    )
    with pytest.raises(ModelsheetError, match="does not fit the model"):
        load(mixed)


def test_the_specs_say_what_a_user_wants_to_know() -> None:
    for spec in SPECS:
        assert spec.commercial == "conditions"  # the base models' licence
        assert len(spec.cameras(spec.resolution)) == 6
        assert spec.size > 2e9
